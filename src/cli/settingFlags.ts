// The flags of the settings, generated from the one table in src/shared/settings.ts.

import { Option } from 'commander';

import type { Locale } from '../shared/catalogue.js';
import { UserError } from '../shared/errors.js';
import {
  flagOf,
  type GivenSettings,
  type SettingName,
  settingNames,
  type Settings,
  settings,
} from '../shared/settings.js';
import { type LocalCommand, SwitchOption } from './command.js';
import { text } from './texts.js';

const groupTitles = {
  data: 'dataTitle',
  model: 'modelTitle',
  training: 'trainingTitle',
  advanced: 'advancedTitle',
} as const;

/** Adds a flag for each of these settings. The job checks their values, not the parser. */
export function addSettingFlags(command: LocalCommand, names: readonly SettingName[]): void {
  for (const name of names) {
    const flag = flagOf(name);
    const group = text(command.locale, groupTitles[settings[name].group]);
    if (settings[name].kind === 'boolean') {
      command.addOption(new SwitchOption(`--${flag}`, description(name, command.locale)).helpGroup(group));
      command.addOption(new Option(`--no-${flag}`).hideHelp());
    } else {
      command.addOption(
        new Option(`--${flag} <${settings[name].kind}>`, description(name, command.locale)).helpGroup(group),
      );
    }
  }
}

/** The given values of these settings; commander's option names are the settings' own. */
export function givenSettings(
  options: Readonly<Record<string, unknown>>,
  names: readonly SettingName[] = settingNames,
): GivenSettings {
  return Object.fromEntries(names.filter((name) => options[name] !== undefined).map((name) => [name, options[name]]));
}

/** An integer given as a flag, for a job that takes it apart from the other settings. Throws `setting.integer`. */
export function integerFlag(value: string | undefined, name: 'threads' | 'maxLength'): number | undefined {
  if (value === undefined) return undefined;
  const { minimum, maximum } = settings[name];
  const number = /^\d+$/.test(value) ? Number(value) : Number.NaN;
  if (!(number >= minimum && number <= maximum))
    throw new UserError('setting.integer', { name, value, minimum, maximum });
  return number;
}

/** One of several choices given as a flag. Throws `setting.choice`. */
export function choiceFlag<Name extends 'device' | 'longTexts'>(
  value: string | undefined,
  name: Name,
): Settings[Name] | undefined {
  const choices: readonly string[] = settings[name].choices;
  if (value !== undefined && !choices.includes(value))
    throw new UserError('setting.choice', { name, value, choices: choices.join(', ') });
  return value as Settings[Name] | undefined;
}

function description(name: SettingName, locale: Locale): string {
  const setting = settings[name];
  const parts: string[] = [setting.help[locale]];
  if (setting.kind === 'number' || setting.kind === 'integer') {
    parts.push(text(locale, 'range', { minimum: String(setting.minimum), maximum: String(setting.maximum) }));
  }
  if (setting.kind === 'choice') parts.push(text(locale, 'choices', { choices: setting.choices.join(', ') }));
  if (setting.default !== null && setting.default !== '')
    parts.push(text(locale, 'defaultValue', { value: String(setting.default) }));
  return parts.join(locale === 'en' ? ' ' : '');
}
