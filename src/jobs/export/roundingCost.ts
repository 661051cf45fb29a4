// Measures what an export in eight bits costs in accuracy, on the run's held-out rows: with its model as it is and as
// the export computes it.

import { existsSync } from 'node:fs';

import { sharesOf } from '../../data/rows/targets.js';
import { createInt8Predictor, type Int8Predictor } from '../../engine/backends/cpu/int8Predictor.js';
import type { ModelFolder } from '../../formats/modelFolder.js';
import { runFilePath } from '../../runs/runFile.js';
import { isUserError } from '../../shared/errors.js';
import type { RoundingCost } from '../../shared/messages/models.js';
import { score } from '../answers/scores.js';
import { type HeldOut, heldOutLogits, readHeldOut } from '../evaluate/heldOut.js';
import type { JobContext } from '../jobs.js';
import { defaultThreads } from '../model/defaults.js';
import { denseTargets } from '../rows/batchRows.js';

/**
 * Null where no rows are known that the model was not trained on: for a folder that is no run, or a run that held none
 * out. Throws an Interruption when the signal is aborted.
 */
export async function roundingCost(
  path: string,
  { config, weights }: ModelFolder,
  context: JobContext,
): Promise<RoundingCost | null> {
  const held = await heldOutOf(path, context);
  if (held === null) return null;
  const threads = held.run.settings.threads ?? defaultThreads();
  const scoresWith = async (predictor: Int8Predictor) => {
    try {
      return scoresOf(held, await heldOutLogits(held, predictor, context.signal));
    } finally {
      await predictor.dispose();
    }
  };
  const float32 = await scoresWith(await context.createPredictor({ config, weights, threads }));
  const int8 = await scoresWith(await createInt8Predictor(config, weights, threads));
  return { rows: held.data.validation.length, float32, int8 };
}

/** Data that is gone or changed does not prevent an export. */
async function heldOutOf(path: string, context: JobContext): Promise<HeldOut | null> {
  if (!existsSync(runFilePath(path))) return null;
  try {
    return await readHeldOut(path, context.signal);
  } catch (error) {
    if (!isUserError(error)) throw error;
    context.log(`the held-out rows could not be read: ${error.message}`);
    return null;
  }
}

function scoresOf(
  { run: { settings }, data: { rows, validation, labelNames } }: HeldOut,
  logits: Float32Array,
): RoundingCost['float32'] {
  return score(settings.task, {
    logits,
    targets: denseTargets(rows.targets, validation, rows.labels),
    shares: sharesOf(rows.targets, validation),
    labels: labelNames,
    threshold: settings.threshold,
  });
}
