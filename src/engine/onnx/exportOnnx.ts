// Exports a trained model as an ONNX file for other tools: the graph of training, forward only, in standard operators.

import type { BertConfig, Weights } from '../../base/model.js';
import { inputNames, predictionGraph } from '../model/programs.js';
import { emitOnnx, lateBytes, lengthOf } from './emit.js';
import { encodeModelPieces, type Piece } from './proto.js';

/**
 * A protobuf message, and so an ONNX file with its weights inside, is limited to 2 GiB. Some room is left for the
 * graph.
 */
const largestFile = 2 ** 31 - 2 ** 24;
/** Weights beside the file begin at multiples of a page, so that a reader can map them. */
const alignment = 4096;

export interface OnnxExport {
  /** The file's bytes, in order. Weights are read as they are written: write them before they change. */
  readonly pieces: readonly Piece[];
  /** The bytes of the second file with the weights, when they are too large to lie inside. */
  readonly externalPieces: readonly Piece[] | undefined;
}

export interface OnnxExportOptions {
  readonly labelNames: readonly string[];
  /** The name of the second file, should one be needed: a name without folders. */
  readonly externalName: string;
  /** Writes weights in eight bits, a quarter of the size, inside the file. */
  readonly int8?: boolean | undefined;
  /** The number of bytes above which the weights go to a second file; ONNX's own limit when absent. */
  readonly limit?: number;
}

/**
 * Inputs input_ids, attention_mask and, where the model reads them, token_type_ids, int64 [batch, length], as
 * transformers' exporter names them; output logits, float32 [batch, labels]. Batch and length are open.
 */
export function exportOnnx(
  config: BertConfig,
  weights: Weights,
  { labelNames, externalName, int8 = false, limit = largestFile }: OnnxExportOptions,
): OnnxExport {
  const total = [...weights.values()].reduce((sum, { shape }) => sum + lengthOf(shape), 0);
  const externalPieces: Piece[] | undefined = total > limit && !int8 ? [] : undefined;
  let offset = 0;
  const place = (name: string, bytes: number) => {
    const weight = weights.get(name);
    const padding = (alignment - (bytes % alignment)) % alignment;
    if (weight) externalPieces?.push(lateBytes(weight), new Uint8Array(padding));
    const at = offset;
    offset += bytes + padding;
    return { location: externalName, offset: at };
  };
  const model = emitOnnx(predictionGraph(config, { kind: 'none' }), {
    dialect: 'standard',
    weights,
    int8,
    longInputs: new Set([inputNames.ids, inputNames.mask, inputNames.types]),
    inputOrder: [inputNames.ids, inputNames.mask, inputNames.types],
    metadata: { labels: JSON.stringify(labelNames), task: config.task },
    ...(externalPieces ? { external: place } : {}),
  });
  return { pieces: encodeModelPieces(model), externalPieces };
}
