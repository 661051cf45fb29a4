// A graph: named outputs and every node they need, in an order in which inputs come first. It is verified whenever it
// is made.

import { showShape } from './dimension.js';
import { createNode, GraphError, inferType, type Node, type NodeOf, sameType } from './node.js';
import type { OperatorName } from './operators.js';

export interface Graph {
  readonly outputs: ReadonlyMap<string, Node>;
  /** Every node that an output depends on, inputs before their users. */
  readonly nodes: readonly Node[];
}

/** Makes a graph from its outputs. Nodes that no output needs are not part of it. Verifies the result. */
export function createGraph(outputs: ReadonlyMap<string, Node>): Graph {
  const graph: Graph = { outputs, nodes: inOrder([...outputs.values()]) };
  verify(graph);
  return graph;
}

/**
 * The nodes that the roots depend on, each after its inputs: depth first, so that a value is computed shortly before
 * its use.
 */
export function inOrder(roots: readonly Node[]): Node[] {
  const seen = new Set<Node>();
  const order: Node[] = [];
  const stack: { node: Node; next: number }[] = [];
  for (const root of roots) {
    if (!seen.has(root)) stack.push({ node: root, next: 0 });
    seen.add(root);
    for (let top = stack.at(-1); top; top = stack.at(-1)) {
      const input = top.node.inputs[top.next++];
      if (input === undefined) {
        order.push(top.node);
        stack.pop();
      } else if (!seen.has(input)) {
        seen.add(input);
        stack.push({ node: input, next: 0 });
      }
    }
  }
  return order;
}

/**
 * Throws GraphError when a node's type differs from the result of its operator's rule, a name is used twice, or the
 * order is wrong.
 */
export function verify(graph: Graph): void {
  const done = new Set<Node>();
  const names = new Map<string, Node>();
  for (const node of graph.nodes) {
    for (const input of node.inputs) {
      if (!done.has(input))
        throw new GraphError(`${node.operator}${showShape(node.shape)} comes before its input ${input.operator}`);
    }
    const inferred = inferType(node.operator, node.attributes, node.inputs);
    if (!sameType(inferred, node)) {
      throw new GraphError(
        `${node.operator} says ${showShape(node.shape)} where its rule gives ${showShape(inferred.shape)}`,
      );
    }
    if (node.operator === 'input' || node.operator === 'parameter') {
      const { name } = node.attributes;
      if (names.has(name)) throw new GraphError(`two inputs are named ${name}`);
      names.set(name, node);
    }
    done.add(node);
  }
  for (const [name, node] of graph.outputs) {
    if (!done.has(node)) throw new GraphError(`output ${name} is not in the graph`);
    if (names.has(name) && names.get(name) !== node)
      throw new GraphError(`an input and an output are both named ${name}`);
  }
}

/**
 * Rebuilds a graph, passing each node to `replace` once its inputs are replaced; unchanged nodes stay the same object.
 */
export function rewrite(graph: Graph, replace: (node: Node) => Node): Graph {
  const replaced = new Map<Node, Node>();
  const find = (node: Node) => replaced.get(node) ?? node;
  for (const node of graph.nodes) {
    const inputs = node.inputs.map(find);
    const same = inputs.every((input, index) => input === node.inputs[index]);
    replaced.set(node, replace(same ? node : withInputs(node, inputs)));
  }
  return createGraph(new Map([...graph.outputs].map(([name, node]) => [name, find(node)])));
}

/** The same operator on other inputs. */
export function withInputs<K extends OperatorName>(node: NodeOf<K>, inputs: readonly Node[]): Node {
  return createNode(node.operator, inputs, node.attributes);
}

/** The inputs of one kind, by name. */
export function namedInputs(graph: Graph, kind: 'input' | 'parameter'): Map<string, Node> {
  const found = new Map<string, Node>();
  for (const node of graph.nodes) {
    if ((node.operator === 'input' || node.operator === 'parameter') && node.operator === kind)
      found.set(node.attributes.name, node);
  }
  return found;
}
