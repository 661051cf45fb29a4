// Turns typed values of files into the text that a CSV would contain.

import * as z from 'zod';

import { parseJson } from '../../base/json.js';

/** The names of classes by the column that holds their numbers. */
export type ClassNames = ReadonlyMap<string, readonly string[]>;

/**
 * A string as it is, without NUL characters; a number as JavaScript writes it; a date in ISO 8601, without a time at
 * midnight (UTC); a list of such values joined by the separator of labels; nothing for null; JSON for anything else.
 */
export function cellText(value: unknown, separator: string): string {
  switch (typeof value) {
    case 'string':
      return value.includes('\0') ? value.replaceAll('\0', '') : value;
    case 'number':
    case 'bigint':
    case 'boolean':
      return String(value);
    case 'object':
      return objectText(value, separator);
    default:
      return '';
  }
}

function objectText(value: object | null, separator: string): string {
  if (value === null) return '';
  if (value instanceof Date) return dateText(value);
  if (Array.isArray(value) || ArrayBuffer.isView(value)) {
    const items = Array.from(value as ArrayLike<unknown>);
    if (items.every((item) => typeof item !== 'object' || item === null))
      return joinItems(
        items.map((item) => cellText(item, separator)),
        separator,
      );
  }
  return JSON.stringify(value, (_, inner: unknown) => (typeof inner === 'bigint' ? String(inner) : inner)).replaceAll(
    '\\u0000',
    '',
  );
}

/** A list in one cell; as JSON where an item has the separator in it, so that the list reads back. */
export function joinItems(items: readonly string[], separator: string): string {
  return items.some((item) => item.includes(separator)) ? JSON.stringify(items) : items.join(separator);
}

/** Throws nothing: a date out of range is no text. */
export function dateText(date: Date): string {
  if (Number.isNaN(date.valueOf())) return '';
  return date
    .toISOString()
    .replace('T00:00:00.000Z', '')
    .replace(/(\.000)?Z$/, '')
    .replace('T', ' ');
}

/** The name of the class where the column holds class numbers; −1 is no label, as in the datasets that use it. */
export function classText(value: unknown, names: readonly string[], separator: string): string {
  if (Array.isArray(value) || ArrayBuffer.isView(value))
    return joinItems(
      Array.from(value as ArrayLike<unknown>, (item) => classText(item, names, separator)),
      separator,
    );
  if (typeof value !== 'number' && typeof value !== 'bigint') return cellText(value, separator);
  const id = Number(value);
  return id === -1 ? '' : (names[id] ?? String(value));
}

const classLabel = z.object({ _type: z.literal('ClassLabel'), names: z.array(z.string()) });
const feature = z.union([
  classLabel,
  z.object({ feature: classLabel }).transform(({ feature: inner }) => inner),
  z.tuple([classLabel]).transform(([inner]) => inner),
]);
const featuresSchema = z.record(z.string(), z.unknown());
const infoSchema = z.object({ info: z.object({ features: featuresSchema }) });

/** The classes in `features` of dataset_info.json. */
export function classNamesOf(features: unknown): ClassNames {
  const columns = featuresSchema.safeParse(features);
  return new Map(
    Object.entries(columns.data ?? {}).flatMap(([column, one]) => {
      const found = feature.safeParse(one);
      return found.success ? [[column, found.data.names] as const] : [];
    }),
  );
}

/** The classes in the metadata `huggingface` of a Parquet or Arrow file. */
export function classNamesIn(metadata: string | null | undefined): ClassNames {
  const found = infoSchema.safeParse(parseJson(metadata ?? ''));
  return classNamesOf(found.data?.info.features);
}
