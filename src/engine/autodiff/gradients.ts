// Reverse-mode differentiation: walks a graph backwards and applies each operator's rule for the gradients of its
// inputs.

import * as b from '../graph/build.js';
import { inOrder } from '../graph/graph.js';
import { GraphError, type Node, type NodeOf, sameType } from '../graph/node.js';
import type { OperatorName } from '../graph/operators.js';
import { type Reading, recomputation } from './recomputation.js';
import { gradientRules } from './rules.js';

/**
 * The gradients of a scalar with respect to nodes, as nodes of the same shapes. A branch that leads to none of
 * `targets` is not differentiated.
 * @param kept where given, values of the forward pass that the backward pass needs are recomputed from these nodes
 * @throws GraphError when the loss does not depend on a target, or an operator on the way has no rule
 */
export function gradients(loss: Node, targets: readonly Node[], kept: readonly Node[] = []): Map<Node, Node> {
  if (loss.shape.length !== 0) throw new GraphError('the loss is not a scalar');
  const order = inOrder([loss]);
  const needed = dependents(order, targets);
  const readingOf = recomputation(kept);
  const found = new Map<Node, Node>([[loss, b.constant(1)]]);
  for (const node of order.reverse()) {
    const gradient = found.get(node);
    if (!gradient || !needed.has(node)) continue;
    applyRule(readingOf(node, gradient), gradient).forEach((part, index) => {
      const input = node.inputs[index];
      if (!part || !input || !needed.has(input)) return;
      if (!sameType(part, input))
        throw new GraphError(`the gradient rule of ${node.operator} gives another shape for input ${index}`);
      const sum = found.get(input);
      found.set(input, sum ? b.add(sum, part) : part);
    });
  }
  return new Map(targets.map((target) => [target, required(found.get(target), target)]));
}

/** The nodes among `order` whose value depends on a target. */
function dependents(order: readonly Node[], targets: readonly Node[]): Set<Node> {
  const result = new Set(targets);
  for (const node of order) {
    if (node.inputs.some((input) => result.has(input))) result.add(node);
  }
  return result;
}

function applyRule({ node, value }: Reading, gradient: Node): readonly (Node | undefined)[] {
  return ruleOf(node)(node, gradient, value);
}

/**
 * A rule takes only nodes of its own operator: the table's type guarantees it, and this function looks the rule up by
 * that operator.
 */
function ruleOf<K extends OperatorName>(node: NodeOf<K>) {
  return gradientRules[node.operator] as (node: Node, gradient: Node, y: Node) => readonly (Node | undefined)[];
}

function required(gradient: Node | undefined, target: Node): Node {
  if (gradient) return gradient;
  const name = target.operator === 'parameter' ? target.attributes.name : target.operator;
  throw new GraphError(`the loss does not depend on ${name}`);
}
