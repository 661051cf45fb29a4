// The rows of a run: their tokens and targets, put together as batches.

import type { LabelledBatch, Targets } from '../../base/training.js';
import { type RowTargets, sharesOf } from '../../data/rows/targets.js';
import { collate, type Padding } from '../../text/collate.js';
import type { TokenStore } from '../../text/tokenStore.js';
import { type TargetScale, toScale } from './targetScale.js';

/** Texts and targets under the same row numbers, training and validation together. */
export interface Rows {
  readonly store: TokenStore;
  readonly targets: RowTargets;
  /** The number of outputs of the head. */
  readonly labels: number;
  readonly padding: Padding;
  readonly maxLength: number;
  /** The scale that the numbers of a regression are learned on; null where they are learned as they are. */
  readonly scale: TargetScale | null;
  /** How much each row counts in the loss; null where all count alike. */
  readonly weights: Float64Array | null;
}

/** The rows of these numbers, in this order, each with the window that `windowOf` selects. */
export function batchOf(rows: Rows, numbers: Int32Array, windowOf?: (row: number) => number): LabelledBatch {
  const { store, padding, maxLength } = rows;
  return { ...collate(store, numbers, padding, maxLength, windowOf), targets: learnedTargets(rows, numbers) };
}

/** Whether the targets hold a weight for each row: rows have weights, or labels probabilities. */
export function hasWeightedTargets({ targets, weights }: Pick<Rows, 'targets' | 'weights'>): boolean {
  return weights !== null || (targets.task === 'single-label' && targets.soft !== undefined);
}

/** The targets as they are learned: the numbers of a regression on their scale; with weights where there are any. */
function learnedTargets(rows: Rows, numbers: Int32Array): Targets {
  const plain = plainTargets(rows, numbers);
  return hasWeightedTargets(rows) ? weightedTargets(rows, numbers, plain) : plain;
}

/** [rows, labels + 1]: what each row is to answer, and its weight. */
function weightedTargets({ targets, labels, weights }: Rows, numbers: Int32Array, plain: Targets): Float32Array {
  const shares = sharesOf(targets, numbers);
  const weighted = new Float32Array(numbers.length * (labels + 1));
  numbers.forEach((row, place) => {
    const own = weighted.subarray(place * (labels + 1), (place + 1) * (labels + 1));
    if (shares !== undefined) own.set(shares.subarray(place * labels, (place + 1) * labels));
    else if (targets.task === 'single-label') own[plain[place]!] = 1;
    else own.set(plain.subarray(place * labels, (place + 1) * labels));
    own[labels] = weights?.[row] ?? 1;
  });
  return weighted;
}

function plainTargets({ targets, labels, scale }: Rows, numbers: Int32Array): Targets {
  if (targets.task !== 'regression') return denseTargets(targets, numbers, labels);
  return Float32Array.from(
    toScale(
      Float64Array.from(numbers, (row) => targets.values[row]!),
      scale,
    ),
  );
}

/** The targets in the engine's form: class ids [rows], 0 or 1 [rows, labels], or numbers [rows, 1]. */
export function denseTargets(targets: RowTargets, rows: Int32Array, labels: number): Targets {
  switch (targets.task) {
    case 'single-label':
      return rows.map((row) => targets.ids[row]!);
    case 'regression':
      return Float32Array.from(rows, (row) => targets.values[row]!);
    case 'multi-label': {
      const dense = new Float32Array(rows.length * labels);
      rows.forEach((row, index) => {
        for (const id of targets.ids.subarray(targets.offsets[row], targets.offsets[row + 1]))
          dense[index * labels + id] = 1;
      });
      return dense;
    }
  }
}

/** The rows of one file, then those of another, with the same kind of targets. */
export function joinTargets(first: RowTargets, second: RowTargets): RowTargets {
  if (first.task === 'single-label' && second.task === 'single-label')
    return { task: first.task, ids: joinInts(first.ids, second.ids), soft: joinShares(first, second) };
  if (first.task === 'multi-label' && second.task === 'multi-label') {
    const shifted = second.offsets.subarray(1).map((offset) => offset + first.ids.length);
    return { task: first.task, offsets: joinInts(first.offsets, shifted), ids: joinInts(first.ids, second.ids) };
  }
  if (first.task !== 'regression' || second.task !== 'regression')
    throw new Error(`${first.task} does not go with ${second.task}`);
  const values = new Float64Array(first.values.length + second.values.length);
  values.set(first.values);
  values.set(second.values, first.values.length);
  return { task: first.task, values };
}

type Classes = Extract<RowTargets, { readonly task: 'single-label' }>;

/** Undefined where neither has probabilities; the labels of rows without any are certain. */
function joinShares(first: Classes, second: Classes): Float32Array | undefined {
  const known = first.soft === undefined ? second : first;
  if (known.soft === undefined) return undefined;
  const labels = known.soft.length / known.ids.length;
  const joined = new Float32Array((first.ids.length + second.ids.length) * labels);
  const put = ({ ids, soft }: Classes, from: number) =>
    soft === undefined
      ? ids.forEach((id, row) => (joined[(from + row) * labels + id] = 1))
      : joined.set(soft, from * labels);
  put(first, 0);
  put(second, first.ids.length);
  return joined;
}

function joinInts(first: Int32Array, second: Int32Array): Int32Array {
  const joined = new Int32Array(first.length + second.length);
  joined.set(first);
  joined.set(second, first.length);
  return joined;
}
