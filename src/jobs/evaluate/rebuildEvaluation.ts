// Makes the evaluation.json of a finished run again from its model, where the run's own was lost or the run ended
// before it wrote one.

import { isDeepStrictEqual } from 'node:util';

import { journalPath } from '../../runs/journal.js';
import { eventsOfKind } from '../../runs/journalLines.js';
import type { RunEvent, Scores } from '../../shared/events.js';
import type { JobContext } from '../jobs.js';
import { writeEvaluationFile } from '../train/evaluationFile.js';
import { type HeldOut, heldOutLogits, readHeldOut } from './heldOut.js';

/**
 * Writes the file; does nothing where no rows were held out, or the run is not finished. Throws a UserError when data
 * or model are gone or changed, or the disk is full, an Interruption when the signal is aborted.
 */
export async function rebuildEvaluation(folder: string, context: JobContext): Promise<void> {
  const events = [...eventsOfKind(journalPath(folder), 'done', 'evaluation')];
  const scores = events.findLast((event) => event.event === 'done')?.scores ?? null;
  const held = scores === null ? null : await readHeldOut(folder, context.signal);
  if (scores === null || held === null) return;
  const {
    run: { settings },
    data,
  } = held;
  const logits = await computeLogits(held, context);
  await writeEvaluationFile({ folder, data, task: settings.task, step: stepOf(events, scores), scores, logits });
}

async function computeLogits(held: HeldOut, context: JobContext): Promise<Float32Array> {
  const {
    opened: { model },
    run: { settings },
  } = held;
  const predictor = await context.createPredictor({
    config: model.config,
    weights: model.weights,
    threads: settings.threads ?? undefined,
  });
  try {
    return await heldOutLogits(held, predictor, context.signal);
  } finally {
    await predictor.dispose();
  }
}

/** The step of the evaluation that gave the model its scores. */
function stepOf(events: readonly RunEvent[], scores: Scores): number {
  return (
    events.filter((event) => event.event === 'evaluation').findLast((event) => isDeepStrictEqual(event.scores, scores))
      ?.step ?? 0
  );
}
