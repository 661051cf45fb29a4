// The values of settings: their one check, for flags, run.json and the panel's form, and their meaning.

import { UserError } from './errors.js';
import { isModelNameText } from './modelName.js';
import { isBundledModel } from './models/bundledModels.js';
import { definitionOf, type GivenSettings, type SettingName, settingNames, type Settings } from './settings.js';
import { tutorialRecipe } from './settings/recipes.js';
import type { ChoiceSetting, NumberSetting, TextSetting } from './settings/setting.js';

export type SettingValue = string | number | boolean | null;

export type CheckedValue =
  { readonly value: SettingValue; readonly failure: null } | { readonly value?: never; readonly failure: UserError };

/** The value of one setting, checked by itself. Throws `setting.*`. */
export function parseValue<Name extends SettingName>(name: Name, value: unknown): Settings[Name] {
  const checked = checkValue(name, value);
  if (checked.failure !== null) throw checked.failure;
  return checked.value as Settings[Name];
}

/** Checks one value by itself; numbers and switches may be text, as flags are. */
export function checkValue(name: SettingName, value: unknown): CheckedValue {
  const setting = definitionOf(name);
  if (value === null && setting.default === null) return accepted(null);
  switch (setting.kind) {
    case 'number':
    case 'integer':
      return checkNumber(name, setting, value);
    case 'choice':
      return checkChoice(name, setting, value);
    case 'boolean':
      if (value === true || value === 'true') return accepted(true);
      if (value === false || value === 'false') return accepted(false);
      return refused(new UserError('setting.boolean', { name, value: shown(value) }));
    case 'text':
      return checkText(name, setting, value);
  }
}

function accepted(value: SettingValue): CheckedValue {
  return { value, failure: null };
}

function refused(failure: UserError): CheckedValue {
  return { failure };
}

function checkNumber(name: SettingName, { kind, minimum, maximum }: NumberSetting, value: unknown): CheckedValue {
  const number = numberOf(value);
  const fits = number >= minimum && number <= maximum && (kind === 'number' || Number.isSafeInteger(number));
  if (fits) return accepted(number);
  return refused(new UserError(`setting.${kind}`, { name, value: shown(value), minimum, maximum }));
}

function checkChoice(name: SettingName, { choices, other }: ChoiceSetting, value: unknown): CheckedValue {
  if (other === 'character' && typeof value === 'string' && isSeparator(value)) return accepted(value);
  if (typeof value === 'string' && Object.hasOwn(choices, value)) return accepted(value);
  return refused(
    new UserError('setting.choice', { name, value: shown(value), choices: Object.keys(choices).join(', ') }),
  );
}

/** Whether the value is one character that may separate columns: no letter, digit, quote or line break. */
function isSeparator(value: string): boolean {
  return /^[^\p{L}\p{N}"'\r\n]$/u.test(value);
}

function checkText(name: SettingName, setting: TextSetting, value: unknown): CheckedValue {
  const text = typeof value === 'number' ? String(value) : value;
  if (name === 'model' && text === 'auto') return accepted(null);
  if (typeof text !== 'string' || (text === '' && setting.default !== ''))
    return refused(new UserError('setting.text', { name, value: shown(value) }));
  if (name === 'validation') {
    const share = validationShare(text);
    if (share !== null && !(share >= 0 && share <= 0.9))
      return refused(new UserError('setting.validationShare', { name, value: text }));
  }
  if (name === 'shape' && shapeOf(text) === null)
    return refused(new UserError('setting.shape', { name, value: shown(text) }));
  return accepted(text);
}

/** A value for a sentence: short, on one line. */
function shown(value: unknown): string {
  const text = typeof value === 'string' ? value : value === undefined ? 'undefined' : JSON.stringify(value);
  const line = text.replace(/\s+/g, ' ');
  if (line === '') return '""';
  return line.length > 60 ? `${line.slice(0, 57)}…` : line;
}

/** The number in a value, NaN when there is none: decimal text only, so that "0x10", "" and "1e" are refused. */
export function numberOf(value: unknown): number {
  if (typeof value === 'number') return value;
  if (typeof value !== 'string' || !/^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(value.trim())) return Number.NaN;
  return Number(value);
}

/** The share of rows that `validation` holds out, or null when it names a second file. */
export function validationShare(validation: string): number | null {
  const share = numberOf(validation);
  return Number.isNaN(share) ? null : share;
}

/** The recipe's value of a setting that is not given, for the other settings. Null where the run decides. */
export function usualValue(name: SettingName, others: GivenSettings): SettingValue {
  const { recipe, task, validation } = others;
  if (recipe === 'tutorial' && isOfTutorial(name)) return tutorialRecipe[name];
  // Settings that need held-out rows or classes have no effect where there are none.
  const holdsNone = typeof validation === 'string' && validationShare(validation) === 0;
  if (holdsNone && (name === 'earlyStopping' || name === 'keep')) return tutorialRecipe[name];
  if (task === 'regression' && name === 'best') return tutorialRecipe.best;
  return definitionOf(name).default;
}

function isOfTutorial(name: SettingName): name is keyof typeof tutorialRecipe {
  return Object.hasOwn(tutorialRecipe, name);
}

/** The settings that are detected from a file unless they are given: another file has other values. */
export const readingSettings = [
  'encoding',
  'delimiter',
  'quote',
  'escape',
  'header',
  'labelSeparator',
  'decimal',
] as const satisfies SettingName[];

/**
 * The settings in the content of a file: those of a run.json without the ones that the run detected from its data, or
 * the content itself. Undefined if it is no object.
 */
export function settingsIn(content: unknown): Readonly<Record<string, unknown>> | undefined {
  if (!isRecord(content)) return undefined;
  const { settings, decisions } = content;
  if (!isRecord(settings)) return 'settings' in content ? undefined : content;
  const detected: unknown = isRecord(decisions) ? decisions['detected'] : undefined;
  if (!Array.isArray(detected)) return settings;
  const own = readingSettings.filter((name) => detected.includes(name));
  return Object.fromEntries(Object.entries(settings).filter(([name]) => !own.some((one) => one === name)));
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export interface Shape {
  readonly layers: number;
  readonly hidden: number;
  readonly heads: number;
}

/** `12-768-12` as numbers, null where the text is no shape of a model. */
export function shapeOf(value: string): Shape | null {
  const match = /^(\d{1,3})-(\d{1,5})-(\d{1,3})$/.exec(value);
  const layers = Number(match?.[1]);
  const hidden = Number(match?.[2]);
  const heads = Number(match?.[3]);
  const isShape = layers >= 1 && hidden >= 1 && heads >= 1 && hidden % heads === 0;
  return isShape ? { layers, hidden, heads } : null;
}

/**
 * The settings with every path in them changed. A value that is no text is left for the parser to refuse, and the name
 * of a model, on the hub or bundled, stays as it is.
 */
export function mapPaths<Given extends { readonly [Name in SettingName]?: unknown }>(
  given: Given,
  change: (path: string, name: SettingName) => string,
): Given {
  const changed: { [Name in SettingName]?: string } = {};
  for (const name of settingNames) {
    const value = given[name];
    if (isPath(name, value)) changed[name] = change(value, name);
  }
  return { ...given, ...changed };
}

function isPath(name: SettingName, value: unknown): value is string {
  const setting = definitionOf(name);
  if (setting.kind !== 'text' || setting.holds !== 'path' || typeof value !== 'string' || value === '') return false;
  if (name === 'model' && (value === 'auto' || isModelNameText(value) || isBundledModel(value))) return false;
  return name !== 'validation' || validationShare(value) === null;
}
