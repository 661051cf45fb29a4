// The batches of a run: which rows each update trains on, as a function of its number alone.

import { createRandom } from '../../base/random.js';
import type { LabelledBatch } from '../../base/training.js';
import { rowsAtOnceOf } from '../../runs/rowsAtOnce.js';
import { epochOrder } from '../../text/batches.js';
import { batchOf } from '../rows/batchRows.js';
import { classWeightsOf, epochRows } from '../rows/runData.js';
import { partsOf } from './batchParts.js';
import type { FrozenRows } from './frozenRows.js';
import type { PreparedRun } from './prepareRun.js';
import type { Training } from './trainingLoop.js';

/** Separates this use of the run's seed from others. */
const windowStream = 0x77696e64;

/**
 * The batches of an update, or their parts, from its number: the order of an epoch is drawn when its first batch is
 * requested.
 */
export function batchSource({ run, data, plan, settings }: PreparedRun, frozenRows: FrozenRows): Training['batchesOf'] {
  const { rows } = data;
  const inEpoch = epochRows(data);
  const { batch, seed, padding, accumulate } = settings;
  const atOnce = rowsAtOnceOf(run);
  const weights = classWeightsOf(data);
  const { store } = rows;
  // Each epoch trains on one window per text, chosen from (seed, epoch, row) only, so that a resumed run picks the
  // same.
  const windowOf = (epoch: number) => (row: number) =>
    store.windows(row) === 1 ? 0 : createRandom(seed, windowStream, epoch, row).integer(store.windows(row));
  let drawn = -1;
  let order = [] as Int32Array[];
  return async (step) => {
    const epoch = Math.floor(step / plan.stepsPerEpoch);
    if (epoch !== drawn) {
      drawn = epoch;
      order = epochOrder(rows.store.lengths, { batch, seed, epoch, padding, rows: inEpoch.of(epoch) });
    }
    const first = (step % plan.stepsPerEpoch) * accumulate;
    const batches: LabelledBatch[] = [];
    for (const { numbers, share } of order
      .slice(first, first + accumulate)
      .flatMap((whole) => partsOf(whole, atOnce, rows, weights))) {
      batches.push(await frozenRows.beforeStep({ ...batchOf(rows, numbers, windowOf(epoch)), share }, numbers));
    }
    return batches;
  };
}
