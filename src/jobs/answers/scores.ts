// Computes the scores of an evaluation from logits and targets: the results of torch's losses and scikit-learn's
// metrics, in doubles.

import type { Task } from '../../base/model.js';
import type { LabelledBatch } from '../../base/training.js';
import type { ClassScore, ClassScores, RegressionScores, Scores } from '../../shared/events.js';
import type { Settings } from '../../shared/settings.js';
import { areaUnderCurves, matthews, weightedF1 } from './classFigures.js';

/** The logits and targets of all rows, [rows, labels] in row-major order; class ids [rows] for single-label. */
export interface Outcomes {
  readonly logits: Float32Array;
  readonly targets: ArrayLike<number>;
  /** The names by class id; one for a regression. */
  readonly labels: readonly string[];
  /** The probabilities of the rows' labels, [rows, labels], where they are not certain; for the loss alone. */
  readonly shares?: Float32Array | undefined;
  /** The probability above which a label of several is predicted; one half when absent. */
  readonly threshold?: number | undefined;
}

/** The logit above which the probability of a label is above this one. */
export function logitOf(threshold: number): number {
  return Math.log(threshold / (1 - threshold));
}

export function score(task: Task, outcomes: Outcomes): Scores {
  return scorers[task](outcomes);
}

/** Whether scores beat the best ones so far, by the setting `best`; equal ones do not. */
export function isBetter(scores: Scores, best: Scores, by: Settings['best']): boolean {
  if (by === 'loss' || scores.kind === 'regression' || best.kind === 'regression') return scores.loss < best.loss;
  const [now, then] = [scores[by], best[by]];
  // Where a class has no curve there is no area; the loss decides then.
  return now == null || then == null ? scores.loss < best.loss : now > then;
}

/** The share of a step's rows whose class, or whose whole set of classes, is right; null for a regression. */
export function shareRight(
  task: Task,
  logits: readonly Float32Array[],
  batches: readonly LabelledBatch[],
  threshold = 0.5,
): number | null {
  if (task === 'regression') return null;
  let right = 0;
  let rows = 0;
  batches.forEach(({ size, targets }, index) => {
    const outputs = logits[index] ?? new Float32Array();
    const labels = outputs.length / size;
    for (let row = 0; row < size; row++) {
      // With weights, each row has one column more: what it is to answer, and its weight.
      const columns = targets.length / size;
      const wanted = targets.subarray(row * columns, row * columns + labels);
      const truth = targets instanceof Int32Array ? targets[row]! : argmax(wanted, 0, labels);
      const own = outputs.subarray(row * labels, (row + 1) * labels);
      const isRight =
        task === 'single-label'
          ? argmax(own, 0, labels) === truth
          : sameSet(own, wanted, 0, labels, logitOf(threshold));
      if (isRight) right++;
    }
    rows += size;
  });
  return ratio(right, rows);
}

/** Whether the labels with a logit above the cut are those of the row. */
function sameSet(
  logits: ArrayLike<number>,
  targets: ArrayLike<number>,
  row: number,
  labels: number,
  cut: number,
): boolean {
  for (let index = row * labels; index < (row + 1) * labels; index++) {
    if (at(logits, index) > cut !== at(targets, index) > 0) return false;
  }
  return true;
}

const scorers: Record<Task, (outcomes: Outcomes) => Scores> = {
  'single-label': scoreSingleLabel,
  'multi-label': scoreMultiLabel,
  regression: scoreRegression,
};

/** The class of the largest logit of one row; the first of equals, as in torch.argmax and numpy. */
export function argmax(logits: ArrayLike<number>, row: number, labels: number): number {
  let best = 0;
  for (let label = 1; label < labels; label++) {
    if (at(logits, row * labels + label) > at(logits, row * labels + best)) best = label;
  }
  return best;
}

/** Shape [rows, rows]: rows by true class, columns by predicted class (sklearn.metrics.confusion_matrix). */
export function confusionMatrix({ logits, targets, labels }: Outcomes): number[][] {
  const size = labels.length;
  const matrix = Array.from({ length: size }, () => new Array<number>(size).fill(0));
  for (let row = 0; row < targets.length; row++) {
    const line = matrix[at(targets, row)];
    const guess = argmax(logits, row, size);
    if (line !== undefined) line[guess] = (line[guess] ?? 0) + 1;
  }
  return matrix;
}

function scoreSingleLabel(outcomes: Outcomes): ClassScores {
  const { targets, labels } = outcomes;
  const confusion = confusionMatrix(outcomes);
  const columns = labels.map((_, label) => sum(confusion.map((line) => at(line, label))));
  const counts = confusion.map((line, label) => {
    const right = at(line, label);
    return { right, guessed: at(columns, label), support: sum(line) };
  });
  // scikit-learn averages over the classes that occur, as a target or as a prediction.
  const occurs = counts.map(({ guessed, support }) => guessed + support > 0);
  const rows = targets.length;
  return {
    kind: 'classes',
    loss: crossEntropy(outcomes),
    accuracy: ratio(sum(counts.map(({ right }) => right)), rows),
    ...classFigures(counts, labels, occurs),
    confusion,
    matthews: matthews(confusion),
    auc: areaUnderCurves(softmaxOf(outcomes), labels.length, (row, label) => targets[row] === label),
  };
}

/** [rows, labels] */
function softmaxOf({ logits, labels: { length } }: Outcomes): Float64Array {
  const all = Float64Array.from(logits);
  for (let start = 0; start < all.length; start += length) {
    const row = all.subarray(start, start + length);
    const largest = row.reduce((most, logit) => Math.max(most, logit), Number.NEGATIVE_INFINITY);
    row.forEach((logit, label) => (row[label] = Math.exp(logit - largest)));
    const total = row.reduce((whole, value) => whole + value, 0);
    row.forEach((value, label) => (row[label] = value / total));
  }
  return all;
}

function scoreMultiLabel(outcomes: Outcomes): ClassScores {
  const { logits, targets, labels, threshold = 0.5 } = outcomes;
  const cut = logitOf(threshold);
  const rows = Math.floor(targets.length / labels.length);
  const counts = labels.map(() => ({ right: 0, guessed: 0, support: 0 }));
  let wholeSets = 0;
  for (let row = 0; row < rows; row++) {
    counts.forEach((count, label) => {
      const guessed = at(logits, row * labels.length + label) > cut;
      const truly = at(targets, row * labels.length + label) > 0;
      if (guessed) count.guessed++;
      if (truly) count.support++;
      if (guessed && truly) count.right++;
    });
    if (sameSet(logits, targets, row, labels.length, cut)) wholeSets++;
  }
  return {
    kind: 'classes',
    loss: binaryCrossEntropy(logits, targets),
    accuracy: ratio(wholeSets, rows),
    ...classFigures(
      counts,
      labels,
      labels.map(() => true),
    ),
    confusion: null,
    matthews: null,
    auc: areaUnderCurves(
      Float64Array.from(logits, (logit) => 1 / (1 + Math.exp(-logit))),
      labels.length,
      (row, label) => at(targets, row * labels.length + label) > 0,
    ),
  };
}

interface Counts {
  /** The number of rows that were given this label and have it. */
  readonly right: number;
  readonly guessed: number;
  readonly support: number;
}

/** Precision, recall and F1 per class and their means; a division by zero gives 0 (scikit-learn, zero_division=0). */
function classFigures(counts: readonly Counts[], labels: readonly string[], counted: readonly boolean[]) {
  const perClass = counts.map(({ right, guessed, support }, index): ClassScore => {
    const f1 = ratio(2 * right, guessed + support);
    return { label: labels[index] ?? '', precision: ratio(right, guessed), recall: ratio(right, support), f1, support };
  });
  const kept = perClass.filter((_, index) => counted[index]);
  const total = (part: (count: Counts) => number) => sum(counts.map(part));
  return {
    precision: ratio(sum(kept.map((one) => one.precision)), kept.length),
    recall: ratio(sum(kept.map((one) => one.recall)), kept.length),
    f1: ratio(sum(kept.map((one) => one.f1)), kept.length),
    weightedF1: weightedF1(perClass),
    microF1: ratio(2 * total((one) => one.right), total((one) => one.guessed) + total((one) => one.support)),
    perClass,
  };
}

/** torch.nn.CrossEntropyLoss: mean over the rows of log Σ exp(logits) − logit of the true class. */
function crossEntropy({ logits, targets, labels, shares }: Outcomes): number {
  const wantedLogit = (row: number) =>
    shares === undefined
      ? at(logits, row * labels.length + at(targets, row))
      : sum(
          labels.map((_, label) => at(shares, row * labels.length + label) * at(logits, row * labels.length + label)),
        );
  let total = 0;
  for (let row = 0; row < targets.length; row++) {
    const start = row * labels.length;
    const largest = at(logits, start + argmax(logits, row, labels.length));
    let exponentials = 0;
    for (let label = 0; label < labels.length; label++) exponentials += Math.exp(at(logits, start + label) - largest);
    total += largest + Math.log(exponentials) - wantedLogit(row);
  }
  return ratio(total, targets.length);
}

/** torch.nn.BCEWithLogitsLoss: mean over rows and labels, in the form that does not overflow. */
function binaryCrossEntropy(logits: ArrayLike<number>, targets: ArrayLike<number>): number {
  let total = 0;
  for (let index = 0; index < targets.length; index++) {
    const logit = at(logits, index);
    total += Math.max(logit, 0) - logit * at(targets, index) + Math.log1p(Math.exp(-Math.abs(logit)));
  }
  return ratio(total, targets.length);
}

/** torch.nn.MSELoss, its root, the mean absolute error, and scipy.stats.pearsonr. */
function scoreRegression({ logits, targets }: Outcomes): RegressionScores {
  let squares = 0;
  let absolutes = 0;
  for (let row = 0; row < targets.length; row++) {
    const difference = at(logits, row) - at(targets, row);
    squares += difference * difference;
    absolutes += Math.abs(difference);
  }
  const loss = ratio(squares, targets.length);
  const mae = ratio(absolutes, targets.length);
  const spread = deviation(targets);
  return { kind: 'regression', loss, rmse: Math.sqrt(loss), mae, pearson: pearson(logits, targets), spread };
}

/** numpy.std. */
function deviation(values: ArrayLike<number>): number {
  const mean = ratio(sum(values), values.length);
  return Math.sqrt(
    ratio(
      Array.from(values).reduce((total, value) => total + (value - mean) ** 2, 0),
      values.length,
    ),
  );
}

function pearson(left: ArrayLike<number>, right: ArrayLike<number>): number | null {
  const meanLeft = ratio(sum(left), left.length);
  const meanRight = ratio(sum(right), right.length);
  let together = 0;
  let ownLeft = 0;
  let ownRight = 0;
  for (let row = 0; row < left.length; row++) {
    const a = at(left, row) - meanLeft;
    const b = at(right, row) - meanRight;
    together += a * b;
    ownLeft += a * a;
    ownRight += b * b;
  }
  if (ownLeft === 0 || ownRight === 0) return null;
  return Math.max(-1, Math.min(1, together / (Math.sqrt(ownLeft) * Math.sqrt(ownRight))));
}

function at(values: ArrayLike<number>, index: number): number {
  const value = values[index];
  if (value === undefined) throw new RangeError(`No value at ${index} of ${values.length}`);
  return value;
}

function sum(values: ArrayLike<number>): number {
  let total = 0;
  for (let index = 0; index < values.length; index++) total += at(values, index);
  return total;
}

function ratio(part: number, whole: number): number {
  return whole === 0 ? 0 : part / whole;
}
