// Computes the logits of rows, without dropout: for evaluations during training, for `evaluate` and for `predict`.

import { setImmediate as nextTurn } from 'node:timers/promises';

import type { TokenBatch, Trainer } from '../../base/training.js';
import { sortedBatches } from '../../text/batches.js';
import { collate } from '../../text/collate.js';
import type { TokenStore } from '../../text/tokenStore.js';

export interface LogitsRequest {
  readonly trainer: Pick<Trainer, 'predict'>;
  readonly store: TokenStore;
  readonly rows: Int32Array;
  readonly maxLength: number;
  /** The number of outputs of one row. */
  readonly labels: number;
  readonly signal: AbortSignal;
  /** The number of rows at a time, where training steps need fewer than usual. */
  readonly atOnce?: number | undefined;
  /** Adds the cached output of the frozen layers to a batch. */
  readonly complete?: ((batch: TokenBatch, rows: Int32Array) => Promise<TokenBatch>) | undefined;
}

/**
 * The smallest number of rows in a batch, and the tokens that a batch of short texts may have: the size of a training
 * step, so that it fits where that does.
 */
const batchRows = 16;
const batchTokens = 2048;

/**
 * Logits [rows, labels] in the order of `rows`, averaged over the windows of a row; 'aborted' when the signal is
 * aborted before the last batch.
 */
export async function logitsOf(request: LogitsRequest): Promise<Float32Array | 'aborted'> {
  const { store, rows, labels } = request;
  const indices = new Map<number, number>();
  rows.forEach((row, index) => indices.set(row, index));
  const sums = new Float64Array(rows.length * labels);
  // The first round covers every row; later rounds only rows with more windows.
  for (
    let window = 0, left = rows;
    left.length > 0;
    window++, left = store.hasWindows ? rows.filter((row) => store.windows(row) > window) : rows.subarray(0, 0)
  ) {
    const add = (row: number, logits: Float32Array) =>
      logits.forEach((logit, label) => (sums[indices.get(row)! * labels + label]! += logit));
    if ((await computeWindow(request, left, window, add)) === 'aborted') return 'aborted';
  }
  return Float32Array.from(sums, (sum, index) => sum / store.windows(rows[Math.floor(index / labels)]!));
}

/** The number of rows in a batch of texts with this many tokens; at most `atOnce` where these are longest. */
export function evaluationRows(atOnce: number, tokens: number): number {
  const batch = Math.min(batchRows, atOnce);
  return Math.max(batch, Math.floor((batchTokens * batch) / batchRows / tokens));
}

async function computeWindow(
  request: LogitsRequest,
  rows: Int32Array,
  window: number,
  add: (row: number, logits: Float32Array) => void,
): Promise<'aborted' | undefined> {
  const { trainer, store, maxLength, labels, signal, complete, atOnce = batchRows } = request;
  const batchSize = Math.min(batchRows, atOnce);
  for (const part of sortedBatches(store.lengths, {
    batch: batchSize,
    tokens: (batchTokens * batchSize) / batchRows,
    rows,
  })) {
    if (signal.aborted) return 'aborted';
    const batch = collate(store, part, 'longest', maxLength, () => window);
    const outputs = await trainer.predict(complete === undefined ? batch : await complete(batch, part));
    part.forEach((row, index) => add(row, outputs.subarray(index * labels, (index + 1) * labels)));
    await nextTurn();
  }
  return undefined;
}
