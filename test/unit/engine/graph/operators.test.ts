// Every operator on every device against plain arithmetic, and its gradient rule against differences of the operator
// itself.

import { describe, expect, test } from 'vitest';

import { gradients } from '../../../../src/engine/autodiff/gradients.js';
import * as b from '../../../../src/engine/graph/build.js';
import type { Node } from '../../../../src/engine/graph/node.js';
import { describeOnDevices, type TestedDevice } from '../../../support/devices.js';
import { type Feed, type OpenGraph, openGraph, runGraph } from '../../../support/runGraph.js';
import { at, type Case, cases, feeds, pick, x } from './operatorCases.js';

/** A scalar that weighs each element differently, so that a gradient in the wrong place is seen. */
function weighted(node: Node, count: number): Node {
  const size = node.shape.reduce<number>(
    (total, size) => total * (typeof size === 'number' ? size : ({ batch: 2, '3*batch': 6 }[size] ?? NaN)),
    1,
  );
  expect(size).toBe(count);
  const flat = b.reshape(node, [
    typeof node.shape[0] === 'string' && node.shape.length === 1 ? node.shape[0] : productOf(node),
  ]);
  const line = b.add(b.scale(b.cast(b.range(flat.shape[0] ?? 1), 'float32'), 0.3), b.constant(0.5));
  return b.reduceSum(b.multiply(flat, line), [0]);
}

function productOf(node: Node): number | string {
  const named = node.shape.find((size) => typeof size === 'string');
  const rest = node.shape.reduce<number>((total, size) => total * (typeof size === 'number' ? size : 1), 1);
  return named === undefined ? rest : rest === 1 ? named : `${rest}*${named}`;
}

type Leaf = Node & { readonly attributes: { readonly name: string } };

/** Each element of a leaf moved a little both ways: what the loss makes of it, divided by the way. */
async function differences(graph: OpenGraph, leaf: Leaf, all: Readonly<Record<string, Feed>>): Promise<number[]> {
  const { name } = leaf.attributes;
  const feed = all[name] as Feed;
  const step = 2 ** -8;
  const shifted = async (element: number, by: number) => {
    const values = feed.values.map((value, position) => (position === element ? value + by : value));
    return at((await graph.run({ ...all, [name]: { ...feed, values } }))['loss'] ?? [], 0);
  };
  const found: number[] = [];
  for (const element of feed.values.keys())
    found.push(((await shifted(element, step)) - (await shifted(element, -step))) / (2 * step));
  return found;
}

async function checkGradients(
  { node, expected, gradients: targets = [] }: Case,
  all: Readonly<Record<string, Feed>>,
  device: TestedDevice,
): Promise<void> {
  const loss = weighted(node, expected.length);
  const rules = gradients(loss, targets);
  const outputs = await runGraph(
    {
      loss,
      anchor: x,
      ...Object.fromEntries(targets.map((target, index) => [`g${index}`, rules.get(target) as Node])),
    },
    all,
    device,
  );
  const graph = await openGraph({ loss, anchor: x }, device);
  for (const [index, target] of targets.entries()) {
    if (target.operator !== 'input' && target.operator !== 'parameter') throw new Error('no leaf');
    const analytic = outputs[`g${index}`] ?? [];
    const numeric = await differences(graph, target, all);
    expect(analytic).toHaveLength(numeric.length);
    // float32: the difference of two sums of some ten terms is right to about 1e-6 / step; the curvature adds step².
    for (const [element, value] of numeric.entries())
      expect(Math.abs(at(analytic, element) - value)).toBeLessThan(2e-3 * Math.max(1, Math.abs(value)));
  }
  await graph.close();
}

describeOnDevices('an operator', (device) => {
  describe.each(Object.entries(cases))('%s', (_, rows) => {
    test.each(rows.map((row, index) => [index, row] as const))(
      'gives the right numbers and gradients (case %i)',
      async (_index, row) => {
        const { node, expected } = row;
        const all = { ...feeds, indices: pick };
        const found = (await runGraph({ y: node, anchor: x }, all, device))['y'] ?? [];
        expect(found).toHaveLength(expected.length);
        found.forEach((value, index) => expect(value).toBeCloseTo(at(expected, index), 4));
        if (row.gradients) await checkGradients(row, all, device);
      },
    );
  });
});
