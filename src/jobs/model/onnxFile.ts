// Writes a model as an ONNX file, with its weights beside it where they are too large to lie inside.

import { basename, dirname, join } from 'node:path';

import type { BertConfig, Weights } from '../../base/model.js';
import { exportOnnx } from '../../engine/onnx/exportOnnx.js';
import { bytesOfPiece, type Piece } from '../../engine/onnx/proto.js';
import { type ByteSink, writeAtomically, type WriteOptions } from '../../formats/atomicWrite.js';

/**
 * Returns the files written. The graph gets its name last: if it exists, the weights beside it are whole. Throws a
 * UserError when the disk is full or the path cannot be written, the signal's reason when it is aborted.
 */
export async function writeOnnxFile(
  path: string,
  config: BertConfig,
  weights: Weights,
  labelNames: readonly string[],
  options?: WriteOptions & { readonly int8?: boolean },
): Promise<string[]> {
  const externalName = `${basename(path)}.data`;
  const { pieces, externalPieces } = exportOnnx(config, weights, { labelNames, externalName, int8: options?.int8 });
  const beside = join(dirname(path), externalName);
  await writeAtomically(
    path,
    async (sink) => {
      await writePieces(sink, pieces);
      if (externalPieces !== undefined)
        await writeAtomically(beside, (weightsSink) => writePieces(weightsSink, externalPieces), options);
    },
    options,
  );
  return externalPieces === undefined ? [path] : [path, beside];
}

async function writePieces(sink: ByteSink, pieces: readonly Piece[]): Promise<void> {
  for (const piece of pieces) await sink.write(bytesOfPiece(piece));
}
