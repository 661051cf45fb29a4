// Errors and notices in the page's language, with settings under their titles in the form.

import { describeError } from '../../src/shared/errors.js';
import type { Failure } from '../../src/shared/messages/failures.js';
import { describeNotice, type Notice } from '../../src/shared/notices.js';
import { definitionOf, flagOf, type SettingName, settingNames } from '../../src/shared/settings.js';
import { locale } from '../locale.js';
import { choiceText, settingTitle } from './settings.js';

/** The sentence of an error in the page's language, with its next step. */
export function describe({ code, values }: Failure): string {
  const name = settingNames.find((each) => each === values['name']);
  // Commands for the terminal stay unchanged.
  const { command } = values;
  const shown = {
    ...values,
    ...(name === undefined ? {} : { name: settingTitle(name) }),
    ...(command === undefined ? {} : { command: '\0' }),
  };
  return inWords(describeError({ code, values: shown }, locale())).replace('\0', () => String(command));
}

/** The sentence of a notice in the page's language. */
export function tell(notice: Notice): string {
  return inWords(describeNotice(notice, locale()));
}

/**
 * Replaces flags and names of settings by their titles: the sentences are shared with the command line, which writes
 * `--device onnx-cpu` or `mergeLabels`.
 */
function inWords(text: string): string {
  return text
    .replace(/--([a-z][a-z-]*)( [a-z][a-z0-9-]*)?/g, (whole, flag: string, next: string | undefined) => {
      const name = settingNames.find((each) => flagOf(each) === flag);
      if (name === undefined) return whole;
      const word = (next ?? '').trim();
      return isChoice(name, word)
        ? quoted(`${settingTitle(name)}: ${choiceText(name, word)}`)
        : quoted(settingTitle(name)) + (next ?? '');
    })
    .replace(/\b[a-z]+[A-Z]\w*/g, (whole) => {
      const name = settingNames.find((each) => each === whole);
      return name === undefined ? whole : quoted(settingTitle(name));
    });
}

function isChoice(name: SettingName, word: string): boolean {
  const setting = definitionOf(name);
  return setting.kind === 'choice' && Object.hasOwn(setting.choices, word);
}

function quoted(text: string): string {
  return `“${text}”`;
}
