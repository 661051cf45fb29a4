// Logits of rows, without dropout: for evaluations during training, for `evaluate` and for `predict`.

import { setImmediate as nextTurn } from 'node:timers/promises';
import type { TokenBatch, Trainer } from '../shared/training.js';
import { sortedBatches } from '../text/batches.js';
import { collate } from '../text/collate.js';
import type { TokenStore } from '../text/tokenStore.js';

export interface LogitsRequest {
  readonly trainer: Pick<Trainer, 'predict'>;
  readonly store: TokenStore;
  readonly rows: Int32Array;
  readonly maxLength: number;
  /** Outputs of one row. */
  readonly labels: number;
  readonly signal: AbortSignal;
  /** Where a training step has to do with fewer rows at a time than usual. */
  readonly atOnce?: number | undefined;
  /** Adds to a batch what the frozen bottom gives for its rows. */
  readonly complete?: ((batch: TokenBatch, rows: Int32Array) => Promise<TokenBatch>) | undefined;
}

/** Rows of one batch at least, and tokens that a batch of short texts may have: a training step's size, so that it fits where that does. */
const batchRows = 16;
const batchTokens = 2048;

/** Logits [rows, labels] in the order of `rows`; 'aborted' when the signal came before the last batch. */
export async function logitsOf(request: LogitsRequest): Promise<Float32Array | 'aborted'> {
  const { trainer, store, rows, maxLength, labels, signal, complete, atOnce = batchRows } = request;
  const batchSize = Math.min(batchRows, atOnce);
  const places = new Map<number, number>();
  rows.forEach((row, place) => places.set(row, place));
  const logits = new Float32Array(rows.length * labels);
  for (const part of sortedBatches(store.lengths, { batch: batchSize, tokens: (batchTokens * batchSize) / batchRows, rows })) {
    if (signal.aborted) return 'aborted';
    const batch = collate(store, part, 'longest', maxLength);
    const outputs = await trainer.predict(complete === undefined ? batch : await complete(batch, part));
    part.forEach((row, index) => logits.set(outputs.subarray(index * labels, (index + 1) * labels), places.get(row)! * labels));
    await nextTurn();
  }
  return logits;
}
