// Checks a journal: each line as it was written, each step once and in order.

import { eventOf, isSealed, linesOf, stepOf, sumOf } from '../../runs/journalLines.js';
import { UserError } from '../../shared/errors.js';

export interface CheckedJournal {
  /** The last step that is recorded. */
  readonly steps: number;
  /** Whether the run recorded that it is done. */
  readonly isDone: boolean;
}

/** Throws `run.journalDamaged`, `run.journalOrder` for the first line that is wrong. */
export function checkJournal(path: string): CheckedJournal {
  let line = 0;
  let steps = 0;
  let sum = '';
  let isDone = false;
  for (const { bytes } of linesOf(path)) {
    line++;
    if (!isSealed(bytes, sum) || eventOf(bytes) === null)
      throw new UserError('run.journalDamaged', { file: path, line });
    sum = sumOf(bytes) ?? '';
    isDone = isDone || bytes.toString('latin1', 0, 16) === '{"event":"done",';
    const step = stepOf(bytes);
    if (step === null) continue;
    if (step !== steps + 1) throw new UserError('run.journalOrder', { file: path, line, step, expected: steps + 1 });
    steps = step;
  }
  return { steps, isDone };
}
