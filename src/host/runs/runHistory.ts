// The history of a run as the panel draws it: steps in columns, all other events in a log.

import type { RunEvent, Scores } from '../../shared/events.js';
import type { History, LogEntry, Points } from '../../shared/messages/panelState.js';
import { addPoint, addPoints, emptyPoints } from '../../shared/messages/points.js';

export function emptyHistory(): History {
  return { points: emptyPoints(), log: [] };
}

export class RunHistory {
  private points: Points = emptyPoints();
  private log: LogEntry[] = [];

  /**
   * Adds events in their order, and returns them as an addition to the history so far.
   * @param at milliseconds since 1970; null for events of the journal
   */
  add(events: readonly RunEvent[], at: number | null): History {
    const added = emptyHistory();
    for (const event of events) {
      if (event.event === 'step') addPoint(added.points, event);
      else added.log.push({ at, event });
    }
    addPoints(this.points, added.points);
    for (const entry of added.log) this.log.push(entry);
    return added;
  }

  /** The scores of the finished model, or of the latest evaluation while there is none. */
  get scores(): Scores | null {
    for (const { event } of [...this.log].reverse())
      if (event.event === 'done' || event.event === 'evaluation') return event.scores;
    return null;
  }

  /** The folder of the finished model; null while there is none. */
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
