// What the values of settings stand for: numbers, shares, paths.

import { isModelNameText } from './modelName.js';
import type { SettingName } from './settings.js';

/** The number that a value says, NaN when it says none: decimal text only, so that "0x10", "" and "1e" are refused. */
export function numberOf(value: unknown): number {
  if (typeof value === 'number') return value;
  if (typeof value !== 'string' || !/^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(value.trim())) return Number.NaN;
  return Number(value);
}

/** The share of rows that `validation` asks to hold out, or null when it names a second file. */
export function validationShare(validation: string): number | null {
  const share = numberOf(validation);
  return Number.isNaN(share) ? null : share;
}

/** Settings that are read off a file where they are not given: another file has others. */
export const readingSettings = ['encoding', 'delimiter', 'header', 'labelSeparator'] as const satisfies SettingName[];

/**
 * The settings in the content of a file: those of a run.json without what the run read off its own file, or the content
 * itself. Undefined for what is no object.
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

const pathSettings = ['model', 'vocabulary', 'validation'] as const satisfies SettingName[];

/**
 * The settings with every path in them changed; what is no text is left for the parser to refuse, the name of a model
 * on the hub as it is.
 */
export function mapPaths<Given extends { readonly [Name in SettingName]?: unknown }>(
  given: Given,
  change: (path: string, name: SettingName) => string,
): Given {
  const changed: { [Name in SettingName]?: string } = {};
  for (const name of pathSettings) {
    const value = given[name];
    if (isPath(name, value)) changed[name] = change(value, name);
  }
  return { ...given, ...changed };
}

function isPath(name: SettingName, value: unknown): value is string {
  if (typeof value !== 'string' || value === '') return false;
  return name === 'validation' ? validationShare(value) === null : !(name === 'model' && isModelNameText(value));
}
