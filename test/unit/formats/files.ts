// Files for the tests of this folder: a temporary folder, safetensors with any header, and small model folders.

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterAll } from 'vitest';

import type { FloatTensor } from '../../../src/base/model.js';
import { randomModel } from '../../../src/formats/initialWeights.js';
import { modelConfigJson } from '../../../src/formats/modelConfig.js';
import { writeSafetensors } from '../../../src/formats/safetensors.js';
import { UserError } from '../../../src/shared/errors.js';

/** A folder that is removed after the file's tests. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'formats-'));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** The bytes of a safetensors file; `header` is JSON text, or what becomes it. */
export function safetensorsBytes(header: unknown, data: Uint8Array): Buffer {
  const json = Buffer.from(typeof header === 'string' ? header : JSON.stringify(header));
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(BigInt(json.length));
  return Buffer.concat([length, json, data]);
}

/** What a promise is rejected with, when that is a UserError: its code and its English text. */
export async function userError(promise: Promise<unknown>): Promise<UserError> {
  try {
    await promise;
  } catch (error) {
    if (error instanceof UserError) return error;
    throw error;
  }
  throw new Error('nothing was thrown');
}

export const tiny = {
  layers: 1,
  hidden: 4,
  heads: 2,
  vocabularySize: 7,
  labels: 2,
  task: 'single-label',
  seed: 5,
} as const;
export const tinyModel = randomModel(tiny);

/** A config.json that `tinyModel` agrees with. */
export function tinyConfig(changes: Readonly<Record<string, unknown>> = {}): Record<string, unknown> {
  return { ...modelConfigJson(tinyModel.config, ['bad', 'good'], {}), ...changes };
}

/** Writes a folder with config.json and model.safetensors; `rename` gives other names, or leaves a weight out. */
export async function writeTinyFolder(
  folder: string,
  config: Readonly<Record<string, unknown>> = tinyConfig(),
  rename: (name: string) => string | undefined = (name) => name,
): Promise<void> {
  const tensors = [...tinyModel.weights].flatMap(([name, tensor]): [string, FloatTensor][] => {
    const renamed = rename(name);
    return renamed === undefined ? [] : [[renamed, tensor]];
  });
  writeFileSync(join(folder, 'config.json'), JSON.stringify(config));
  await writeSafetensors(join(folder, 'model.safetensors'), tensors);
}
