// Passes over a graph. Each returns a new, verified graph that computes the same.

import { type Graph, rewrite } from './graph.js';
import type { Node } from './node.js';

/** Computes each value once: nodes with the same operator, attributes and inputs become one. */
export function shareCommonSubexpressions(graph: Graph): Graph {
  const numbers = new Map<Node, number>();
  const known = new Map<string, Node>();
  return rewrite(graph, (node) => {
    const inputs = node.inputs.map((input) => numbers.get(input));
    const key = `${node.operator}(${inputs.join()})${JSON.stringify(node.attributes)}`;
    const first = known.get(key) ?? node;
    known.set(key, first);
    if (!numbers.has(first)) numbers.set(first, numbers.size);
    return first;
  });
}
