// The curves of a run as columns of points, and the one way in which later points join earlier ones.

import type { Points } from './panelState.js';

export interface Point {
  readonly step: number;
  readonly loss: number | null;
  readonly learningRate: number;
}

export function emptyPoints(): Points {
  return { step: [], loss: [], learningRate: [] };
}

/** Adds a point; points of this step and of later ones, computed before a resume, make way for it. */
export function addPoint(points: Points, { step, loss, learningRate }: Point): void {
  while (points.step.length > 0 && points.step.at(-1)! >= step) {
    points.step.pop();
    points.loss.pop();
    points.learningRate.pop();
  }
  points.step.push(step);
  // A loss that is no number is a gap in the curve.
  points.loss.push(loss !== null && Number.isFinite(loss) ? loss : null);
  points.learningRate.push(learningRate);
}

/** Adds points, in the order of their steps. Gives the index of the first that is new or changed. */
export function addPoints(points: Points, added: Points): number {
  let first = points.step.length;
  added.step.forEach((step, index) => {
    addPoint(points, { step, loss: added.loss[index]!, learningRate: added.learningRate[index]! });
    first = Math.min(first, points.step.length - 1);
  });
  return first;
}
