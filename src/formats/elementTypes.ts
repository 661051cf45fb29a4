// The element types of safetensors and how each becomes float32. Bytes are little-endian, as on every processor that
// Node and ONNX Runtime support.

export interface ElementType {
  readonly bytes: number;
  /**
   * Converts whole elements.
   * @param source begins at a multiple of 8 in its buffer
   * @param target [source.length / bytes]
   */
  readonly convert: (source: Uint8Array, target: Float32Array) => void;
  readonly isFloat: boolean;
}

type TypedArrayOf = new (buffer: ArrayBufferLike, offset: number, length: number) => ArrayLike<number>;

/** Types whose elements JavaScript reads natively. */
function native(bytes: number, TypedArray: TypedArrayOf, isFloat: boolean): ElementType {
  const convert = (source: Uint8Array, target: Float32Array) =>
    target.set(new TypedArray(source.buffer, source.byteOffset, target.length));
  return { bytes, convert, isFloat };
}

/** Converts 64-bit integers by their halves, which is far faster than BigInt; float32 rounds those beyond 2^24. */
function wideInteger(HighHalf: TypedArrayOf): ElementType {
  const convert = (source: Uint8Array, target: Float32Array) => {
    const low = new Uint32Array(source.buffer, source.byteOffset, target.length * 2);
    const high = new HighHalf(source.buffer, source.byteOffset, target.length * 2);
    for (let i = 0; i < target.length; i++) target[i] = high[2 * i + 1]! * 2 ** 32 + low[2 * i]!;
  };
  return { bytes: 8, convert, isFloat: false };
}

/** Converts bfloat16, which is the upper half of a float32. */
function convertBfloat16(source: Uint8Array, target: Float32Array): void {
  const halves = new Uint16Array(source.buffer, source.byteOffset, target.length);
  const bits = new Uint32Array(target.buffer, target.byteOffset, target.length);
  for (let i = 0; i < bits.length; i++) bits[i] = halves[i]! << 16;
}

/** Converts float16 through a table of all 65 536 values, which fits into a second-level cache. */
function convertFloat16(source: Uint8Array, target: Float32Array): void {
  const halves = new Uint16Array(source.buffer, source.byteOffset, target.length);
  const bits = new Uint32Array(target.buffer, target.byteOffset, target.length);
  float16Table ??= buildFloat16Table();
  const table = float16Table;
  for (let i = 0; i < bits.length; i++) bits[i] = table[halves[i]!]!;
}

let float16Table: Uint32Array | undefined;

/** The bits of the float32 equal to each float16 (IEEE 754 binary16: sign, 5 bits of exponent, 10 of fraction). */
function buildFloat16Table(): Uint32Array {
  const values = new Float32Array(1 << 16);
  const bits = new Uint32Array(values.buffer);
  for (let half = 0; half < bits.length; half++) {
    const sign = half >>> 15;
    const exponent = (half >>> 10) & 31;
    const fraction = half & 1023;
    if (exponent === 0) values[half] = (sign === 1 ? -1 : 1) * fraction * 2 ** -24;
    else bits[half] = ((sign << 31) | ((exponent === 31 ? 255 : exponent + 112) << 23) | (fraction << 13)) >>> 0;
  }
  return bits;
}

/** The element types by the names that a header uses. */
export const elementTypes: ReadonlyMap<string, ElementType> = new Map<string, ElementType>([
  ['F64', native(8, Float64Array, true)],
  ['F32', native(4, Float32Array, true)],
  ['F16', { bytes: 2, convert: convertFloat16, isFloat: true }],
  ['BF16', { bytes: 2, convert: convertBfloat16, isFloat: true }],
  ['I64', wideInteger(Int32Array)],
  ['U64', wideInteger(Uint32Array)],
  ['I32', native(4, Int32Array, false)],
  ['U32', native(4, Uint32Array, false)],
  ['I16', native(2, Int16Array, false)],
  ['U16', native(2, Uint16Array, false)],
  ['I8', native(1, Int8Array, false)],
  ['U8', native(1, Uint8Array, false)],
  ['BOOL', native(1, Uint8Array, false)],
]);

export const floatTypes: readonly string[] = [...elementTypes].filter(([, type]) => type.isFloat).map(([name]) => name);
