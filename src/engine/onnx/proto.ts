// The part of ONNX's file format that we write, as protobuf descriptors. Field numbers are those of the ONNX
// specification (IR version 10).

import { BinaryWriter, WireType } from '@bufbuild/protobuf/wire';

import { protobufEncoder } from '../backends/support/protobuf.js';

export interface AttributeProto {
  readonly name: string;
  readonly type: number;
  readonly f?: number;
  readonly i?: bigint;
  readonly s?: Uint8Array;
  readonly ints?: readonly bigint[];
}
export interface NodeProto {
  readonly input: readonly string[];
  readonly output: readonly string[];
  readonly name: string;
  readonly opType: string;
  readonly domain: string;
  readonly attribute: readonly AttributeProto[];
}
export interface StringEntry {
  readonly key: string;
  readonly value: string;
}
/** Bytes that are fetched when they are written, and not kept: a model's weights need not be in memory at once. */
export interface LateBytes {
  readonly byteLength: number;
  bytes(): Uint8Array;
}
export type Piece = Uint8Array | LateBytes;

export function bytesOfPiece(piece: Piece): Uint8Array {
  return piece instanceof Uint8Array ? piece : piece.bytes();
}

export interface TensorProto {
  readonly dims: readonly bigint[];
  readonly dataType: number;
  readonly name: string;
  readonly rawData?: Piece;
  readonly externalData?: readonly StringEntry[];
  /** 1 when the data is in another file. */
  readonly dataLocation?: number;
}
export interface ValueInfo {
  readonly name: string;
  readonly elementType: number;
  /** Numbers, or names of dimensions that are known at run time. */
  readonly shape: readonly (number | string)[];
}
export interface OnnxModel {
  readonly nodes: readonly NodeProto[];
  readonly inputs: readonly ValueInfo[];
  readonly outputs: readonly ValueInfo[];
  readonly initializers: readonly TensorProto[];
  readonly metadata?: readonly StringEntry[];
}

/** Numbers of TensorProto.DataType and AttributeProto.AttributeType. */
export const elementTypes = { float32: 1, int8: 3, int32: 6, int64: 7, bool: 9, float16: 10 } as const;
export const attributeTypes = { float: 1, int: 2, string: 3, ints: 7 } as const;

const encode = protobufEncoder('onnx', {
  StringStringEntryProto: [
    ['key', 1, 'string'],
    ['value', 2, 'string'],
  ],
  AttributeProto: [
    ['name', 1, 'string'],
    ['f', 2, 'float'],
    ['i', 3, 'int64'],
    ['s', 4, 'bytes'],
    ['ints', 8, 'int64', 'repeated'],
    ['type', 20, 'int32'],
  ],
  NodeProto: [
    ['input', 1, 'string', 'repeated'],
    ['output', 2, 'string', 'repeated'],
    ['name', 3, 'string'],
    ['op_type', 4, 'string'],
    ['attribute', 5, 'AttributeProto', 'repeated'],
    ['domain', 7, 'string'],
  ],
  TensorProto: [
    ['dims', 1, 'int64', 'repeated'],
    ['data_type', 2, 'int32'],
    ['name', 8, 'string'],
    ['raw_data', 9, 'bytes'],
    ['external_data', 13, 'StringStringEntryProto', 'repeated'],
    ['data_location', 14, 'int32'],
  ],
  Dimension: [
    ['dim_value', 1, 'int64'],
    ['dim_param', 2, 'string'],
  ],
  TensorShapeProto: [['dim', 1, 'Dimension', 'repeated']],
  TensorTypeProto: [
    ['elem_type', 1, 'int32'],
    ['shape', 2, 'TensorShapeProto'],
  ],
  TypeProto: [['tensor_type', 1, 'TensorTypeProto']],
  ValueInfoProto: [
    ['name', 1, 'string'],
    ['type', 2, 'TypeProto'],
  ],
  GraphProto: [
    ['node', 1, 'NodeProto', 'repeated'],
    ['name', 2, 'string'],
    ['initializer', 5, 'TensorProto', 'repeated'],
    ['input', 11, 'ValueInfoProto', 'repeated'],
    ['output', 12, 'ValueInfoProto', 'repeated'],
  ],
  OperatorSetIdProto: [
    ['domain', 1, 'string'],
    ['version', 2, 'int64'],
  ],
  ModelProto: [
    ['ir_version', 1, 'int64'],
    ['producer_name', 2, 'string'],
    ['graph', 7, 'GraphProto'],
    ['opset_import', 8, 'OperatorSetIdProto', 'repeated'],
    ['metadata_props', 14, 'StringStringEntryProto', 'repeated'],
  ],
});

function valueInfo({ name, elementType, shape }: ValueInfo) {
  const dim = shape.map((size) => (typeof size === 'number' ? { dimValue: BigInt(size) } : { dimParam: size }));
  return { name, type: { tensorType: { elemType: elementType, shape: { dim } } } };
}

/** The beginning of a field that holds a message or bytes, before its content. */
function fieldHead(field: number, length: number): Uint8Array<ArrayBuffer> {
  return new BinaryWriter().tag(field, WireType.LengthDelimited).uint32(length).finish();
}

const graphField = 7;
const initializerField = 5;
const rawDataField = 9;

/** The pieces of an initializer: its description, then its bytes as they are in memory. */
function initializerPieces({ rawData, ...tensor }: TensorProto): Piece[] {
  const description = encode('TensorProto', tensor);
  const data = rawData ? [fieldHead(rawDataField, rawData.byteLength), rawData] : [];
  const length = data.reduce((sum, piece) => sum + piece.byteLength, description.byteLength);
  return [fieldHead(initializerField, length), description, ...data];
}

/**
 * An ONNX file in pieces, so that large weights are not copied: IR 9 and opset 20, which ONNX Runtime reads from 1.17
 * on, and version 1 of its own operators when a node uses them. A message is the concatenation of its fields (protobuf
 * encoding, "Message Structure").
 */
export function encodeModelPieces(model: OnnxModel): Piece[] {
  const runtimeOperators = model.nodes.some((node) => node.domain === 'com.microsoft');
  const outer = encode('ModelProto', {
    irVersion: 9n,
    producerName: 'finetune-bert',
    opsetImport: [
      { domain: '', version: 20n },
      ...(runtimeOperators ? [{ domain: 'com.microsoft', version: 1n }] : []),
    ],
    metadataProps: model.metadata ?? [],
  });
  const inputs = model.inputs.map(valueInfo);
  const graph = encode('GraphProto', {
    name: 'graph',
    node: model.nodes,
    input: inputs,
    output: model.outputs.map(valueInfo),
  });
  const pieces = [graph, ...model.initializers.flatMap(initializerPieces)];
  const length = pieces.reduce((sum, piece) => sum + piece.byteLength, 0);
  return [outer, fieldHead(graphField, length), ...pieces];
}

/** The same file as one array. */
export function encodeModel(model: OnnxModel): Uint8Array<ArrayBuffer> {
  const pieces = encodeModelPieces(model);
  const whole = new Uint8Array(pieces.reduce((sum, piece) => sum + piece.byteLength, 0));
  let offset = 0;
  for (const piece of pieces) {
    whole.set(bytesOfPiece(piece), offset);
    offset += piece.byteLength;
  }
  return whole;
}
