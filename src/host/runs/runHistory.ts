// What happened in a run so far, as the panel draws it: steps in columns, everything else in a log.

import type { RunEvent, Scores } from '../../shared/events.js';
import type { History, LogEntry, Points } from '../../shared/messages/panelState.js';

export function emptyHistory(): History {
  return { points: { step: [], loss: [], learningRate: [] }, log: [] };
}

export class RunHistory {
  private points: Points = emptyHistory().points;
  private log: LogEntry[] = [];

  /**
   * Takes events in their order and gives them as an addition for whoever has the history so far.
   * @param at milliseconds since 1970; null for events of the journal
   */
  add(events: readonly RunEvent[], at: number | null): History {
    const added = emptyHistory();
    for (const event of events) {
      if (event.event === 'step') append(added.points, event);
      else added.log.push({ at, event });
    }
    mergePoints(this.points, added.points);
    this.log.push(...added.log);
    return added;
  }

  /** Of the finished model; of the latest evaluation while there is none. */
  get scores(): Scores | null {
    for (const { event } of [...this.log].reverse())
      if (event.event === 'done' || event.event === 'evaluation') return event.scores;
    return null;
  }

  /** Where the finished model is; null while there is none. */
  get model(): string | null {
    for (const { event } of this.log) if (event.event === 'done') return event.model;
    return null;
  }

  /** A copy of everything. */
  all(): History {
    const { step, loss, learningRate } = this.points;
    return { points: { step: [...step], loss: [...loss], learningRate: [...learningRate] }, log: [...this.log] };
  }
}

/** Adds later steps to earlier ones; those that were computed anew after a resume replace the old. */
export function mergePoints(points: Points, added: Points): void {
  added.step.forEach((step, index) =>
    append(points, { step, loss: added.loss[index]!, learningRate: added.learningRate[index]! }),
  );
}

function append(
  points: Points,
  { step, loss, learningRate }: { readonly step: number; readonly loss: number | null; readonly learningRate: number },
): void {
  while (points.step.length > 0 && points.step.at(-1)! >= step) {
    points.step.pop();
    points.loss.pop();
    points.learningRate.pop();
  }
  points.step.push(step);
  points.loss.push(loss !== null && Number.isFinite(loss) ? loss : null);
  points.learningRate.push(learningRate);
}
