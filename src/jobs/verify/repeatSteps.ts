// Repeats recorded steps of a run, and compares every bit with what the journal and the checkpoint have.

import type { FloatTensor } from '../../base/model.js';
import type { Trainer } from '../../base/training.js';
import { checkpointFile, readCheckpoint, startOfRun } from '../../runs/checkpoints.js';
import { journalPath } from '../../runs/journal.js';
import { eventsOfKind } from '../../runs/journalLines.js';
import { UserError } from '../../shared/errors.js';
import type { StepEvent } from '../../shared/events.js';
import { stopIfAborted } from '../interruption.js';
import type { JobContext } from '../jobs.js';
import { lossInUnits } from '../rows/targetScale.js';
import { batchSource } from '../train/batchSource.js';
import { prepareFrozenRows } from '../train/frozenRows.js';
import type { PreparedRun } from '../train/prepareRun.js';
import { resumeNotices } from '../train/resumeNotices.js';
import { trainerOptions } from '../train/runTraining.js';
import { learningRateAt } from '../train/trainingLoop.js';

export interface Repeated {
  readonly from: number;
  readonly steps: number;
}

/**
 * Repeats up to `count` steps: those that were recorded after the last checkpoint, or else the run's first. Where they
 * end at the checkpoint's step, its tensors are compared too. Throws `run.stepDiffers`, `run.checkpointDamaged`, an
 * Interruption when the signal is aborted.
 */
export async function repeatSteps(prepared: PreparedRun, count: number, context: JobContext): Promise<Repeated> {
  const { folder, run } = prepared;
  // Its tensors are compared one after another, where they are at all: nothing is read twice.
  const last = await readCheckpoint(folder, 'last', run.id, 'late');
  const recorded = lastStep(folder);
  const start = last !== null && last.progress.step < recorded ? last : null;
  const from = (start?.progress ?? startOfRun).step;
  const trainer = await context.createTrainer(trainerOptions(prepared, context));
  const frozenRows = await prepareFrozenRows(prepared, trainer, () => undefined, context.signal);
  try {
    const begun = [...eventsOfKind(journalPath(folder), 'started')];
    for (const one of resumeNotices(run, begun, trainer, prepared.threads)) context.emit({ event: 'notice', ...one });
    if (start !== null) await trainer.restore(start.tensors);
    const batchesOf = batchSource(prepared, frozenRows);
    let step = from;
    for (const event of eventsOfKind(journalPath(folder), 'step')) {
      if (event.step !== step + 1) continue;
      if (step === from + count) break;
      stopIfAborted(context.signal);
      const { loss, gradientNorm } = await trainer.step(await batchesOf(step), learningRateAt(prepared, step), step);
      compareStep({ loss: lossInUnits(loss, prepared.data.rows.scale), gradientNorm }, event);
      step++;
    }
    if (start === null && step > 0 && last?.progress.step === step)
      compareTensors(await trainer.state(), last.tensors, checkpointFile('last'));
    return { from, steps: step - from };
  } finally {
    frozenRows.dispose();
    await trainer.dispose();
  }
}

function lastStep(folder: string): number {
  let last = 0;
  for (const { step } of eventsOfKind(journalPath(folder), 'step')) last = step;
  return last;
}

function compareStep(
  { loss, gradientNorm }: Pick<StepEvent, 'loss' | 'gradientNorm'>,
  { step, ...recorded }: StepEvent,
): void {
  const pairs = { loss: [loss, recorded.loss], gradientNorm: [gradientNorm, recorded.gradientNorm] } as const;
  for (const [what, [now, then]] of Object.entries(pairs))
    if (now !== then)
      throw new UserError('run.stepDiffers', { step, what, repeated: String(now), recorded: String(then) });
}

function compareTensors(
  now: Awaited<ReturnType<Trainer['state']>>,
  then: ReadonlyMap<string, FloatTensor>,
  file: string,
): void {
  for (const [name, tensor] of then) {
    const bytes = bytesOf(now.get(name)?.data ?? new Float32Array());
    const others = bytesOf(tensor.data);
    if (Buffer.compare(bytes, others) !== 0)
      throw new UserError('run.checkpointDamaged', { file, reason: `${name} differs from what its steps give` });
  }
}

function bytesOf({ buffer, byteOffset, byteLength }: Float32Array): Uint8Array {
  return new Uint8Array(buffer, byteOffset, byteLength);
}
