// The meaning of the values of settings: numbers, shares, paths.

import { isModelNameText } from './modelName.js';
import type { SettingName } from './settings.js';

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

const pathSettings = ['model', 'vocabulary', 'validation'] as const satisfies SettingName[];

/**
 * The settings with every path in them changed. A value that is no text is left for the parser to refuse, and the name
 * of a model on the hub stays as it is.
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
