// Whether the steps of a run have taught it anything, by their losses: what a model scores that looks at no text is
// known before the first step.

import { type Notice, notice } from '../../shared/notices.js';
import type { Settings } from '../../shared/settings.js';
import { hasWeightedTargets } from '../rows/batchRows.js';
import type { RunData } from '../rows/runData.js';
import { lossInUnits } from '../rows/targetScale.js';

export interface Steps {
  /** The losses of all steps, in order. */
  readonly losses: Iterable<number>;
  readonly learningRate: number;
  /** The rate that usually works for this model. */
  readonly usual: number;
}

/** Fewer steps say little: each is a batch of other rows. */
const fewestSteps = 3;
/** A loss that is not lower than this share of what guessing gives has not fallen. */
const fallen = 0.97;
/** A loss that is higher by this has risen. */
const risen = 1.3;
/** A rate that differs from the usual one by this factor is no slip of the hand. */
const farOff = 5;

/** One sentence where the loss did not fall below what guessing gives, with what to try; nothing otherwise. */
export function taughtNothingNotices(data: RunData, { losses, learningRate, usual }: Steps): Notice[] {
  const guess = guessingLoss(data);
  const all = Float64Array.from(losses);
  if (guess === null || all.length < fewestSteps) return [];
  const last = all.subarray(all.length - Math.max(fewestSteps, Math.ceil(all.length / 10)));
  const loss = last.reduce((sum, one) => sum + one / last.length, 0);
  if (loss < fallen * guess) return [];
  const values = { loss: digits(loss), guess: digits(guess), steps: all.length };
  const rates = { learningRate: String(learningRate), usual: String(usual) };
  if (learningRate > farOff * usual || loss > risen * guess) {
    const tried = learningRate > usual ? usual : Number((learningRate / 10).toPrecision(1));
    return [notice('run.rateTooHigh', { ...values, ...rates, usual: String(tried) })];
  }
  if (learningRate < usual / farOff) return [notice('run.rateTooLow', { ...values, ...rates })];
  return [notice('run.stayedAtGuess', values)];
}

/**
 * The loss of the best answer that is the same for every row: by how often each label occurs, or the mean number.
 * Null where that is 0 and leaves nothing to learn, and where rows have weights or labels probabilities.
 */
export function guessingLoss({ rows, training, labelRows, settings }: RunData): number | null {
  // With weights or probabilities each row says something else than its label's count.
  if (hasWeightedTargets(rows)) return null;
  const loss = {
    'single-label': () => entropy(smoothed(seenShares(labelRows, training.length, settings), settings)),
    'multi-label': () => mean(labelRows.map((count) => presenceLoss(count, training.length, settings))),
    regression: () => (rows.scale === null ? varianceOf(rows.targets, training) : lossInUnits(1, rows.scale)),
  }[settings.task]();
  return loss > 1e-9 ? loss : null;
}

/** Of a label that is as probable everywhere as it is among the rows, as the loss weighs it. */
function presenceLoss(count: number, rows: number, { classWeights }: Settings): number {
  if (count === 0 || count === rows) return 0;
  const share = count / rows;
  return classWeights === 'none' ? entropy([share, 1 - share]) : 2 * (1 - share) * Math.log(2);
}

/** How much each class counts in the loss of an epoch. */
function seenShares(labelRows: readonly number[], rows: number, settings: Settings): number[] {
  const present = labelRows.filter((count) => count > 0);
  if (settings.classWeights !== 'none' || settings.resample !== 'none') return present.map(() => 1 / present.length);
  return labelRows.map((count) => count / rows);
}

function smoothed(shares: readonly number[], { labelSmoothing }: Settings): number[] {
  return shares.map((share) => (1 - labelSmoothing) * share + labelSmoothing / shares.length);
}

function entropy(shares: readonly number[]): number {
  return shares.reduce((sum, share) => (share > 0 ? sum - share * Math.log(share) : sum), 0);
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value / values.length, 0);
}

function varianceOf(targets: RunData['rows']['targets'], rows: Int32Array): number {
  if (targets.task !== 'regression') return 0;
  const values = Array.from(rows, (row) => targets.values[row]!);
  const middle = mean(values);
  return mean(values.map((value) => (value - middle) ** 2));
}

const digits = (figure: number) => Number(figure.toPrecision(3));
