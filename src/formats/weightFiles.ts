// The weights of a model folder, in one file or in several, under the names that BertForSequenceClassification has today.

import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { UserError } from '../shared/errors.js';
import { readFailure } from './fileErrors.js';
import { findDuplicateKey, parseJson, readText } from './json.js';
import { printable } from './printable.js';
import { openSafetensors, type SafetensorsFile } from './safetensors.js';

/** Where one weight lies. */
export interface StoredWeight {
  readonly file: SafetensorsFile;
  /** Its name in that file. */
  readonly storedName: string;
}

export interface WeightFiles {
  /** model.safetensors, or the index of the shards; for messages. */
  readonly path: string;
  /** By today's name, `bert.` prefix included. */
  readonly weights: ReadonlyMap<string, StoredWeight>;
  close(): Promise<void>;
}

const single = 'model.safetensors';
const index = 'model.safetensors.index.json';

/**
 * Opens model.safetensors, or the files that model.safetensors.index.json names.
 * @param expected the names that the model has; decides whether a stored name lacks its `bert.`
 * @throws UserError when there are no weights, only PyTorch's, or a file is damaged
 */
export async function openWeights(folder: string, expected: ReadonlySet<string>): Promise<WeightFiles> {
  const names = await readdir(folder).catch((error: unknown) => Promise.reject(toError(readFailure(error, folder))));
  if (names.includes(single)) return openSingle(join(folder, single), expected);
  if (names.includes(index)) return openShards(folder, join(folder, index), expected);
  const pytorch = names.find((name) => /^pytorch_model(-\d+-of-\d+)?\.bin$/.test(name));
  if (pytorch !== undefined) throw new UserError('model.pytorchOnly', { folder, file: pytorch });
  throw new UserError('model.noWeights', { folder });
}

function toError(error: unknown): Error {
  return error instanceof Error ? error : new Error(String(error));
}

async function openSingle(path: string, expected: ReadonlySet<string>): Promise<WeightFiles> {
  const file = await openSafetensors(path);
  return { path, weights: byTodaysName(file.names.map((name) => [name, file]), expected), close: () => file.close() };
}

const indexSchema = z.object({ weight_map: z.record(z.string(), z.string()) });

async function openShards(folder: string, path: string, expected: ReadonlySet<string>): Promise<WeightFiles> {
  const text = await readText(path);
  const parsed = indexSchema.safeParse(parseJson(text));
  if (!parsed.success) throw new UserError('model.invalidJson', { file: path });
  const key = findDuplicateKey(text);
  if (key !== undefined) throw new UserError('model.duplicateKey', { file: path, key: printable(key) });
  const places = Object.entries(parsed.data.weight_map);
  const files = new Map<string, SafetensorsFile>();
  const close = async () => {
    for (const file of files.values()) await file.close();
  };
  try {
    const stored: [string, SafetensorsFile][] = [];
    for (const [name, shard] of places) {
      const file = files.get(shard) ?? (await openSafetensors(shardPath(folder, shard, path)));
      files.set(shard, file);
      if (!file.has(name)) throw new UserError('model.shardLacks', { file: file.path, tensor: printable(name) });
      stored.push([name, file]);
    }
    return { path, weights: byTodaysName(stored, expected), close };
  } catch (error) {
    await close();
    throw error;
  }
}

/** An index may come from anywhere: it must not lead out of its folder. */
function shardPath(folder: string, shard: string, indexFile: string): string {
  if (!/^[^/\\:\0]+\.safetensors$/.test(shard)) throw new UserError('model.shardName', { file: indexFile, name: printable(shard) });
  return join(folder, shard);
}

/** A name that is today's already comes first; an older one for the same weight is then left out. */
function byTodaysName(stored: readonly (readonly [string, SafetensorsFile])[], expected: ReadonlySet<string>): Map<string, StoredWeight> {
  const weights = new Map<string, StoredWeight>();
  const renamed = stored.map(([storedName, file]) => ({ name: todaysName(storedName, expected), storedName, file }));
  for (const exact of [true, false]) {
    for (const { name, storedName, file } of renamed) {
      if ((name === storedName) !== exact) continue;
      weights.set(weights.has(name) ? storedName : name, { file, storedName });
    }
  }
  return weights;
}

/** TensorFlow's LayerNorm had gamma and beta; a BertModel saved alone has no `bert.`. */
function todaysName(stored: string, expected: ReadonlySet<string>): string {
  const name = stored.replace(/LayerNorm\.gamma$/, 'LayerNorm.weight').replace(/LayerNorm\.beta$/, 'LayerNorm.bias');
  return !expected.has(name) && expected.has(`bert.${name}`) ? `bert.${name}` : name;
}
