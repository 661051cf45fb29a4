// What always answering the largest class would score, and whether a model is better than that.

import type { ClassScores, Scores } from './events.js';
import { type Notice, notice } from './notices.js';

/** The largest class of the held-out rows. */
export interface Baseline {
  readonly label: string;
  /** Its share of the rows: the accuracy of always answering it. */
  readonly share: number;
  /** Whether the model's accuracy is higher by more than chance gives. */
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

/** The notice that a model is no better than the largest class; null for any other. */
export function baselineNotice(scores: Scores | null): Notice | null {
  if (scores?.kind !== 'classes') return null;
  const baseline = baselineOf(scores);
  if (baseline === null || baseline.isBeaten) return null;
  const percent = (share: number) => Number((100 * share).toFixed(1));
  return notice('run.noBetter', {
    accuracy: percent(scores.accuracy),
    label: baseline.label,
    share: percent(baseline.share),
  });
}
