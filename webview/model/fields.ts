// Fields of the settings' form: what a person typed, as a value, or why it is not allowed; all from the one definition
// of settings.

import type { Failure } from '../../src/shared/messages/runEvents.js';
import { type Setting, type SettingName, settings } from '../../src/shared/settings.js';

export type Value = string | number | boolean | null;
export type Values = Readonly<Record<string, Value>>;
export type Parsed = { readonly value: Value; readonly failure: null } | { readonly failure: Failure };

/** What is allowed of a setting, for its field. */
export function definitionOf(name: SettingName): Setting {
  return settings[name];
}

export function valueOf(values: Values, name: SettingName): Value {
  const given = values[name];
  return given === undefined ? definitionOf(name).default : given;
}

export function isChanged(values: Values, name: SettingName): boolean {
  return name in values && values[name] !== definitionOf(name).default;
}

/** The settings with one of them changed; what equals its default is left out. */
export function withValue(values: Values, name: SettingName, value: Value): Record<string, Value> {
  const others = Object.fromEntries(Object.entries(values).filter(([each]) => each !== name));
  return value === definitionOf(name).default ? others : { ...others, [name]: value };
}

export function parseField(name: SettingName, typed: string): Parsed {
  const setting = definitionOf(name);
  const text = typed.trim();
  if (text === '' && (setting.default === null || setting.kind === 'text'))
    return { value: setting.default === null ? null : '', failure: null };
  if (name === 'validation') return parseValidation(text);
  if (setting.kind !== 'number' && setting.kind !== 'integer') return { value: text, failure: null };
  const value = text === '' ? NaN : Number(text);
  const isAllowed =
    value >= setting.minimum && value <= setting.maximum && (setting.kind === 'number' || Number.isInteger(value));
  if (isAllowed) return { value, failure: null };
  const { minimum, maximum, kind } = setting;
  return {
    failure: {
      code: kind === 'integer' ? 'setting.integer' : 'setting.number',
      values: { name, value: text, minimum, maximum },
    },
  };
}

/** A share is written in percent; anything that is no number is the path of a second file. */
function parseValidation(text: string): Parsed {
  const share = Number(text.replace(/\s*[%％]$/, ''));
  if (text === '' || Number.isNaN(share))
    return text === ''
      ? { failure: { code: 'setting.validationShare', values: { name: 'validation', value: text } } }
      : { value: text, failure: null };
  if (share < 0 || share > 90)
    return { failure: { code: 'setting.validationShare', values: { name: 'validation', value: text } } };
  return { value: String(Number((share / 100).toFixed(6))), failure: null };
}

/** As it stands in the field. */
export function fieldText(name: SettingName, value: Value): string {
  if (value === null) return '';
  if (name === 'validation' && value !== '' && Number.isFinite(Number(value)))
    return String(Number((Number(value) * 100).toFixed(4)));
  return typeof value === 'number' && value !== 0 && Math.abs(value) < 1e-3
    ? value.toExponential().replace('e+', 'e')
    : String(value);
}
