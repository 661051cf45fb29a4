// Errors and notices as the page says them: in the person's language, with settings called what the form calls them.

import { describeError } from '../../src/shared/errors.js';
import type { Failure } from '../../src/shared/messages/failures.js';
import { describeNotice, type Notice } from '../../src/shared/notices.js';
import { definitionOf, flagOf, type SettingName, settingNames } from '../../src/shared/settings.js';
import { locale } from '../locale.js';
import { choiceText, settingTitle } from './settings.js';

export function describe({ code, values }: Failure): string {
  const name = settingNames.find((each) => each === values['name']);
  // A command that is to be typed stays as it is.
  const { command } = values;
  const shown = {
    ...values,
    ...(name === undefined ? {} : { name: settingTitle(name) }),
    ...(command === undefined ? {} : { command: '\0' }),
  };
  return inWords(describeError({ code, values: shown }, locale())).replace('\0', () => String(command));
}

export function tell(notice: Notice): string {
  return inWords(describeNotice(notice, locale()));
}

/**
 * The sentences are the command line's too and name settings as flags, `--device onnx-cpu`, or by their names,
 * `mergeLabels`.
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
