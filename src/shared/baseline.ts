// The scores of a constant answer (the largest class, or the mean), and whether a model is better than that.

import type { ClassScores, RegressionScores, Scores } from './events.js';
import { type Notice, notice } from './notices.js';

/** The largest class of the held-out rows. */
export interface Baseline {
  readonly label: string;
  /** Its share of the rows: the accuracy of always answering it. */
  readonly share: number;
  /** Whether the model's accuracy is higher by more than chance explains. */
  readonly isBeaten: boolean;
}

/** Null where no row is scored, and for several labels a row, where no one answer is always given. */
export function baselineOf({ perClass, accuracy, confusion }: ClassScores): Baseline | null {
  const rows = perClass.reduce((sum, { support }) => sum + support, 0);
  const [most] = [...perClass].sort((a, b) => b.support - a.support);
  if (most === undefined || rows === 0 || confusion === null) return null;
  const share = most.support / rows;
  // One standard deviation of the number of rows that always answering the class gets right.
  const chance = Math.sqrt((share * (1 - share)) / rows);
  return { label: most.label, share, isBeaten: accuracy > share + chance || accuracy === 1 };
}

/** With fewer rows in a class, all may be wrong by chance. */
const enoughRows = 5;
const mostNamed = 5;

/**
 * Notices for a model that is no better than a constant answer, or never recognises some class; empty for any other.
 */
export function uselessNotices(scores: Scores | null): Notice[] {
  if (scores === null) return [];
  if (scores.kind === 'regression') return meanNotices(scores);
  const baseline = baselineOf(scores);
  if (baseline !== null && !baseline.isBeaten) {
    const values = { accuracy: percent(scores.accuracy), label: baseline.label, share: percent(baseline.share) };
    return [notice('run.noBetter', values)];
  }
  const missed = scores.perClass.filter(({ support, recall }) => support >= enoughRows && recall === 0);
  if (missed.length === 0) return [];
  const named = missed.slice(0, mostNamed).map(({ label, support }) => `“${label}” (${support})`);
  const labels = missed.length > mostNamed ? `${named.join(', ')}, …` : named.join(', ');
  return [notice('run.neverRight', { count: missed.length, labels })];
}

/**
 * The mean of the held-out rows is a slightly better answer than the mean of the training rows, which a run can know.
 */
function meanNotices({ rmse, spread = Infinity }: RegressionScores): Notice[] {
  return rmse < spread ? [] : [notice('run.noBetterThanMean', { rmse: digits(rmse), spread: digits(spread) })];
}

const percent = (share: number) => Number((100 * share).toFixed(1));
const digits = (figure: number) => Number(figure.toPrecision(3));
