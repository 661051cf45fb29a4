// Trains a prepared run, from creating its trainer to writing its model: assembles what the training loop needs.

import type { FloatTensor } from '../../base/model.js';
import type { Trainer, TrainerOptions } from '../../base/training.js';
import { sharesOf } from '../../data/rows/targets.js';
import {
  checkpointFile,
  type CheckpointName,
  type Progress,
  type ReadCheckpoint,
  startOfRun,
} from '../../runs/checkpoints.js';
import { CheckpointWriter } from '../../runs/checkpointWriter.js';
import { journalPath } from '../../runs/journal.js';
import { eventsOfKind } from '../../runs/journalLines.js';
import { recipeOf } from '../../runs/recipe.js';
import { rowsAtOnceOf, smallerBatch } from '../../runs/rowsAtOnce.js';
import { type RunFile, writeRunFile } from '../../runs/runFile.js';
import { uselessNotices } from '../../shared/baseline.js';
import { isUserError, UserError } from '../../shared/errors.js';
import type { RunEvent, Scores, StartedEvent } from '../../shared/events.js';
import type { Notice } from '../../shared/notices.js';
import { logitsOf } from '../answers/logits.js';
import { score } from '../answers/scores.js';
import type { JobContext, TrainOutcome } from '../jobs.js';
import { defaultLearningRate } from '../model/defaults.js';
import { denseTargets, hasWeightedTargets } from '../rows/batchRows.js';
import { classWeightsOf } from '../rows/runData.js';
import { inUnits, lossInUnits } from '../rows/targetScale.js';
import { noControl } from '../runControl.js';
import { batchSource } from './batchSource.js';
import { CheckpointLogits } from './checkpointLogits.js';
import { writeRunEvaluation } from './evaluationFile.js';
import { finishRun } from './finishRun.js';
import { forceGarbageCollection } from './forceGarbageCollection.js';
import { type FrozenRows, prepareFrozenRows } from './frozenRows.js';
import type { PreparedRun } from './prepareRun.js';
import { resumeNotices } from './resumeNotices.js';
import { estimateRun, memoryNotice } from './runEstimate.js';
import { taughtNothingNotices } from './taughtNothing.js';
import { type Training, trainToEnd } from './trainingLoop.js';

/** The destination of events: the journal, then the listeners. */
export interface Recorder {
  readonly emit: (event: RunEvent) => void;
  /** Waits until the disk has everything emitted so far. */
  sync(): void;
}

export interface TrainingStart {
  /** The checkpoint that training continues from; null at the beginning. */
  readonly checkpoint: ReadCheckpoint | null;
  /** The journal of a run that another process began; null of one that begins. */
  readonly earlier: readonly RunEvent[] | null;
}

/**
 * Trains from the checkpoint, or from the beginning, to the model. Throws a UserError, or an Interruption before
 * training begins.
 */
export async function runTraining(
  prepared: PreparedRun,
  { checkpoint, earlier }: TrainingStart,
  recorder: Recorder,
  context: JobContext,
): Promise<TrainOutcome> {
  const { folder, plan } = prepared;
  const estimate = await estimateRun(prepared, earlier !== null, context.measuredDevices?.() ?? []);
  recorder.emit(estimate);
  const tooLarge = memoryNotice(estimate);
  if (tooLarge !== null) recorder.emit({ event: 'notice', ...tooLarge });
  const trainer = await context.createTrainer(trainerOptions(prepared, context));
  const checkpointLogits = new CheckpointLogits();
  let frozenRows: FrozenRows | null = null;
  try {
    if (prepared.run.decisions === null) for (const one of prepared.notices) recorder.emit({ event: 'notice', ...one });
    for (const one of trainer.notices) recorder.emit({ event: 'notice', ...one });
    for (const one of resumeNotices(prepared.run, earlier ?? [], trainer, prepared.threads))
      recorder.emit({ event: 'notice', ...one });
    await writeRunFile(folder, decided(prepared, trainer));
    recorder.emit(startedEvent(prepared, trainer));
    const start = checkpoint?.progress ?? startOfRun;
    if (earlier !== null) recorder.emit({ event: 'resumed', folder, step: start.step, steps: plan.steps });
    if (checkpoint !== null) await trainer.restore(checkpoint.tensors);
    // The trainer has copies of both, so the originals need not stay in memory.
    checkpoint?.tensors.clear();
    prepared.model.weights.clear();
    forceGarbageCollection();
    frozenRows = await prepareFrozenRows(prepared, trainer, recorder.emit, context.signal);
    const writer = checkpointWriterOf(prepared, recorder);
    const { progress, ended } = await trainToEnd(
      trainingOf({ prepared, trainer, frozenRows, recorder, context, checkpointLogits, writer }),
      start,
    );
    if (ended !== 'interrupted') await writer.settle();
    if (ended === 'interrupted')
      return { event: 'interrupted', folder, step: progress.step, steps: plan.steps, seconds: progress.seconds };
    const finished = {
      prepared,
      trainer,
      progress,
      context,
      keepsBest: ended === 'keepBest' || prepared.settings.keep === 'best',
    };
    const done = await finishRun(finished);
    await writeRunEvaluation({ ...finished, checkpointLogits });
    for (const useless of [...taughtNothing(prepared, recorder), ...uselessNotices(done.scores)])
      recorder.emit({ event: 'notice', ...useless });
    return done;
  } catch (error) {
    throw withCommand(error, prepared);
  } finally {
    frozenRows?.dispose();
    await trainer.dispose();
  }
}

/** What the journal's losses say; those of a resumed run's earlier processes stand there too. */
function taughtNothing({ folder, data, config, frozen, learningRate }: PreparedRun, recorder: Recorder): Notice[] {
  recorder.sync();
  const losses = function* () {
    for (const { loss } of eventsOfKind(journalPath(folder), 'step')) yield loss;
  };
  const usual = defaultLearningRate(config, frozen);
  return taughtNothingNotices(data, { losses: losses(), learningRate, usual });
}

/**
 * If a batch is too large for the device's memory, the error names the command that continues with fewer rows at a
 * time.
 */
function withCommand(error: unknown, { folder, run }: PreparedRun): unknown {
  if (!isUserError(error) || error.code !== 'machine.deviceMemory') return error;
  const other = smallerBatch(folder, run);
  return other === null
    ? error
    : new UserError('machine.stepMemory', { batch: rowsAtOnceOf(run), ...other }, { cause: error });
}

/** What the trainer of a run is made from. */
export function trainerOptions(
  { config, model, frozen, stage, settings, data, threads }: PreparedRun,
  context: JobContext,
): TrainerOptions {
  const { beta1, beta2, epsilon, weightDecay, decayAll, clip, layerDecay, labelSmoothing, seed } = settings;
  return {
    config,
    weights: model.weights,
    frozen,
    optimizer: { beta1, beta2, epsilon, weightDecay, decayAll, clip, layerDecay },
    classWeights: classWeightsOf(data),
    labelSmoothing,
    weightedTargets: hasWeightedTargets(data.rows),
    seed,
    threads,
    splitFrozen: settings.cacheFrozen && stage.kind !== 'none',
    device: settings.device,
    precision: settings.precision,
    checkpointActivations: settings.checkpointActivations,
    log: (line) => context.log(line),
  };
}

/** run.json with all decisions. */
function decided({ run, settings, decisions }: PreparedRun, { device, runtime }: Trainer): RunFile {
  const versions = {
    node: process.versions.node,
    platform: `${process.platform}-${process.arch}`,
    [runtime.name]: runtime.version,
  };
  return { ...run, settings, decisions: { ...decisions, device, versions } };
}

function startedEvent(
  { folder, run, settings, data, plan, parameters, threads }: PreparedRun,
  { device }: Trainer,
): StartedEvent {
  const rows = { training: data.training.length, validation: data.validation.length, skipped: data.skipped };
  return {
    event: 'started',
    folder,
    data: run.data,
    settings,
    rows,
    parameters,
    device,
    threads,
    truncated: data.rows.store.cutTexts,
    labels: data.labelNames,
    labelRows: data.labelRows,
    epochs: plan.epochs,
    stepsPerEpoch: plan.stepsPerEpoch,
    steps: plan.steps,
  };
}

interface Parts {
  readonly prepared: PreparedRun;
  readonly trainer: Trainer;
  readonly frozenRows: FrozenRows;
  readonly recorder: Recorder;
  readonly context: JobContext;
  readonly checkpointLogits: CheckpointLogits;
  readonly writer: CheckpointWriter;
}

function trainingOf(parts: Parts): Training {
  const { prepared, trainer, frozenRows, recorder, context } = parts;
  const { data, plan, settings, learningRate } = prepared;
  const { emit } = recorder;
  return {
    trainer,
    plan,
    settings,
    learningRate,
    emit,
    task: settings.task,
    lossOf: (loss) => lossInUnits(loss, data.rows.scale),
    signal: context.signal,
    control: context.control ?? noControl,
    batchesOf: batchSource(prepared, frozenRows),
    evaluate: data.validation.length === 0 ? null : () => evaluateOn(parts),
    save: (name, progress) => saveCheckpoint(parts, name, progress),
  };
}

async function evaluateOn({
  prepared,
  trainer,
  frozenRows,
  context: { signal },
  checkpointLogits,
}: Parts): Promise<Scores | 'aborted'> {
  const { data, settings } = prepared;
  const { rows, validation, labelNames } = data;
  const { store, maxLength, labels, targets } = rows;
  const atOnce = prepared.run.rowsAtOnce ?? undefined;
  const outputs = await logitsOf({
    trainer,
    store,
    atOnce,
    rows: validation,
    maxLength,
    labels,
    signal,
    complete: (batch, numbers) => frozenRows.beforeEvaluation(batch, numbers),
  });
  if (outputs === 'aborted') return 'aborted';
  const logits = inUnits(outputs, rows.scale);
  checkpointLogits.evaluated(logits);
  const { task, threshold } = settings;
  return score(task, {
    logits,
    labels: labelNames,
    threshold,
    targets: denseTargets(targets, validation, labels),
    shares: sharesOf(targets, validation),
  });
}

/** `last` holds weights and moments, `best` the weights alone: training never continues from it. */
async function saveCheckpoint(
  { trainer, recorder, checkpointLogits, writer }: Parts,
  name: CheckpointName,
  progress: Progress,
): Promise<void> {
  const state = await trainer.state();
  const tensors =
    name === 'last' ? state : new Map<string, FloatTensor>([...state].filter(([key]) => key.startsWith('weight.')));
  recorder.sync();
  checkpointLogits.saved(name, progress);
  await writer.write(name, { progress, tensors });
}

function checkpointWriterOf(prepared: PreparedRun, { emit }: Recorder): CheckpointWriter {
  const { folder, run } = prepared;
  return new CheckpointWriter({
    folder,
    owner: { id: run.id, recipe: recipeOf(run.decisions === null ? prepared : run) },
    onHeld: (file) => {
      emit({ event: 'notice', code: 'run.checkpointHeld', values: { file } });
    },
    onWritten: (name, step) => {
      emit({ event: 'checkpoint', step, file: checkpointFile(name) });
    },
  });
}
