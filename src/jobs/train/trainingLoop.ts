// The training loop: next batch, step, record, evaluate, checkpoint, until the plan is done, stopped early or
// interrupted.

import { setImmediate as nextTurn } from 'node:timers/promises';

import type { Task } from '../../base/model.js';
import type { LabelledBatch, StepResult, Trainer } from '../../base/training.js';
import { scheduleFactor, warmupUpdates } from '../../engine/optim/schedules.js';
import type { CheckpointName, Progress } from '../../runs/checkpoints.js';
import { UserError } from '../../shared/errors.js';
import type { RunEvent, Scores } from '../../shared/events.js';
import type { Settings } from '../../shared/settings.js';
import { isBetter, shareRight } from '../answers/scores.js';
import type { RunControl } from '../runControl.js';
import { Pace } from './pace.js';
import type { Plan } from './plan.js';

/** Everything the loop works with. Its behaviour depends on nothing else, so that a resumed run repeats it exactly. */
export interface Training {
  readonly trainer: Pick<Trainer, 'step'>;
  readonly plan: Plan;
  readonly task: Task;
  /** A step's loss as it is reported: of numbers in the square of their own unit, as an evaluation's. */
  lossOf(loss: number): number;
  readonly settings: Pick<
    Settings,
    'schedule' | 'warmup' | 'warmupSteps' | 'threshold' | 'best' | 'earlyStopping' | 'patience' | 'checkpointMinutes'
  >;
  readonly learningRate: number;
  /** The batches of one update: a function of its number alone. */
  batchesOf(step: number): Promise<readonly LabelledBatch[]>;
  /**
   * The scores on the validation rows, 'aborted' when the signal is aborted meanwhile; null when no rows are held out.
   */
  readonly evaluate: (() => Promise<Scores | 'aborted'>) | null;
  save(name: CheckpointName, progress: Progress): Promise<void>;
  readonly emit: (event: RunEvent) => void;
  readonly signal: AbortSignal;
  readonly control: RunControl;
}

/**
 * The end of training: as planned (or early, by its settings), by the signal, or because the user wants the best model
 * so far.
 */
export interface TrainingEnd {
  readonly progress: Progress;
  readonly ended: 'asPlanned' | 'interrupted' | 'keepBest';
}

/**
 * Trains from `start` to the end of the plan. On an abort or a pause it finishes the step and saves. Throws
 * `run.diverged` when the loss or the gradients are no longer finite; the last checkpoint then stays as it is.
 */
export async function trainToEnd(training: Training, start: Progress): Promise<TrainingEnd> {
  const { plan, signal, control } = training;
  const clock = new RunClock(start.seconds);
  const pace = new Pace();
  let progress = start;
  let savedAt = clock.seconds;
  for (;;) {
    if (plan.milestones.includes(progress.step) && progress.evaluatedAt < progress.step) {
      progress = await passMilestone(training, progress, clock, pace);
      savedAt = clock.seconds;
    }
    if (isOver(training, progress)) return { progress, ended: 'asPlanned' };
    if (signal.aborted) {
      await training.save('last', { ...progress, seconds: clock.seconds });
      return { progress, ended: 'interrupted' };
    }
    if (control.wish === 'pause') {
      await waitWhilePaused(training, progress, clock);
      savedAt = clock.seconds;
      continue;
    }
    if (control.wish === 'keepBest') {
      const settled = await settleOnBest(training, progress, clock, pace);
      progress = settled.progress;
      if (settled.isOver) return { progress, ended: 'keepBest' };
      continue;
    }
    progress = await takeStep(training, progress, clock, pace);
    if (clock.seconds - savedAt >= training.settings.checkpointMinutes * 60) {
      await training.save('last', progress);
      savedAt = clock.seconds;
    }
    // Steps may be long native calls in a row: here the event loop handles signals and messages.
    await nextTurn();
  }
}

/** Nothing is lost if the process ends meanwhile; the time is not counted. */
async function waitWhilePaused(training: Training, progress: Progress, clock: RunClock): Promise<void> {
  await training.save('last', { ...progress, seconds: clock.seconds });
  const { seconds } = clock;
  await training.control.pause(training.signal);
  clock.seconds = seconds;
}

/** A run that was never evaluated is evaluated now: its present weights are then the best. */
async function settleOnBest(
  training: Training,
  before: Progress,
  clock: RunClock,
  pace: Pace,
): Promise<{ readonly progress: Progress; readonly isOver: boolean }> {
  const progress =
    before.best === null && training.evaluate !== null ? await passMilestone(training, before, clock, pace) : before;
  if (training.signal.aborted) return { progress, isOver: false };
  await training.save('last', { ...progress, seconds: clock.seconds });
  training.emit({ event: 'stoppedEarly', step: progress.step, sinceBest: progress.sinceBest, asked: true });
  return { progress, isOver: true };
}

/** The learning rate of an update, by its number from 0 on. */
export function learningRateAt(
  {
    plan,
    settings,
    learningRate,
  }: Pick<Training, 'plan' | 'learningRate'> & {
    readonly settings: Pick<Settings, 'schedule' | 'warmup' | 'warmupSteps'>;
  },
  step: number,
): number {
  return learningRate * scheduleFactor(settings.schedule, step, warmupUpdates(settings, plan.steps), plan.steps);
}

async function takeStep(training: Training, progress: Progress, clock: RunClock, pace: Pace): Promise<Progress> {
  const { plan, trainer } = training;
  const { step } = progress;
  const begun = clock.seconds;
  const batches = await training.batchesOf(step);
  const learningRate = learningRateAt(training, step);
  const result = await trainer.step(batches, learningRate, step);
  if (!isFinite(result)) throw divergence(step + 1, training.learningRate);
  const seconds = clock.seconds;
  pace.step(seconds - begun, countRows(batches), countTokens(batches));
  const next = { ...progress, step: step + 1, seconds };
  training.emit({
    event: 'step',
    step: next.step,
    epoch: next.step / plan.stepsPerEpoch,
    loss: training.lossOf(result.loss),
    learningRate,
    gradientNorm: result.gradientNorm,
    accuracy: shareRight(training.task, result.logits, batches, training.settings.threshold),
    rowsPerSecond: pace.rowsPerSecond,
    tokensPerSecond: pace.tokensPerSecond,
    secondsLeft: pace.secondsLeft(plan.steps - next.step, plan.milestones.filter((after) => after > step).length),
    seconds,
  });
  return next;
}

/**
 * The end of an epoch or of a part of it: evaluates, keeps the best, saves. If it is aborted meanwhile, everything
 * stays as it was.
 */
async function passMilestone(training: Training, before: Progress, clock: RunClock, pace: Pace): Promise<Progress> {
  const begun = clock.seconds;
  const scores = await training.evaluate?.();
  if (scores === 'aborted') return before;
  if (scores !== undefined && !Number.isFinite(scores.loss)) throw divergence(before.step, training.learningRate);
  const progress = judge(before, scores ?? null, training.settings.best, clock.seconds);
  pace.evaluation(clock.seconds - begun);
  if (scores !== undefined) {
    const { step, sinceBest, seconds } = progress;
    const epoch = step / training.plan.stepsPerEpoch;
    const best = progress.bestStep === step;
    training.emit({ event: 'evaluation', step, epoch, scores, best, sinceBest, seconds });
    // The best is saved first: a run killed between the two repeats the steps from the older `last` to this very point.
    if (best) await training.save('best', progress);
  }
  await training.save('last', progress);
  return progress;
}

function judge(before: Progress, scores: Scores | null, by: Settings['best'], seconds: number): Progress {
  const progress = { ...before, evaluatedAt: before.step, seconds };
  if (scores === null) return progress;
  if (before.best !== null && !isBetter(scores, before.best, by))
    return { ...progress, latest: scores, sinceBest: before.sinceBest + 1 };
  return { ...progress, latest: scores, best: scores, bestStep: before.step, sinceBest: 0 };
}

function isOver({ plan, settings, emit }: Training, { step, evaluatedAt, sinceBest }: Progress): boolean {
  // A run that was interrupted during the last evaluation is not over.
  if (step >= plan.steps) return evaluatedAt >= step;
  const stopped = settings.earlyStopping && evaluatedAt === step && sinceBest >= settings.patience;
  if (stopped) emit({ event: 'stoppedEarly', step, sinceBest });
  return stopped;
}

function isFinite({ loss, gradientNorm }: StepResult): boolean {
  return Number.isFinite(loss) && Number.isFinite(gradientNorm);
}

/** Suggests a tenth of a learning rate that was too high, which usually works; one digit is precise enough. */
function divergence(step: number, learningRate: number): UserError {
  return new UserError('run.diverged', { step, learningRate, suggestion: Number((learningRate / 10).toPrecision(1)) });
}

function countRows(batches: readonly LabelledBatch[]): number {
  return batches.reduce((sum, batch) => sum + batch.size, 0);
}

function countTokens(batches: readonly LabelledBatch[]): number {
  let tokens = 0;
  for (const { mask } of batches) for (const bit of mask) tokens += bit;
  return tokens;
}

/** The seconds spent on a run, those of earlier processes included. */
class RunClock {
  private begun = performance.now();

  constructor(private before: number) {}

  get seconds(): number {
    return this.before + (performance.now() - this.begun) / 1000;
  }

  set seconds(value: number) {
    this.before = value;
    this.begun = performance.now();
  }
}
