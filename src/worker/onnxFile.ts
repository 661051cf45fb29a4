// Writes a model as an ONNX file, with its weights beside it where they are too large to lie inside.

import { basename, dirname, join } from 'node:path';
import { exportOnnx } from '../engine/backends/onnx/exportOnnx.js';
import { writeAtomically } from '../formats/atomicWrite.js';
import type { BertConfig, Weights } from '../shared/model.js';

/** Gives the files written. Throws a UserError when the disk is full or the place unwritable. */
export async function writeOnnxFile(path: string, config: BertConfig, weights: Weights, labelNames: readonly string[]): Promise<string[]> {
  const externalName = `${basename(path)}.data`;
  const { pieces, externalPieces } = exportOnnx(config, weights, { labelNames, externalName });
  const beside = join(dirname(path), externalName);
  if (externalPieces !== undefined) await writePieces(beside, externalPieces);
  await writePieces(path, pieces);
  return externalPieces === undefined ? [path] : [path, beside];
}

async function writePieces(path: string, pieces: readonly Uint8Array[]): Promise<void> {
  await writeAtomically(path, async (sink) => {
    for (const piece of pieces) await sink.write(piece);
  });
}
