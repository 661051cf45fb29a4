// Collects the nodes of a TensorFlow graph while the emitter's rows write them: names, shared constants, sizes known at
// run time.

import { type Dimension, namesOf, type Shape } from '../../graph/dimension.js';
import { MadeOnce } from '../../graph/madeOnce.js';
import { type AttrValue, type ElementType, elementTypes, type NodeDef } from './proto.js';

export type Precision = 'float32' | 'bfloat16';

/** The attributes by name; `attributeOf` makes them. */
export type Attributes = Readonly<Record<string, AttrValue>>;

export const type = (dtype: ElementType): AttrValue => ({ type: elementTypes[dtype] });
export const flag = (value: boolean): AttrValue => ({ b: value });
export const whole = (value: number): AttrValue => ({ i: BigInt(value) });
export const words = (value: string): AttrValue => ({ s: new TextEncoder().encode(value) });
export const shapeAttribute = (shape: readonly number[]): AttrValue => ({
  shape: { dim: shape.map((size) => ({ size: BigInt(size) })) },
});

export class TensorflowWriter {
  readonly nodes: NodeDef[] = [];
  private readonly shared = new MadeOnce<string>();
  private readonly sources = new Map<string, { readonly tensor: string; readonly axis: number }>();
  private counter = 0;
  private derivatives = false;

  /** @param precision of matmuls; inputs and outputs are float32 */
  constructor(readonly precision: Precision) {}

  /**
   * Begins another graph in the same file: nodes that are shared within one graph, such as sizes read from its inputs,
   * are not shared with the next.
   * @param hasDerivatives whether a backward pass is in the graph
   */
  beginGraph(hasDerivatives: boolean): void {
    this.shared.clear();
    this.sources.clear();
    this.derivatives = hasDerivatives;
  }

  get hasDerivatives(): boolean {
    return this.derivatives;
  }

  /** Notes where the size of each named dimension can be read: from an input that has it as an axis of its own. */
  addSource(tensor: string, shape: Shape): void {
    shape.forEach((dimension, axis) => {
      if (typeof dimension === 'string' && !this.sources.has(dimension)) this.sources.set(dimension, { tensor, axis });
    });
  }

  fresh(): string {
    return `t${this.counter++}`;
  }

  /** Writes a node and returns its name, which is also that of its first output. */
  node(op: string, input: readonly string[], attributes: Attributes = {}, name: string = this.fresh()): string {
    this.nodes.push({ name, op, input, attr: Object.entries(attributes).map(([key, value]) => ({ key, value })) });
    return name;
  }

  /** Writes a node of an operator with one type T, which is float32 by default. */
  typed(op: string, input: readonly string[], name: string = this.fresh(), dtype: ElementType = 'float32'): string {
    return this.node(op, input, { T: type(dtype) }, name);
  }

  cast(x: string, from: ElementType, to: ElementType, name: string = this.fresh()): string {
    return this.node('Cast', [x], { SrcT: type(from), DstT: type(to) }, name);
  }

  floats(values: readonly number[], shape: readonly number[] = []): string {
    return this.constant('float32', new Uint8Array(new Float32Array(values).buffer), shape);
  }

  integers(values: readonly number[], shape: readonly number[] = []): string {
    return this.constant('int32', new Uint8Array(new Int32Array(values).buffer), shape);
  }

  /** An int32 vector, the form in which TensorFlow takes shapes and axes. */
  vector(values: readonly number[]): string {
    return this.integers(values, [values.length]);
  }

  private constant(dtype: 'float32' | 'int32', tensorContent: Uint8Array, shape: readonly number[]): string {
    return this.once(`${dtype}[${shape.join()}]${tensorContent.join()}`, () => {
      const tensorShape = { dim: shape.map((size) => ({ size: BigInt(size) })) };
      return this.node('Const', [], {
        dtype: type(dtype),
        value: { tensor: { dtype: elementTypes[dtype], tensorShape, tensorContent } },
      });
    });
  }

  /** Makes a node once in each graph, under a name of its own. */
  once(key: string, make: () => string): string {
    return this.shared.get(key, make);
  }

  /** An int32 scalar: the size of a dimension. */
  size(dimension: Dimension): string {
    if (typeof dimension === 'number') return this.integers([dimension]);
    return this.once(`size ${dimension}`, () => {
      const source = this.sources.get(dimension);
      if (source) return this.axisOf(source.tensor, source.axis);
      const names = namesOf(dimension);
      const factor = Number.parseInt(dimension, 10);
      if (names.length === 1 && Number.isNaN(factor)) throw new Error(`no input has the dimension ${dimension}`);
      const parts = names.map((name) => this.size(name));
      if (!Number.isNaN(factor)) parts.push(this.integers([factor]));
      return parts.reduce((left, right) => this.typed('Mul', [left, right], undefined, 'int32'));
    });
  }

  private axisOf(tensor: string, axis: number): string {
    const shape = this.once(`shape of ${tensor}`, () =>
      this.node('Shape', [tensor], { T: type(this.typeOfSource(tensor)), out_type: type('int32') }),
    );
    const bounds = [[axis], [axis + 1], [1]].map((bound) => this.vector(bound));
    return this.node('StridedSlice', [shape, ...bounds], {
      T: type('int32'),
      Index: type('int32'),
      shrink_axis_mask: whole(1),
    });
  }

  /** Sources are inputs, whose placeholders have their type. */
  private typeOfSource(tensor: string): ElementType {
    const placeholder = this.nodes.find(({ name }) => name === tensor);
    const number = placeholder?.attr.find(({ key }) => key === 'dtype')?.value.type;
    const found = (Object.keys(elementTypes) as ElementType[]).find((name) => elementTypes[name] === number);
    if (found === undefined) throw new Error(`${tensor} is no input`);
    return found;
  }

  /** An int32 vector: the sizes of a whole shape. One open size may be left to Reshape. */
  sizes(shape: Shape): string {
    if (shape.every((size) => typeof size === 'number')) return this.vector(shape);
    return this.once(`sizes ${shape.join()}`, () => this.pack(shape.map((size) => this.size(size))));
  }

  /** Scalars as an int32 vector. */
  pack(scalars: readonly string[]): string {
    return this.node('Pack', scalars, { N: whole(scalars.length), T: type('int32'), axis: whole(0) });
  }

  /** The target of a Reshape: one unknown size is left to it. */
  reshapeTarget(shape: Shape): string {
    const open = shape.filter((size) => typeof size === 'string');
    return open.length > 1
      ? this.sizes(shape)
      : this.vector(shape.map((size) => (typeof size === 'string' ? -1 : size)));
  }
}
