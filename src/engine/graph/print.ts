// Prints a graph as text, one node a line: for debugging, and to locate errors in messages.

import { showShape } from './dimension.js';
import type { Graph } from './graph.js';
import type { Node } from './node.js';

/** For example: `%12 = matmul(%3, %11) {transposeB: true} → float32[batch, 12, length, length]`. */
export function printGraph(graph: Graph): string {
  const numbers = new Map(graph.nodes.map((node, index) => [node, index]));
  const lines = graph.nodes.map((node, index) => {
    const inputs = node.inputs.map((input) => `%${numbers.get(input)}`).join(', ');
    return `%${index} = ${node.operator}(${inputs})${printAttributes(node)} → ${node.dtype}${showShape(node.shape)}`;
  });
  const outputs = [...graph.outputs].map(([name, node]) => `return ${name} = %${numbers.get(node)}`);
  return [...lines, ...outputs].join('\n');
}

function printAttributes(node: Node): string {
  const shown = Object.entries(node.attributes)
    .filter(([, value]) => value !== false)
    .map(([name, value]) => `${name}: ${abbreviate(value)}`);
  return shown.length > 0 ? ` {${shown.join(', ')}}` : '';
}

function abbreviate(value: unknown): string {
  if (Array.isArray(value)) return `[${value.slice(0, 6).join(', ')}${value.length > 6 ? ', …' : ''}]`;
  return String(value);
}
