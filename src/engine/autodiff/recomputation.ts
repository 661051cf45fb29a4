// Activation checkpointing: values of the forward pass that the backward pass reads are recomputed from a few nodes
// that are kept. (Chen, Xu, Zhang, Guestrin 2016)

import * as b from '../graph/build.js';
import { withInputs } from '../graph/graph.js';
import type { Node } from '../graph/node.js';

/** A node as a gradient rule reads it: its inputs, and its value. */
export interface Reading {
  readonly node: Node;
  readonly value: Node;
}

/**
 * The values that gradient rules read while a graph is walked backwards. A section is the part of the graph between one
 * kept node and those below it. It is recomputed once the gradient of its top is known, and not before: runtimes would
 * otherwise detect that the values are the same, and keep them.
 * @param kept nodes that the rest is recomputed from; nodes above the topmost of them, or independent of all, are not
 *   recomputed
 */
export function recomputation(kept: readonly Node[]): (node: Node, gradient: Node) => Reading {
  const ends = new Set(kept);
  const sections = new Map<Node, Section>();
  return (node, gradient) => {
    if (ends.has(node)) {
      const section = new Section(ends, gradient);
      for (const member of membersOf(node, ends)) sections.set(member, section);
      return { node: section.withInputsAgain(node), value: node };
    }
    const again = sections.get(node)?.again(node) ?? node;
    return { node: again, value: again };
  };
}

/** The nodes below a kept one, down to other kept ones. */
function membersOf(top: Node, ends: ReadonlySet<Node>): Set<Node> {
  const members = new Set<Node>();
  const open = [...top.inputs];
  for (let node = open.pop(); node; node = open.pop()) {
    if (members.has(node) || ends.has(node)) continue;
    members.add(node);
    for (const input of node.inputs) open.push(input);
  }
  return members;
}

class Section {
  private readonly made = new Map<Node, Node>();

  constructor(
    private readonly ends: ReadonlySet<Node>,
    private readonly gradient: Node,
  ) {}

  /** The recomputed node; the node itself where it depends on no kept node. */
  again(node: Node): Node {
    const known = this.made.get(node);
    if (known) return known;
    const made = this.ends.has(node) ? b.after(node, this.gradient) : this.withInputsAgain(node);
    this.made.set(node, made);
    return made;
  }

  withInputsAgain(node: Node): Node {
    const inputs = node.inputs.map((input) => this.again(input));
    return inputs.every((input, index) => input === node.inputs[index]) ? node : withInputs(node, inputs);
  }
}
