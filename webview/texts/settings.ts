// What settings and their choices are called: as their definitions say, in the page's language.

import { definitionOf, type SettingName } from '../../src/shared/settings.js';
import { sentence } from '../locale.js';

/** The title of a setting in the page's language. */
export function settingTitle(name: SettingName): string {
  return sentence(definitionOf(name).title);
}

/** The name of a choice's value. A value that is none of the choices, such as a detected encoding, is its own name. */
export function choiceText(name: SettingName, value: string): string {
  const setting = definitionOf(name);
  const title = setting.kind === 'choice' && Object.hasOwn(setting.choices, value) ? setting.choices[value] : undefined;
  if (title === undefined) return value;
  return typeof title === 'string' ? title : sentence(title);
}
