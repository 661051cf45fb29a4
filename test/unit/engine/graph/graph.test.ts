// The graph: its checks, its common subexpressions and its gradients.

import { describe, expect, test } from 'vitest';

import { gradients } from '../../../../src/engine/autodiff/gradients.js';
import * as b from '../../../../src/engine/graph/build.js';
import { createGraph, type Graph, verify } from '../../../../src/engine/graph/graph.js';
import type { Node } from '../../../../src/engine/graph/node.js';
import { shareCommonSubexpressions } from '../../../../src/engine/graph/passes.js';
import { printGraph } from '../../../../src/engine/graph/print.js';

const x = () => b.input('x', 'float32', ['batch', 4]);
const graphOf = (outputs: Record<string, Node>) => createGraph(new Map(Object.entries(outputs)));

describe('a graph', () => {
  test('refuses shapes that do not fit, naming the operator and the shapes', () => {
    expect(() => b.matmul(x(), b.parameter('w', [5, 6]))).toThrow(
      'matmul(float32[batch, 4], float32[5, 6]): inner sizes differ',
    );
    expect(() => b.add(x(), b.constant(1, 'int32'))).toThrow('types differ');
    expect(() => b.reshape(x(), ['batch', 5])).toThrow('another number of elements');
  });

  test('refuses two inputs of one name', () => {
    expect(() => graphOf({ y: b.add(x(), x()) })).toThrow('two inputs are named x');
  });

  test('refuses a node with a wrong shape', () => {
    const y = b.exp(x());
    const wrong = { ...y, shape: ['batch', 5] } as Node;
    expect(() => graphOf({ wrong })).toThrow('exp says [batch, 5] where its rule gives [batch, 4]');
  });

  test('refuses an order in which an input comes too late', () => {
    const input = x();
    const y = b.exp(input);
    const graph: Graph = { outputs: new Map([['y', y]]), nodes: [y, input] };
    expect(() => verify(graph)).toThrow('comes before its input');
  });

  test('keeps only the nodes that an output needs', () => {
    const input = x();
    b.tanh(input);
    expect(graphOf({ y: b.exp(input) }).nodes.map((node) => node.operator)).toEqual(['input', 'exp']);
  });

  test('computes an expression once, also when it is written twice', () => {
    const input = x();
    const twice = graphOf({ y: b.add(b.exp(b.scale(input, 2)), b.exp(b.scale(input, 2))) });
    expect(twice.nodes.map((node) => node.operator)).toEqual([
      'input',
      'constant',
      'multiply',
      'exp',
      'constant',
      'multiply',
      'exp',
      'add',
    ]);
    expect(shareCommonSubexpressions(twice).nodes.map((node) => node.operator)).toEqual([
      'input',
      'constant',
      'multiply',
      'exp',
      'add',
    ]);
  });

  test('keeps expressions with different attributes apart', () => {
    const input = x();
    const graph = shareCommonSubexpressions(
      graphOf({ a: b.reduceSum(input, [0]), b: b.reduceSum(input, [1]), c: b.scale(input, 2), d: b.scale(input, 3) }),
    );
    expect(graph.nodes).toHaveLength(7);
  });

  test('prints one node a line', () => {
    const y = b.matmul(x(), b.parameter('w', [6, 4]), { transposeB: true });
    expect(printGraph(graphOf({ y }))).toBe(
      [
        '%0 = input() {name: x, dtype: float32, shape: [batch, 4]} → float32[batch, 4]',
        '%1 = parameter() {name: w, shape: [6, 4]} → float32[6, 4]',
        '%2 = matmul(%0, %1) {transposeB: true, alpha: 1} → float32[batch, 6]',
        'return y = %2',
      ].join('\n'),
    );
  });
});

describe('gradients', () => {
  test('stop at the lowest weight that is trained', () => {
    const input = x();
    const below = b.parameter('below', [4, 4]);
    const above = b.parameter('above', [4, 4]);
    const loss = b.reduceSum(b.matmul(b.tanh(b.matmul(input, below)), above), [0, 1]);
    const found = gradients(loss, [above]).get(above) as Node;
    const products = graphOf({ found }).nodes.filter((node) => node.operator === 'matmul');
    expect(products).toHaveLength(2); // the forward product below, and one for the gradient
  });

  test('recompute the nodes between kept ones once the gradient above is known', () => {
    const bottom = b.negate(x());
    const middle = b.exp(bottom);
    const top = b.tanh(middle);
    const gradientOf = (kept: readonly Node[]) =>
      gradients(b.reduceSum(top, [0, 1]), [bottom], kept).get(bottom) as Node;
    const named = (node: Node, operator: string) => graphOf({ node }).nodes.filter((one) => one.operator === operator);
    expect(named(gradientOf([]), 'exp')).toEqual([middle]);
    const [again, ...others] = named(gradientOf([bottom, top]), 'exp').filter((node) => node !== middle);
    expect(others).toEqual([]);
    const late = again?.inputs[0];
    const above = again?.inputs[0]?.inputs[1];
    expect(late?.operator).toBe('after');
    expect(late?.inputs[0]).toBe(bottom);
    expect(above?.operator).toBe('expand'); // the gradient of a sum
    expect(named(gradientOf([bottom, top]), 'tanh')).toEqual([top]);
  });

  test('name a weight that the loss does not depend on', () => {
    expect(() => gradients(b.reduceSum(x(), [0, 1]), [b.parameter('w', [2])])).toThrow('does not depend on w');
  });

  test('refuse a loss that is not a scalar', () => {
    expect(() => gradients(x(), [])).toThrow('not a scalar');
  });
});
