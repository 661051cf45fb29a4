// The memory of a graph: which values are live at each node.

import { describe, expect, test } from 'vitest';

import * as b from '../../../../src/engine/graph/build.js';
import { createGraph } from '../../../../src/engine/graph/graph.js';
import {
  asSoonAsReady,
  lastResultFirst,
  Liveness,
  type Memory,
  type MemoryRow,
  type MemoryRules,
} from '../../../../src/engine/graph/liveness.js';
import type { Node } from '../../../../src/engine/graph/node.js';
import type { OperatorName } from '../../../../src/engine/graph/operators.js';
import { shapeRules } from '../../../../src/engine/graph/shapeRules.js';

const names = Object.keys(shapeRules) as OperatorName[];
const own = Object.fromEntries(names.map((name) => [name, { result: 'own' }])) as MemoryRules['operators'];
const plain: MemoryRules = { name: 'plain', order: asSoonAsReady, operators: own };
/** Rules in which one operator differs. */
const withRow = (operator: OperatorName, row: Partial<MemoryRow>) => ({
  operators: { ...own, [operator]: { ...own[operator], ...row } },
});
const x = () => b.input('x', 'float32', ['batch', 4]);
const graphOf = (outputs: Record<string, Node>) => createGraph(new Map(Object.entries(outputs)));

/** Counts what is taken and not given back. */
class Meter implements Memory<number> {
  now = 0;
  most = 0;

  take(bytes: number): number {
    this.now += bytes;
    this.most = Math.max(this.most, this.now);
    return bytes;
  }

  give(bytes: number): void {
    this.now -= bytes;
  }
}

function measure(
  outputs: Record<string, Node>,
  rules: Partial<MemoryRules> = {},
  batch = 10,
): { readonly most: number; readonly left: number; readonly outputs: number } {
  const meter = new Meter();
  const left = new Liveness(graphOf(outputs), { ...plain, ...rules }).play({ batch }, meter);
  return { most: meter.most, left: meter.now, outputs: left.length };
}

describe('the memory of a graph', () => {
  test('holds a value from the node that computes it to the last one that reads it, and results to the end', () => {
    // x is given from outside; of exp, tanh and sqrt two are there at a time, 160 bytes each.
    expect(measure({ y: b.sqrt(b.tanh(b.exp(x()))) })).toEqual({ most: 320, left: 160, outputs: 1 });
    const early = b.exp(x());
    // The first is kept for the addition.
    expect(measure({ y: b.add(b.sqrt(b.tanh(early)), early) })).toEqual({ most: 480, left: 160, outputs: 1 });
  });

  test('depends on the batch sizes only', () => {
    const y = b.tanh(b.exp(x()));
    expect(measure({ y }, {}, 1).most * 7).toBe(measure({ y }, {}, 7).most);
  });

  test('is not taken by views, nor by results that reuse memory in place', () => {
    expect(measure({ y: b.tanh(b.reshape(b.exp(x()), ['4*batch'])) }, withRow('reshape', { result: 'view' }))).toEqual({
      most: 320,
      left: 160,
      outputs: 1,
    });
    expect(measure({ y: b.tanh(b.exp(x())) }, withRow('tanh', { result: 'inPlace' }))).toEqual({
      most: 160,
      left: 160,
      outputs: 1,
    });
    const shared = b.exp(x());
    expect(measure({ y: b.tanh(shared), shared }, withRow('tanh', { result: 'inPlace' }))).toEqual({
      most: 320,
      left: 320,
      outputs: 2,
    });
    // Of another size.
    expect(
      measure(
        { y: b.add(b.exp(x()), b.tanh(b.input('z', 'float32', ['batch', 1]))) },
        withRow('add', { result: 'inPlace' }),
      ),
    ).toEqual({ most: 200, left: 160, outputs: 1 });
  });

  test('holds one copy in another precision for all nodes that read it', () => {
    const left = b.exp(x());
    const right = b.input('w', 'float32', [4, 4]);
    const y = b.add(b.matmul(left, right), b.matmul(left, right, { alpha: 2 }));
    const inHalf = measure({ y }, withRow('matmul', { casts: { 0: 2 } }));
    // exp 160 and its half 80, then two products and their sum.
    expect(inHalf.most).toBe(480);
    expect(measure({ y }, withRow('exp', { temporaries: 3 })).most).toBe(640);
  });

  test('follows the order of computation, early or late', () => {
    const kept = b.tanh(b.input('z', 'float32', ['batch', 400]));
    const first = b.exp(x());
    const y = b.add(b.reduceSum(kept, [1]), b.reduceSum(b.sqrt(b.negate(first)), [1]));
    const order = {
      [asSoonAsReady.name]: measure({ y }).most,
      [lastResultFirst.name]: measure({ y }, { order: lastResultFirst }).most,
    };
    expect(order[asSoonAsReady.name]).toBeGreaterThan(order[lastResultFirst.name]!);
  });
});
