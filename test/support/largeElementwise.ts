// Large cases of operators that compute each element by itself.

import * as b from '../../src/engine/graph/build.js';
import type { Node } from '../../src/engine/graph/node.js';
import { at, type LargeCase, rounded } from './largeCase.js';
import { ofModel, ofTokens, tokens } from './largeTensors.js';

const width = 384;

/** f of each element of the tokens of a batch. */
export function elementwise(make: (x: Node) => Node, f: (x: number) => number, tolerance: number): LargeCase {
  const x = ofTokens(width, 1);
  return {
    name: `${tokens} × ${width}`,
    node: make(x.node),
    inputs: [x],
    expected: (index) => f(at(x.values, index)),
    tolerance,
    compared: 20_000,
  };
}

/** f of two tensors: of one size, of a number beside each column, and of a number beside each row. */
export function pairs(make: (x: Node, y: Node) => Node, f: (x: number, y: number) => number): LargeCase[] {
  const x = ofTokens(width, 1);
  const y = ofTokens(width, 2);
  const line = ofModel([width], 3);
  const common = { tolerance: rounded, compared: 20_000 };
  return [
    {
      ...common,
      name: `${tokens} × ${width} and as many`,
      node: make(x.node, y.node),
      inputs: [x, y],
      expected: (index) => f(at(x.values, index), at(y.values, index)),
    },
    {
      ...common,
      name: `${tokens} × ${width} and a number for each column`,
      node: make(x.node, line.node),
      inputs: [x, line],
      expected: (index) => f(at(x.values, index), at(line.values, index % width)),
    },
    {
      ...common,
      name: `${tokens} × ${width} and a number for each row`,
      node: make(x.node, b.slice(y.node, 1, 5, 6)),
      inputs: [x, y],
      expected: (index) => f(at(x.values, index), at(y.values, index - (index % width) + 5)),
    },
  ];
}
