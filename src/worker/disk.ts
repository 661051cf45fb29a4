// The disk as src/runs needs it, made of src/formats' files.

import { writeTextAtomically } from '../formats/atomicWrite.js';
import { writeFailure } from '../formats/fileErrors.js';
import { lateSafetensors, openSafetensors, writeSafetensors } from '../formats/safetensors.js';
import type { Disk, TensorFile } from '../runs/disk.js';
import type { FloatTensor } from '../shared/model.js';

export const disk: Disk = {
  writeText: writeTextAtomically,
  writeTensors: writeSafetensors,
  readTensors,
  lateTensors: lateSafetensors,
  writeFailure,
};

async function readTensors(path: string): Promise<TensorFile> {
  const file = await openSafetensors(path);
  try {
    const tensors = new Map<string, FloatTensor>();
    for (const name of file.names) tensors.set(name, { shape: file.shape(name), data: await file.read(name) });
    return { tensors, metadata: file.metadata };
  } finally {
    await file.close();
  }
}
