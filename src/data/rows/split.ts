// Splits rows into training and validation: seeded, the same on every machine, and careful with rare classes.

import { createRandom } from '../../base/random.js';
import { UserError } from '../../shared/errors.js';
import { parseNumber } from '../source/numbers.js';
import { type RowTargets, targetCount } from './targets.js';

/** Streams of the run's seed, so that drawing rows and splitting them are independent. */
const drawStream = 0x726f7773;
const splitStream = 0x73706c74;

export interface Split {
  /** Row numbers in ascending order, which is file order. */
  readonly training: Int32Array;
  readonly validation: Int32Array;
}

/**
 * Parses the setting `validation`: a share of the rows from 0 to 0.9, or the path of a second file. Throws a UserError
 * for another share.
 */
export function parseValidation(setting: string): { readonly share: number } | { readonly file: string } {
  const share = parseNumber(setting);
  if (share === undefined) return { file: setting };
  if (share < 0 || share > 0.9) throw new UserError('setting.validationShare', { name: 'validation', value: setting });
  return { share };
}

/** That many of `count` rows, drawn with the seed, ascending; all when there are not more. */
export function drawRows(count: number, wanted: number, seed: number): Int32Array {
  const rows = Int32Array.from({ length: count }, (_, row) => row);
  if (wanted >= count) return rows;
  return createRandom(seed, drawStream).shuffle(rows).slice(0, wanted).sort();
}

/** Stratified by class for one label a row, at random for several labels or a number. */
export function splitRows(targets: RowTargets, share: number, seed: number): Split {
  const count = targetCount(targets);
  return targets.task === 'single-label' ? stratifiedSplit(targets.ids, share, seed) : plainSplit(count, share, seed);
}

/**
 * Each class gives its share of rows to validation, rounded so that the whole comes as near to the share as possible
 * (largest remainder). Every class keeps a row for training, so that a class of one row is never validated.
 * @param labels class id of each row
 */
export function stratifiedSplit(labels: Int32Array, share: number, seed: number): Split {
  const rowsByClass = groupRows(labels);
  const held = allot(
    rowsByClass.map((rows) => rows.length),
    share,
  );
  const isHeld = new Uint8Array(labels.length);
  rowsByClass.forEach((rows, label) => {
    const shuffled = createRandom(seed, splitStream, label).shuffle(rows);
    for (const row of shuffled.subarray(0, held[label])) isHeld[row] = 1;
  });
  return partition(isHeld);
}

/** Splits at random; at least one row stays in training. */
export function plainSplit(count: number, share: number, seed: number): Split {
  const rows = createRandom(seed, splitStream).shuffle(Int32Array.from({ length: count }, (_, row) => row));
  const isHeld = new Uint8Array(count);
  for (const row of rows.subarray(0, heldCount(count, share))) isHeld[row] = 1;
  return partition(isHeld);
}

/**
 * Holds out the latest rows; rows of one time stay together, so that a little more than the share may be held out.
 * Null where all rows have the same time.
 */
export function splitByTime(times: Float64Array, share: number): Split | null {
  const held = heldCount(times.length, share);
  if (held === 0) return partition(new Uint8Array(times.length));
  const sorted = Float64Array.from(times).sort();
  const [first, last, cut] = [sorted[0]!, sorted.at(-1)!, sorted[times.length - held]!];
  if (first === last) return null;
  return partition(Uint8Array.from(times, (time) => ((cut === first ? time > first : time >= cut) ? 1 : 0)));
}

/**
 * Holds out whole groups, drawn with the seed, until their rows come as near to the share as they can. Null where there
 * is one group.
 */
export function splitByGroup(groups: Int32Array, share: number, seed: number): Split | null {
  const wanted = heldCount(groups.length, share);
  if (wanted === 0) return partition(new Uint8Array(groups.length));
  const sizes = new Map<number, number>();
  for (const group of groups) sizes.set(group, (sizes.get(group) ?? 0) + 1);
  if (sizes.size < 2) return null;
  const chosen = new Set<number>();
  let held = 0;
  const order = createRandom(seed, splitStream).shuffle(Int32Array.from(sizes.keys()));
  for (const group of order) {
    const size = sizes.get(group)!;
    if (Math.abs(held + size - wanted) >= Math.abs(held - wanted)) continue;
    chosen.add(group);
    held += size;
  }
  // Where every group is larger than twice the share, the smallest comes nearest to it.
  if (chosen.size === 0) chosen.add(order.reduce((least, one) => (sizes.get(one)! < sizes.get(least)! ? one : least)));
  return partition(Uint8Array.from(groups, (group) => (chosen.has(group) ? 1 : 0)));
}

/** The number of rows to hold out: the share, but at least one where a share is requested, and never all. */
function heldCount(count: number, share: number): number {
  if (share === 0 || count < 2) return 0;
  return Math.min(count - 1, Math.max(1, Math.round(count * share)));
}

function groupRows(labels: Int32Array): Int32Array[] {
  const counts: number[] = [];
  for (const label of labels) counts[label] = (counts[label] ?? 0) + 1;
  const groups = Array.from(counts, (count) => new Int32Array(count));
  const filled = new Int32Array(groups.length);
  labels.forEach((label, row) => {
    groups[label]![filled[label]!++] = row;
  });
  return groups;
}

/** The number of rows in each class that a split holds out; of one group where the task has no classes. */
export function countHeld(sizes: readonly number[], share: number): number {
  return allot(sizes, share).reduce((sum, size) => sum + size, 0);
}

/** The number of rows of each class that are held out. */
function allot(sizes: readonly number[], share: number): number[] {
  const exact = sizes.map((size) => size * share);
  const held = exact.map((part, label) => Math.min(Math.floor(part + 1e-9), Math.max(0, sizes[label]! - 1)));
  let missing =
    heldCount(
      sizes.reduce((sum, size) => sum + size, 0),
      share,
    ) - held.reduce((sum, size) => sum + size, 0);
  const byRemainder = sizes
    .map((_, label) => label)
    .sort((a, b) => exact[b]! - held[b]! - (exact[a]! - held[a]!) || sizes[b]! - sizes[a]! || a - b);
  for (const label of byRemainder) {
    if (missing <= 0) break;
    if (held[label]! + 1 < sizes[label]!) {
      held[label]! += 1;
      missing -= 1;
    }
  }
  return held;
}

function partition(isHeld: Uint8Array): Split {
  const validation = new Int32Array(isHeld.reduce((sum, flag) => sum + flag, 0));
  const training = new Int32Array(isHeld.length - validation.length);
  let trained = 0;
  let validated = 0;
  isHeld.forEach((flag, row) => {
    if (flag === 1) validation[validated++] = row;
    else training[trained++] = row;
  });
  return { training, validation };
}

/**
 * Weights for the presence of each label of several, so that rows with it count as much as those without: rows without
 * it / rows with it, torch's `pos_weight`. A label without rows, or that all rows have, gets 1.
 * @param counts training rows with each label
 * @returns [labels]
 */
export function balancedLabelWeights(counts: readonly number[], rows: number): Float32Array {
  return Float32Array.from(counts, (count) => (count === 0 || count === rows ? 1 : (rows - count) / count));
}

/**
 * Weights that give every class the same influence: rows / (classes × rows of the class), as scikit-learn's
 * `compute_class_weight('balanced')` over the classes that occur. A class without rows gets 1.
 * @param labels class id of each row
 * @param rows the training rows among them
 * @returns [classes]
 */
export function balancedClassWeights(labels: Int32Array, rows: Int32Array, classes: number): Float32Array {
  const counts = new Float64Array(classes);
  for (const row of rows) counts[labels[row]!]! += 1;
  const present = counts.reduce((sum, count) => sum + (count > 0 ? 1 : 0), 0);
  return Float32Array.from(counts, (count) => (count === 0 ? 1 : rows.length / (present * count)));
}
