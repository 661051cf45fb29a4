// The curves of a run as columns of points, and the function that appends later points.

import type { Points } from './panelState.js';

export interface Point {
  readonly step: number;
  readonly loss: number | null;
  readonly learningRate: number;
}

export function emptyPoints(): Points {
  return { step: [], loss: [], learningRate: [] };
}

/** Adds a point. Points of the same or a later step, which were computed before a resume, are removed. */
export function addPoint(points: Points, { step, loss, learningRate }: Point): void {
  while (points.step.length > 0 && points.step.at(-1)! >= step) {
    points.step.pop();
    points.loss.pop();
    points.learningRate.pop();
  }
  points.step.push(step);
  // A loss that is not finite is a gap in the curve.
  points.loss.push(loss !== null && Number.isFinite(loss) ? loss : null);
  points.learningRate.push(learningRate);
}

/** Adds points in the order of their steps. Returns the index of the first new or changed one. */
export function addPoints(points: Points, added: Points): number {
  let first = points.step.length;
  added.step.forEach((step, index) => {
    addPoint(points, { step, loss: added.loss[index]!, learningRate: added.learningRate[index]! });
    first = Math.min(first, points.step.length - 1);
  });
  return first;
}
