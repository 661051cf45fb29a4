// The part of TensorFlow's SavedModel format that we write. Field numbers are those of
// tensorflow/core/protobuf/saved_model.proto, meta_graph.proto and framework/*.proto.

import { type Messages, protobufEncoder } from '../support/protobuf.js';

/** The numbers of DataType. */
export const elementTypes = { float32: 1, int32: 3, bool: 10, bfloat16: 14, resource: 20 } as const;
export type ElementType = keyof typeof elementTypes;

export interface ShapeProto {
  /** A size of -1 is known only at run time. */
  readonly dim: readonly { readonly size: bigint }[];
}
export interface AttrValue {
  readonly s?: Uint8Array;
  readonly i?: bigint;
  readonly f?: number;
  readonly b?: boolean;
  readonly type?: number;
  readonly shape?: ShapeProto;
  readonly tensor?: { readonly dtype: number; readonly tensorShape: ShapeProto; readonly tensorContent: Uint8Array };
  readonly list?: {
    readonly s?: readonly Uint8Array[];
    readonly i?: readonly bigint[];
    readonly type?: readonly number[];
  };
}
export interface NodeDef {
  readonly name: string;
  readonly op: string;
  /** `NODE`, `NODE:OUTPUT`, or `^NODE` for a node that must run before. */
  readonly input: readonly string[];
  readonly attr: readonly { readonly key: string; readonly value: AttrValue }[];
}
export interface TensorInfo {
  readonly name: string;
  readonly dtype: number;
}
export interface Signature {
  readonly inputs: ReadonlyMap<string, TensorInfo>;
  readonly outputs: ReadonlyMap<string, TensorInfo>;
}

const messages: Messages = {
  Dim: [['size', 1, 'int64']],
  TensorShapeProto: [
    ['dim', 2, 'Dim', 'repeated'],
    ['unknown_rank', 3, 'bool'],
  ],
  TensorProto: [
    ['dtype', 1, 'int32'],
    ['tensor_shape', 2, 'TensorShapeProto'],
    ['tensor_content', 4, 'bytes'],
  ],
  ListValue: [
    ['s', 2, 'bytes', 'repeated'],
    ['i', 3, 'int64', 'repeated'],
    ['type', 6, 'int32', 'repeated'],
  ],
  AttrValue: [
    ['list', 1, 'ListValue'],
    ['s', 2, 'bytes'],
    ['i', 3, 'int64'],
    ['f', 4, 'float'],
    ['b', 5, 'bool'],
    ['type', 6, 'int32'],
    ['shape', 7, 'TensorShapeProto'],
    ['tensor', 8, 'TensorProto'],
  ],
  AttrEntry: [
    ['key', 1, 'string'],
    ['value', 2, 'AttrValue'],
  ],
  NodeDef: [
    ['name', 1, 'string'],
    ['op', 2, 'string'],
    ['input', 3, 'string', 'repeated'],
    ['attr', 5, 'AttrEntry', 'repeated'],
  ],
  VersionDef: [['producer', 1, 'int32']],
  GraphDef: [
    ['node', 1, 'NodeDef', 'repeated'],
    ['versions', 4, 'VersionDef'],
  ],
  TensorInfo: [
    ['name', 1, 'string'],
    ['dtype', 2, 'int32'],
    ['tensor_shape', 3, 'TensorShapeProto'],
  ],
  InfoEntry: [
    ['key', 1, 'string'],
    ['value', 2, 'TensorInfo'],
  ],
  SignatureDef: [
    ['inputs', 1, 'InfoEntry', 'repeated'],
    ['outputs', 2, 'InfoEntry', 'repeated'],
    ['method_name', 3, 'string'],
  ],
  SignatureEntry: [
    ['key', 1, 'string'],
    ['value', 2, 'SignatureDef'],
  ],
  MetaInfoDef: [['tags', 4, 'string', 'repeated']],
  MetaGraphDef: [
    ['meta_info_def', 1, 'MetaInfoDef'],
    ['graph_def', 2, 'GraphDef'],
    ['signature_def', 5, 'SignatureEntry', 'repeated'],
  ],
  SavedModel: [
    ['saved_model_schema_version', 1, 'int64'],
    ['meta_graphs', 2, 'MetaGraphDef', 'repeated'],
  ],
};
const encode = protobufEncoder('tensorflow', messages);

/** The version of graphs that TensorFlow 2.9 writes; later releases read it. */
const producer = 1087;

/** A SavedModel with one graph, tagged `serve`. */
export function encodeSavedModel(
  nodes: readonly NodeDef[],
  signatures: ReadonlyMap<string, Signature>,
): Uint8Array<ArrayBuffer> {
  const infos = (tensors: ReadonlyMap<string, TensorInfo>) =>
    [...tensors].map(([key, value]) => ({ key, value: { ...value, tensorShape: { unknownRank: true } } }));
  const signatureDef = [...signatures].map(([key, { inputs, outputs }]) => ({
    key,
    value: { inputs: infos(inputs), outputs: infos(outputs), methodName: 'tensorflow/serving/predict' },
  }));
  const graphDef = { node: nodes, versions: { producer } };
  return encode('SavedModel', {
    savedModelSchemaVersion: 1n,
    metaGraphs: [{ metaInfoDef: { tags: ['serve'] }, graphDef, signatureDef }],
  });
}
