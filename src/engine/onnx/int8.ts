// Eight-bit numbers in an exported model: weights as integers with a scale for each row, activations quantised at run
// time (ONNX's DynamicQuantizeLinear). Matmuls then use integers, which a processor computes several at a time.

import type { Weights } from '../../base/model.js';
import type { Graph } from '../graph/graph.js';
import { MadeOnce } from '../graph/madeOnce.js';
import type { Node, NodeOf } from '../graph/node.js';
import { elementTypes } from './proto.js';
import type { OnnxWriter } from './writer.js';

/**
 * The largest weight of a matmul. Seven bits: processors without VNNI add two products in sixteen bits, and those of
 * eight bits by eight would overflow. A table that is only looked up uses all eight.
 */
const largestOfProduct = 63;
const largestOfTable = 127;
/** Tables with fewer rows save nothing worth the rounding. */
const fewestRows = 1024;

interface EightBits {
  /** Integers, row by row, in the order of the weight. */
  readonly values: Int8Array<ArrayBuffer>;
  /** The factor that each row's numbers are to be multiplied by. */
  readonly scales: Float32Array<ArrayBuffer>;
}

/** Rows [rows, columns] as integers from −largest to largest; the scale of a row of zeros is 0. */
export function quantizeRows(data: Float32Array, columns: number, largest: number): EightBits {
  const rows = data.length / columns;
  const values = new Int8Array(data.length);
  const scales = new Float32Array(rows);
  for (let row = 0; row < rows; row++) {
    const from = row * columns;
    let most = 0;
    for (let place = from; place < from + columns; place++) most = Math.max(most, Math.abs(data[place]!));
    const scale = most / largest;
    scales[row] = scale;
    if (scale > 0)
      for (let place = from; place < from + columns; place++) values[place] = Math.round(data[place]! / scale);
  }
  return { values, scales };
}

type Quantized = NodeOf<'linear'> | NodeOf<'gather'>;

/** The node's weight, where its numbers are to be written in eight bits. */
function weightOf(node: Node): NodeOf<'parameter'> | null {
  const weight =
    node.operator === 'linear'
      ? node.inputs[1]
      : node.operator === 'gather' && Number(node.inputs[0]?.shape[0]) >= fewestRows
        ? node.inputs[0]
        : undefined;
  return weight?.operator === 'parameter' ? weight : null;
}

/** Writes the nodes of a graph whose weights have eight bits; others are left to their rows. */
export class EightBitWriter {
  /** Several matmuls may read one activation, and several layers share one weight. */
  private readonly quantized = new MadeOnce<readonly [numbers: string, scale: string, zero: string]>();
  private readonly written = new MadeOnce<readonly [numbers: string, scales: string]>();
  /** The weights that are not written as float32. */
  readonly replaced: ReadonlySet<Node>;

  constructor(
    graph: Graph,
    private readonly writer: OnnxWriter,
    private readonly weights: Weights,
  ) {
    this.replaced = new Set(graph.nodes.map(weightOf).filter((weight) => weight !== null));
  }

  takes(node: Node): node is Quantized {
    return weightOf(node) !== null;
  }

  /** @param names the ONNX names of the node's inputs */
  write(node: Quantized, names: readonly string[], output: string): void {
    if (node.operator === 'linear') this.product(node, names, output);
    else this.lookUp(node, names, output);
  }

  /** x·Wᵀ + b: ONNX Runtime fuses the nodes from MatMulInteger to Mul into one operator. */
  private product(node: NodeOf<'linear'>, [x = '', , bias = '']: readonly string[], output: string): void {
    // Only dropout, which prediction does not have, gives a matmul a scale.
    if (node.attributes.alpha !== 1) throw new Error('a product in eight bits has no scale of its own');
    const { writer } = this;
    const name = nameOf(node);
    const [weight, factors] = this.written.get(name, () => {
      const { data, shape } = this.weight(name);
      const [rows = 1, columns = 1] = shape;
      const { values, scales } = quantizeRows(data, columns, largestOfProduct);
      return [
        writer.tensor(`${name}_int8`, [columns, rows], 'int8', transposed(values, rows, columns)),
        writer.tensor(`${name}_scale`, [rows], 'float32', scales),
      ];
    });
    const [whole, scale, zero] = this.activations(x);
    const sums = writer.node('Cast', [writer.node('MatMulInteger', [whole, weight, zero])], {
      to: elementTypes.float32,
    });
    const scaled = writer.node('Mul', [sums, writer.node('Mul', [scale, factors])]);
    writer.node('Add', [scaled, bias], {}, [output]);
  }

  /** Looks up rows of a table, each with its own scale. */
  private lookUp(node: NodeOf<'gather'>, [, indices = '']: readonly string[], output: string): void {
    const { writer } = this;
    const name = nameOf(node);
    const [table, factors] = this.written.get(name, () => {
      const { data, shape } = this.weight(name);
      const [rows = 1, columns = 1] = shape;
      const { values, scales } = quantizeRows(data, columns, largestOfTable);
      return [
        writer.tensor(`${name}_int8`, [rows, columns], 'int8', values),
        writer.tensor(`${name}_scale`, [rows, 1], 'float32', scales),
      ];
    });
    const found = writer.node('Gather', [table, indices]);
    const scale = writer.node('Gather', [factors, indices]);
    writer.node('Mul', [writer.node('Cast', [found], { to: elementTypes.float32 }), scale], {}, [output]);
  }

  /** The numbers, scale and zero point of an activation. */
  private activations(x: string): readonly [string, string, string] {
    return this.quantized.get(x, () => {
      const made = [`${x}_int8`, `${x}_scale`, `${x}_zero`] as const;
      this.writer.node('DynamicQuantizeLinear', [x], {}, made);
      return made;
    });
  }

  private weight(name: string): { readonly data: Float32Array; readonly shape: readonly number[] } {
    const weight = this.weights.get(name);
    if (weight === undefined) throw new Error(`no weight ${name}`);
    return weight;
  }
}

function nameOf(node: Quantized): string {
  return weightOf(node)!.attributes.name;
}

/** [rows, columns] → [columns, rows]. */
function transposed(values: Int8Array, rows: number, columns: number): Int8Array<ArrayBuffer> {
  const turned = new Int8Array(values.length);
  for (let row = 0; row < rows; row++)
    for (let column = 0; column < columns; column++) turned[column * rows + row] = values[row * columns + column]!;
  return turned;
}
