// Maps label values to class ids in an order that depends on the values alone, and finds labels that are nearly the
// same.

import type { Settings } from '../../shared/settings.js';
import { compareCodePoints } from '../source/codePoints.js';
import { parseNumber } from '../source/numbers.js';
import { oppositeLabels } from '../text/oppositeLabels.js';

export interface LabelMap {
  /** The names by id. */
  readonly names: readonly string[];
  /** The id of a cell's value; undefined for a label that is not in the map. */
  readonly idOf: (value: string) => number | undefined;
  /** Groups of labels that differ only by case or spaces: merged, or still apart. */
  readonly nearDuplicates: readonly (readonly string[])[];
  /** Labels with few rows that were dropped or merged into one; absent where none were. */
  readonly rare?: RareLabels | undefined;
}

export interface RareLabels {
  readonly names: readonly string[];
  readonly rows: number;
  /** The name of the label that they became; null when they were dropped. */
  readonly into: string | null;
}

/**
 * Assigns ids to labels: by value where all are numbers; 0 and 1 for a pair of opposites such as 负面 and 正面, the
 * negative first; by code point otherwise.
 * @param counts rows of each label; ids do not depend on their order
 * @param merge labels that differ only by case or spaces become one, under the most frequent spelling
 */
export function buildLabelMap(counts: ReadonlyMap<string, number>, merge: boolean): LabelMap {
  const valueOf = sameValues(counts);
  const values = new Map<string, number>();
  for (const [label, count] of counts) values.set(valueOf(label), (values.get(valueOf(label)) ?? 0) + count);
  const map = mapOfValues(values, merge);
  return { ...map, idOf: (label) => map.idOf(valueOf(label)) };
}

function mapOfValues(counts: ReadonlyMap<string, number>, merge: boolean): LabelMap {
  const groups = groupAlike([...counts.keys()]);
  const nearDuplicates = groups.filter((group) => group.length > 1);
  if (!merge) return fixedLabelMap(sortLabels([...counts.keys()]), nearDuplicates);
  const spellings = new Map(groups.map((group) => [alikeKey(group[0]!), mostFrequent(group, counts).trim()]));
  const names = sortLabels([...spellings.values()]);
  const ids = new Map(names.map((name, id) => [alikeKey(name), id]));
  return { names, nearDuplicates, idOf: (value) => ids.get(alikeKey(value)) };
}

const wholeNumber = /^\s*[+-]?\d+(?:\.0*)?\s*$/;
const truth = /^(?:true|false)$/i;

/**
 * Merges spellings of one value: 1.0 becomes 1 where all labels are whole numbers (programs write such a column as
 * decimals when a value is missing); True and TRUE become the more frequent of both.
 */
function sameValues(counts: ReadonlyMap<string, number>): (label: string) => string {
  const labels = [...counts.keys()];
  if (labels.some((label) => label.includes('.')) && labels.every((label) => wholeNumber.test(label)))
    return (label) => (wholeNumber.test(label) ? label.trim().replace(/\.0*$/, '') : label);
  const spellings = new Map<string, string>();
  for (const label of labels.filter((one) => truth.test(one)).sort(compareCodePoints)) {
    const known = spellings.get(label.toLowerCase());
    if (known === undefined || counts.get(label)! > counts.get(known)!) spellings.set(label.toLowerCase(), label);
  }
  return (label) => (truth.test(label) ? (spellings.get(label.toLowerCase()) ?? label) : label);
}

export interface LabelOptions {
  readonly mergeLabels: boolean;
  readonly rareLabels?: Settings['rareLabels'] | undefined;
  readonly rareRows?: number | undefined;
  readonly rareName?: string | undefined;
}

/** The map that the settings ask for: near-equal labels merged or not, rare ones kept, dropped or combined. */
export function labelMapOf(
  counts: ReadonlyMap<string, number>,
  { mergeLabels, rareLabels = 'keep', rareRows = 10, rareName = 'other' }: LabelOptions,
): LabelMap {
  const map = buildLabelMap(counts, mergeLabels);
  if (rareLabels === 'keep') return map;
  const rows = new Array<number>(map.names.length).fill(0);
  for (const [label, count] of counts) rows[map.idOf(label)!]! += count;
  const isRare = (id: number) => rows[id]! < rareRows;
  const rare = map.names.filter((_, id) => isRare(id));
  if (rare.length === 0) return map;
  const common = map.names.filter((_, id) => !isRare(id));
  const into = rareLabels === 'merge' ? rareName : null;
  const names = sortLabels(into === null || common.includes(into) ? common : [...common, into]);
  const ids = new Map(names.map((name, id) => [name, id]));
  return {
    names,
    nearDuplicates: map.nearDuplicates,
    rare: { names: rare, rows: rows.reduce((sum, count, id) => sum + (isRare(id) ? count : 0), 0), into },
    idOf: (value) => {
      const id = map.idOf(value);
      if (id === undefined) return undefined;
      return isRare(id) ? (into === null ? undefined : ids.get(into)) : ids.get(map.names[id]!);
    },
  };
}

/**
 * The map of an existing model: its names in the order of their ids. A value matches a name if it differs at most by
 * case or spaces, and from one name only.
 */
export function fixedLabelMap(names: readonly string[], nearDuplicates: readonly (readonly string[])[] = []): LabelMap {
  const ids = new Map(names.map((name, id) => [name, id]));
  const alike = new Map<string, number | undefined>();
  names.forEach((name, id) => alike.set(alikeKey(name), alike.has(alikeKey(name)) ? undefined : id));
  return { names, nearDuplicates, idOf: (value) => ids.get(value) ?? alike.get(alikeKey(value)) };
}

/**
 * A key that is equal for labels that look alike: those that differ by case, spaces, invisible characters, width, or
 * the encoding of an accent. 1.0 equals 1.
 */
export function alikeKey(label: string): string {
  const key = label
    .normalize('NFKC')
    .replace(/[\s\p{Cf}\ufe00-\ufe0f]/gu, '')
    .toLowerCase();
  return /^[+-]?\d+\.0*$/.test(key) ? key.replace(/\.0*$/, '') : key;
}

function groupAlike(labels: readonly string[]): string[][] {
  const groups = new Map<string, string[]>();
  for (const label of [...labels].sort(compareCodePoints)) {
    const key = alikeKey(label);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [label]);
    else group.push(label);
  }
  return [...groups.values()];
}

function mostFrequent(group: readonly string[], counts: ReadonlyMap<string, number>): string {
  return group.reduce((best, label) => (counts.get(label)! > counts.get(best)! ? label : best));
}

function sortLabels(labels: readonly string[]): string[] {
  const byCodePoint = [...labels].sort(compareCodePoints);
  if (labels.every((label) => parseNumber(label) !== undefined))
    return byCodePoint.sort((a, b) => parseNumber(a)! - parseNumber(b)!);
  const keys = labels.map(alikeKey);
  const pair =
    labels.length === 2 ? oppositeLabels.find((words) => words.every((word) => keys.includes(word))) : undefined;
  return pair === undefined ? byCodePoint : pair.map((word) => labels[keys.indexOf(word)]!);
}

/**
 * Whether nearly every row has a label of its own: then it identifies the row and is no class. A few rows may all be
 * different by chance.
 */
export function isOneEach(labels: number, rows: number): boolean {
  return (labels === rows && rows >= 3) || (rows >= 20 && labels > 0.8 * rows);
}
