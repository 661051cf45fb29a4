// The fields of the settings form: parses typed text into a value or an error, by the one definition of settings.

import { UserError } from '../../src/shared/errors.js';
import { definitionOf, type SettingName } from '../../src/shared/settings.js';
import {
  type CheckedValue,
  checkValue,
  numberOf,
  type SettingValue,
  usualValue,
} from '../../src/shared/settingValues.js';

export type Value = SettingValue;
export type Values = Readonly<Record<string, Value>>;

/** The value of a setting: as given, or else the recipe's. */
export function valueOf(values: Values, name: SettingName): Value {
  const given = values[name];
  return given === undefined ? usualValue(name, values) : given;
}

/** Whether a setting is given and differs from the recipe's value. */
export function isChanged(values: Values, name: SettingName): boolean {
  return name in values && values[name] !== usualValue(name, values);
}

/** The settings with one of them changed; a value that equals the recipe's is left out. */
export function withValue(values: Values, name: SettingName, value: Value): Record<string, Value> {
  const others = Object.fromEntries(Object.entries(values).filter(([each]) => each !== name));
  return value === usualValue(name, others) ? others : { ...others, [name]: value };
}

/**
 * Parses a field's text. An empty field leaves the choice to the run, where it can decide. A share is given in percent.
 */
export function parseField(name: SettingName, typed: string): CheckedValue {
  const text = typed.trim();
  if (text === '' && definitionOf(name).default === null) return checkValue(name, null);
  return name === 'validation' ? parseValidation(text) : checkValue(name, text);
}

/** Parses the field `validation`: anything but a number is the path of a second file. */
function parseValidation(text: string): CheckedValue {
  const percent = numberOf(text.replace(/\s*[%％]$/, ''));
  const checked = checkValue('validation', Number.isNaN(percent) ? text : String(Number((percent / 100).toFixed(6))));
  if (checked.failure === null) return checked;
  return { failure: new UserError('setting.validationShare', { name: 'validation', value: text }) };
}

/** The value as the field's text. */
export function fieldText(name: SettingName, value: Value): string {
  if (value === null) return '';
  if (name === 'validation' && !Number.isNaN(numberOf(value))) return String(Number((Number(value) * 100).toFixed(4)));
  return typeof value === 'number' && value !== 0 && Math.abs(value) < 1e-3
    ? value.toExponential().replace('e+', 'e')
    : String(value);
}
