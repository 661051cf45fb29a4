// Fields of the settings' form: what a person typed, as a value, or why it is not allowed; all from the one definition
// of settings.

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

export function valueOf(values: Values, name: SettingName): Value {
  const given = values[name];
  return given === undefined ? usualValue(name, values) : given;
}

export function isChanged(values: Values, name: SettingName): boolean {
  return name in values && values[name] !== usualValue(name, values);
}

/** The settings with one of them changed; what equals the recipe's value is left out. */
export function withValue(values: Values, name: SettingName, value: Value): Record<string, Value> {
  const others = Object.fromEntries(Object.entries(values).filter(([each]) => each !== name));
  return value === usualValue(name, others) ? others : { ...others, [name]: value };
}

/** An empty field gives the choice back to the run, where that can decide. A share is written in percent. */
export function parseField(name: SettingName, typed: string): CheckedValue {
  const text = typed.trim();
  if (text === '' && definitionOf(name).default === null) return checkValue(name, null);
  return name === 'validation' ? parseValidation(text) : checkValue(name, text);
}

/** Anything that is no number is the path of a second file. */
function parseValidation(text: string): CheckedValue {
  const percent = numberOf(text.replace(/\s*[%％]$/, ''));
  const checked = checkValue('validation', Number.isNaN(percent) ? text : String(Number((percent / 100).toFixed(6))));
  if (checked.failure === null) return checked;
  return { failure: new UserError('setting.validationShare', { name: 'validation', value: text }) };
}

/** As it stands in the field. */
export function fieldText(name: SettingName, value: Value): string {
  if (value === null) return '';
  if (name === 'validation' && !Number.isNaN(numberOf(value))) return String(Number((Number(value) * 100).toFixed(4)));
  return typeof value === 'number' && value !== 0 && Math.abs(value) < 1e-3
    ? value.toExponential().replace('e+', 'e')
    : String(value);
}
