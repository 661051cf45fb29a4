// Figures of classes beside accuracy and means of F1: F1 weighted by rows, Matthews' correlation, the area under the
// ROC curve; as scikit-learn computes them.

import type { ClassScore } from '../../shared/events.js';

/** f1_score(average='weighted'): each class counts by its rows. */
export function weightedF1(perClass: readonly ClassScore[]): number {
  const rows = sum(perClass.map(({ support }) => support));
  return rows === 0 ? 0 : sum(perClass.map(({ f1, support }) => f1 * support)) / rows;
}

/** matthews_corrcoef from a confusion matrix; 0 where only one class occurs, or only one is predicted. */
export function matthews(confusion: readonly (readonly number[])[]): number {
  const truths = confusion.map(sum);
  const guesses = confusion.map((_, label) => sum(confusion.map((line) => line[label]!)));
  const rows = sum(truths);
  const right = sum(confusion.map((line, label) => line[label]!));
  const covariance = (one: readonly number[], other: readonly number[]) =>
    rows * rows - sum(one.map((count, label) => count * other[label]!));
  const both = right * rows - sum(truths.map((count, label) => count * guesses[label]!));
  const spread = Math.sqrt(covariance(guesses, guesses) * covariance(truths, truths));
  return spread === 0 ? 0 : both / spread;
}

/** More scores than these are not sorted again at every evaluation. */
const mostScores = 5_000_000;

/**
 * The mean over the classes, each against all others, of the area under the ROC curve (roc_auc_score, `ovr` and
 * `macro`). Classes that all rows have, or none, have no curve.
 * @param probabilities [rows, classes]
 * @param isOf whether a row has a class
 * @returns null where no class has a curve, or there are more than five million probabilities
 */
export function areaUnderCurves(
  probabilities: Float64Array,
  classes: number,
  isOf: (row: number, label: number) => boolean,
): number | null {
  if (probabilities.length > mostScores) return null;
  const rows = probabilities.length / classes;
  const areas: number[] = [];
  for (let label = 0; label < classes; label++) {
    const scores = Float64Array.from({ length: rows }, (_, row) => probabilities[row * classes + label]!);
    const area = areaUnderCurve(scores, (row) => isOf(row, label));
    if (area !== null) areas.push(area);
  }
  return areas.length === 0 ? null : sum(areas) / areas.length;
}

/** The share of pairs of a row of the class and another in which the first scores higher; equal ones count half. */
function areaUnderCurve(scores: Float64Array, isOf: (row: number) => boolean): number | null {
  const order = Int32Array.from(scores.keys()).sort((a, b) => scores[a]! - scores[b]!);
  let [positives, ranks] = [0, 0];
  for (let from = 0; from < order.length;) {
    let to = from;
    while (to < order.length && scores[order[to]!] === scores[order[from]!]) to++;
    const own = order.subarray(from, to).reduce((count, row) => count + (isOf(row) ? 1 : 0), 0);
    positives += own;
    ranks += (own * (from + to + 1)) / 2;
    from = to;
  }
  const negatives = order.length - positives;
  if (positives === 0 || negatives === 0) return null;
  return (ranks - (positives * (positives + 1)) / 2) / (positives * negatives);
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
