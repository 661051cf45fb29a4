// The flags of the settings, generated from the one table in src/shared/settings.ts.

import { Option } from 'commander';

import type { Locale } from '../shared/catalogue.js';
import { textIn } from '../shared/catalogue.js';
import { dataEndings } from '../shared/ids.js';
import {
  definitionOf,
  flagOf,
  type GivenSettings,
  type SettingName,
  settingNames,
  type Settings,
  settings,
} from '../shared/settings.js';
import { parseValue } from '../shared/settingValues.js';
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

/** A setting's value given as a flag, for a job that takes it apart from the other settings. Throws `setting.*`. */
export function settingFlag<Name extends SettingName>(
  value: string | undefined,
  name: Name,
): Settings[Name] | undefined {
  return value === undefined ? undefined : parseValue(name, value);
}

/** What the help says of DATA: every ending that is read. */
export function dataArgument(locale: Locale): string {
  const endings = dataEndings.map((ending) => `.${ending}`).join(locale === 'en' ? ', ' : '、');
  return text(locale, 'dataArgument', { endings });
}

function description(name: SettingName, locale: Locale): string {
  const setting = definitionOf(name);
  const parts: string[] = [textIn(setting.help, locale)];
  if (setting.kind === 'number' || setting.kind === 'integer') {
    parts.push(text(locale, 'range', { minimum: String(setting.minimum), maximum: String(setting.maximum) }));
  }
  if (setting.kind === 'choice')
    parts.push(text(locale, 'choices', { choices: Object.keys(setting.choices).join(', ') }));
  if (setting.default !== null && setting.default !== '')
    parts.push(text(locale, 'defaultValue', { value: String(setting.default) }));
  return parts.join(locale === 'en' ? ' ' : '');
}
