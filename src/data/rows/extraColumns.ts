// Columns beside texts and labels that say how a row counts and where it goes: its weight, its group, its time.

import { parseNumber } from '../source/numbers.js';
import { timeOf } from '../source/times.js';
import type { Cells } from './cells.js';
import type { RowProblem } from './problems.js';
import { growingInts, growingNumbers } from './targets.js';

/** What these columns give for rows in their order; null where there is no such column. */
export interface Extras {
  /** Greater than 0. */
  readonly weights: Float64Array | null;
  /** The same number for rows that belong together. */
  readonly groups: Int32Array | null;
  /** Milliseconds, or any numbers that grow with time. */
  readonly times: Float64Array | null;
}

/** Weights beyond these, summed as floats in a batch, would leave a loss of 0 / 0 or infinity. */
const smallestWeight = 1e-15;
const largestWeight = 1e15;

/** Why a row cannot be used with such cells. */
export function extraProblem({ weight, time }: Cells): RowProblem | undefined {
  if (weight !== undefined) {
    const value = parseNumber(weight);
    if (value === 0) return 'zeroWeight';
    if (value === undefined || value < smallestWeight || value > largestWeight) return 'badWeight';
  }
  return time !== undefined && timeOf(time) === undefined ? 'badTime' : undefined;
}

/** Takes the cells of the rows that are used, in their order. */
export class ExtraCollector {
  private readonly weights = growingNumbers();
  private readonly groups = growingInts();
  private readonly times = growingNumbers();
  private readonly names = new Map<string, number>();

  add({ weight, group, time }: Cells): void {
    if (weight !== undefined) this.weights.push(parseNumber(weight)!);
    if (time !== undefined) this.times.push(timeOf(time)!);
    if (group !== undefined) this.groups.push(this.groupOf(group.trim()));
  }

  /** @param rows indices of those that are kept */
  finish(rows: Int32Array): Extras {
    const numbers = (all: Float64Array) => (all.length === 0 ? null : Float64Array.from(rows, (row) => all[row]!));
    const groups = this.groups.toArray();
    return {
      weights: numbers(this.weights.toArray()),
      groups: groups.length === 0 ? null : rows.map((row) => groups[row]!),
      times: numbers(this.times.toArray()),
    };
  }

  /** A row without a group belongs to no other. */
  private groupOf(name: string): number {
    const next = this.names.size;
    const key = name === '' ? `\0${next}` : name;
    return this.names.get(key) ?? this.names.set(key, next).size - 1;
  }
}
