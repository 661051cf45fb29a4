// Collects the nodes of an ONNX model while the emitter's rows write them: names, shared constants, sizes known at run
// time.

import { type Dimension, namesOf, type Shape } from '../graph/dimension.js';
import { MadeOnce } from '../graph/madeOnce.js';
import { type AttributeProto, attributeTypes, elementTypes, type NodeProto, type TensorProto } from './proto.js';

/** Numbers are integers unless wrapped in `float`. */
export type Attributes = Readonly<Record<string, number | string | readonly number[] | { readonly float: number }>>;

/**
 * `runtime` may use ONNX Runtime's own fused operators; `standard` is limited to ONNX, for files that other tools read;
 * `webgpu` to operators that the runtime computes on a GPU, which has no arithmetic of sizes: these are fed.
 */
export type Dialect = 'runtime' | 'standard' | 'webgpu';

/** A number that follows from sizes known at run time: `size`, minus others. */
export interface Amount {
  readonly size: Dimension;
  readonly less?: readonly Dimension[];
}

/** The inputs of a model for such numbers, by the input's name: an int64 vector, or an int32 range 0, 1, 2, … */
export interface FedSizes {
  readonly vectors: ReadonlyMap<string, readonly Amount[]>;
  readonly ranges: ReadonlyMap<string, Dimension>;
}

const runtimeDomain = 'com.microsoft';

export class OnnxWriter {
  readonly nodes: NodeProto[] = [];
  readonly initializers: TensorProto[] = [];
  private readonly shared = new MadeOnce<string>();
  private readonly sources = new Map<string, { readonly tensor: string; readonly axis: number }>();
  private readonly fedVectors = new Map<string, readonly Amount[]>();
  private readonly fedRanges = new Map<string, Dimension>();
  private counter = 0;

  /** @param precision of matmuls, in the dialect webgpu */
  constructor(
    readonly dialect: Dialect,
    readonly precision: 'float32' | 'float16' = 'float32',
  ) {}

  get fedSizes(): FedSizes {
    return { vectors: this.fedVectors, ranges: this.fedRanges };
  }

  /** A float32 tensor as float16, made once. */
  half(name: string): string {
    return this.shared.get(`half ${name}`, () => this.node('Cast', [name], { to: elementTypes.float16 }));
  }

  /** (webgpu) An input with these numbers, as int64. */
  fedVector(amounts: readonly Amount[]): string {
    const name = `sizes ${amounts.map(({ size, less = [] }) => [size, ...less].join('-')).join(' ')}`;
    this.fedVectors.set(name, amounts);
    return name;
  }

  /** (webgpu) An int32 input that counts: 0, 1, 2, … below a dimension's size. */
  fedRange(dimension: Dimension): string {
    const name = `range ${dimension}`;
    this.fedRanges.set(name, dimension);
    return name;
  }

  /** Notes where the size of each named dimension can be read: from an input that has it as an axis of its own. */
  addSource(tensor: string, shape: Shape): void {
    shape.forEach((dimension, axis) => {
      if (typeof dimension === 'string' && !this.sources.has(dimension)) this.sources.set(dimension, { tensor, axis });
    });
  }

  fresh(kind: 't' | 'c' = 't'): string {
    return `${kind}${this.counter++}`;
  }

  /** Writes a node and returns its first output's name. */
  node(
    operator: string,
    inputs: readonly string[],
    attributes: Attributes = {},
    outputs: readonly string[] = [this.fresh()],
  ): string {
    return this.write('', operator, inputs, attributes, outputs);
  }

  /** Writes a node of one of ONNX Runtime's own operators. */
  runtimeNode(operator: string, inputs: readonly string[], attributes: Attributes, output: string): string {
    return this.write(runtimeDomain, operator, inputs, attributes, [output]);
  }

  private write(
    domain: string,
    opType: string,
    input: readonly string[],
    attributes: Attributes,
    output: readonly string[],
  ): string {
    const first = output[0] ?? '';
    this.nodes.push({
      input,
      output,
      name: `${opType}_${first}`,
      opType,
      domain,
      attribute: Object.entries(attributes).map(attribute),
    });
    return first;
  }

  /** A tensor with a name of its own. */
  tensor(name: string, shape: readonly number[], dtype: keyof typeof elementTypes, numbers: NodeJS.TypedArray): string {
    const { buffer, byteOffset, byteLength } = numbers;
    const rawData = new Uint8Array(buffer, byteOffset, byteLength);
    this.initializers.push({ name, dims: shape.map(BigInt), dataType: elementTypes[dtype], rawData });
    return name;
  }

  floats(values: readonly number[], shape: readonly number[] = []): string {
    return this.constant('float32', shape, new Float32Array(values));
  }

  integers(values: readonly number[], shape: readonly number[] = []): string {
    return this.constant('int32', shape, new Int32Array(values));
  }

  /** A vector of int64, the form in which ONNX takes shapes and axes. */
  longs(values: readonly number[]): string {
    return this.constant('int64', [values.length], BigInt64Array.from(values, BigInt));
  }

  /** A tensor that is shared by all who need these bytes. */
  private constant(dtype: keyof typeof elementTypes, shape: readonly number[], numbers: NodeJS.TypedArray): string {
    const key = `${dtype}[${shape.join()}]${Buffer.from(numbers.buffer).toString('base64')}`;
    return this.shared.get(key, () => this.tensor(this.fresh('c'), shape, dtype, numbers));
  }

  /** An int64 vector of one element: the size of a dimension. */
  size(dimension: Dimension): string {
    if (typeof dimension === 'number') return this.longs([dimension]);
    if (this.dialect === 'webgpu') return this.fedVector([{ size: dimension }]);
    return this.shared.get(`size ${dimension}`, () => {
      const source = this.sources.get(dimension);
      if (source) return this.node('Shape', [source.tensor], { start: source.axis, end: source.axis + 1 });
      const names = namesOf(dimension);
      const factor = Number.parseInt(dimension, 10);
      const parts = names.map((name) => this.size(name));
      if (names.length === 1 && Number.isNaN(factor)) throw new Error(`no input has the dimension ${dimension}`);
      if (!Number.isNaN(factor)) parts.push(this.longs([factor]));
      return parts.reduce((left, right) => this.node('Mul', [left, right]));
    });
  }

  /** An int64 vector: the sizes of a whole shape. */
  sizes(shape: Shape): string {
    if (shape.every((size) => typeof size === 'number')) return this.longs(shape);
    if (this.dialect === 'webgpu') return this.fedVector(shape.map((size) => ({ size })));
    return this.shared.get(`sizes ${shape.join()}`, () =>
      this.node(
        'Concat',
        shape.map((size) => this.size(size)),
        { axis: 0 },
      ),
    );
  }

  /**
   * The target of a Reshape: 0 copies the axis of `from`, one -1 is inferred, and only the remaining sizes are
   * computed.
   */
  reshapeTarget(from: Shape, to: Shape): string {
    const copied = to.map((size, axis) => (typeof size === 'string' && size === from[axis] ? 0 : size));
    const open = copied.filter((size) => typeof size === 'string');
    if (open.length > 1) return this.sizes(to);
    return this.longs(copied.map((size) => (typeof size === 'string' ? -1 : size)));
  }
}

function attribute([name, value]: [string, Attributes[string]]): AttributeProto {
  if (typeof value === 'number') return { name, type: attributeTypes.int, i: BigInt(value) };
  if (typeof value === 'string') return { name, type: attributeTypes.string, s: new TextEncoder().encode(value) };
  if ('float' in value) return { name, type: attributeTypes.float, f: value.float };
  return { name, type: attributeTypes.ints, ints: value.map(BigInt) };
}
