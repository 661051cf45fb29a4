// Completes batches with the output of the frozen layers, from the cache where that pays, so that training begins above
// them.

import { join } from 'node:path';
import { setImmediate as nextTurn } from 'node:timers/promises';

import type { LabelledBatch, TokenBatch, Trainer } from '../../base/training.js';
import { rowsAtOnceOf } from '../../runs/rowsAtOnce.js';
import type { RunEvent } from '../../shared/events.js';
import { sortedBatches } from '../../text/batches.js';
import { collate } from '../../text/collate.js';
import { stopIfAborted } from '../interruption.js';
import { FrozenCache } from './frozenCache.js';
import type { PreparedRun } from './prepareRun.js';

/** Completes a batch before a step and before an evaluation; leaves it unchanged where nothing is frozen. */
export interface FrozenRows {
  beforeStep(batch: LabelledBatch, rows: Int32Array): Promise<LabelledBatch>;
  beforeEvaluation(batch: TokenBatch, rows: Int32Array): Promise<TokenBatch>;
  dispose(): void;
}

/** Milliseconds between two progress updates. */
const sayEvery = 500;

/**
 * Rows that train more than once are computed now, in batches that do not depend on the epoch: a resumed run must find
 * the same bits, and the last bit of a row may depend on the batch it was computed in. Rows that train once are
 * computed when their turn comes, and validation rows, whose batches are always the same, with the first evaluation.
 * Throws a UserError when the disk is full, an Interruption when the signal is aborted.
 */
export async function prepareFrozenRows(
  prepared: PreparedRun,
  trainer: Trainer,
  emit: (event: RunEvent) => void,
  signal: AbortSignal,
): Promise<FrozenRows> {
  if (trainer.frozenStage.kind === 'none') {
    return {
      beforeStep: (batch) => Promise.resolve(batch),
      beforeEvaluation: (batch) => Promise.resolve(batch),
      dispose: () => undefined,
    };
  }
  const { folder, data, config, settings } = prepared;
  const memory = settings.cacheMegabytes * 1e6;
  const cache = new FrozenCache({
    trainer,
    lengths: data.rows.store.lengths,
    hidden: config.hiddenSize,
    memory,
    file: join(folder, 'frozen.cache'),
  });
  const once = settings.epochs <= 1;
  try {
    if (!once) await fillCache(cache, prepared, emit, signal);
  } catch (error) {
    cache.dispose();
    throw error;
  }
  return {
    beforeStep: async (batch, rows) =>
      once ? { ...batch, frozen: await trainer.frozenOutputs(batch) } : cache.complete(batch, rows),
    beforeEvaluation: (batch, rows) => cache.complete(batch, rows),
    dispose: () => cache.dispose(),
  };
}

async function fillCache(
  cache: FrozenCache,
  { run, data, settings }: PreparedRun,
  emit: (event: RunEvent) => void,
  signal: AbortSignal,
): Promise<void> {
  const { store } = data.rows;
  const batch = rowsAtOnceOf(run);
  let rows = 0;
  let said = Number.NEGATIVE_INFINITY;
  for (const part of sortedBatches(store.lengths, { batch, tokens: batch * settings.maxLength, rows: data.training })) {
    stopIfAborted(signal);
    await cache.fill(collate(store, part, 'longest', settings.maxLength), part);
    rows += part.length;
    if (performance.now() - said > sayEvery || rows === data.training.length) {
      emit({ event: 'caching', rows, total: data.training.length });
      said = performance.now();
    }
    await nextTurn();
  }
}
