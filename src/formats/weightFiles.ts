// The weights of a model folder, in one file or in several, under the names that transformers' class with a head uses
// today.

import { readdir } from 'node:fs/promises';
import { join } from 'node:path';

import * as z from 'zod';

import { readFailure } from '../base/fileErrors.js';
import { parseJson } from '../base/json.js';
import { architectureOf, type BertConfig, parameters } from '../base/model.js';
import { readSmallText } from '../base/openFile.js';
import { UserError } from '../shared/errors.js';
import { asError } from '../shared/failures.js';
import { findDuplicateKey } from './json.js';
import { printable } from './printable.js';
import { openSafetensors } from './safetensors.js';
import type { TensorFile } from './tensorFile.js';
import { adapter, otherFrameworks, trainingState, withoutWeights } from './weights/mistakenFolder.js';

/** The file that holds one weight. */
export interface StoredWeight {
  readonly file: TensorFile;
  /** The name of the weight in that file. */
  readonly storedName: string;
}

export interface WeightFiles {
  /** The path of the one file, or of the index of the shards; for messages. */
  readonly path: string;
  /** The weights by today's name, the base model's prefix included. */
  readonly weights: ReadonlyMap<string, StoredWeight>;
  /** What stood before all stored names and was taken off; empty where nothing did. */
  readonly prefix: string;
  close(): Promise<void>;
}

/** A format of weights: the names of its files, and the function that opens one. */
interface Format {
  /** The file that has all weights, or the locations of those in the others. */
  readonly single: RegExp;
  /** The file that lists which of the others each weight is in, where there is no single one. */
  readonly index: string | null;
  /** The shards that an index may name, or the data files of a checkpoint. */
  readonly others: RegExp | null;
  readonly open: (path: string) => Promise<TensorFile>;
}

const openTensorflow = async (path: string) => (await import('./checkpoint/checkpointFile.js')).openCheckpoint(path);
const openPickled = async (path: string) => (await import('./torch/pytorchFile.js')).openPytorch(path);

/**
 * The formats in the order of preference. A state dict that a script saved has a name of its own, as a checkpoint has.
 */
const formats: readonly Format[] = [
  {
    single: /^model\.safetensors$/,
    index: 'model.safetensors.index.json',
    others: /^[^/\\:\0]+\.safetensors$/,
    open: openSafetensors,
  },
  {
    single: /^pytorch_model\.bin$/,
    index: 'pytorch_model.bin.index.json',
    others: /^[^/\\:\0]+\.bin$/,
    open: openPickled,
  },
  { single: /\.safetensors$/, index: null, others: null, open: openSafetensors },
  { single: /\.(pth?|ckpt|bin)$/, index: null, others: null, open: openPickled },
  { single: /\.ckpt[^/]*\.index$/, index: null, others: /\.ckpt[^/]*\.data-\d+-of-\d+$/, open: openTensorflow },
];

interface FoundWeights {
  readonly format: Format;
  readonly singles: readonly string[];
}

/** The preferred format among those of the folder. */
function formatIn(names: readonly string[]): FoundWeights | null {
  for (const format of formats) {
    const singles = names.filter((name) => format.single.test(name) && isOfModel(name)).sort();
    if (singles.length > 0 || names.some((name) => name === format.index)) return { format, singles };
  }
  return null;
}

function isOfModel(name: string): boolean {
  return ![trainingState, adapter, otherFrameworks].some((pattern) => pattern.test(name));
}

/** Those files of a folder that its weights are read from. */
export function weightNames(names: readonly string[]): string[] {
  const found = formatIn(names);
  if (found === null) return [];
  const {
    format: { index, others },
    singles,
  } = found;
  const speaksOfOthers = singles.length === 0 || index === null;
  return names.filter(
    (name) => singles.includes(name) || (speaksOfOthers && (name === index || others?.test(name) === true)),
  );
}

/**
 * Opens the weights of a folder. Safetensors files go before PyTorch's, and one file before several with an index; then
 * follow the only .pth and the only TensorFlow checkpoint.
 * @param config of the model; decides whether a stored name lacks the base model's prefix
 * @throws UserError when there are no weights, or a file is damaged or hostile
 */
export async function openWeights(folder: string, config: BertConfig): Promise<WeightFiles> {
  const names = await readdir(folder).catch((error: unknown) => Promise.reject(asError(readFailure(error, folder))));
  const found = formatIn(names);
  if (found === null) throw withoutWeights(folder, names);
  const { format, singles } = found;
  if (singles.length > 1) throw new UserError('model.severalWeights', { folder, files: singles.join(', ') });
  const [single] = singles;
  const expected: Expected = {
    names: new Set(parameters(config).map(({ name }) => name)),
    prefix: architectureOf(config).prefix,
  };
  return single === undefined
    ? openShards(folder, join(folder, format.index!), format, expected)
    : openSingle(join(folder, single), format, expected);
}

/** Names that the model has, and what a base model saved alone leaves out of them. */
interface Expected {
  readonly names: ReadonlySet<string>;
  readonly prefix: string;
}

async function openSingle(path: string, format: Format, expected: Expected): Promise<WeightFiles> {
  const file = await format.open(path);
  return {
    path,
    ...byTodaysName(
      file.names.map((name) => [name, file]),
      expected,
    ),
    close: () => file.close(),
  };
}

const indexSchema = z.object({ weight_map: z.record(z.string(), z.string()) });

async function openShards(folder: string, path: string, format: Format, expected: Expected): Promise<WeightFiles> {
  const text = readSmallText(path);
  const parsed = indexSchema.safeParse(parseJson(text));
  if (!parsed.success) throw new UserError('model.invalidJson', { file: path });
  const key = findDuplicateKey(text);
  if (key !== undefined) throw new UserError('model.duplicateKey', { file: path, key: printable(key) });
  const entries = Object.entries(parsed.data.weight_map);
  const files = new Map<string, TensorFile>();
  const close = async () => {
    for (const file of files.values()) await file.close();
  };
  try {
    const stored: [string, TensorFile][] = [];
    for (const [name, shard] of entries) {
      const file = files.get(shard) ?? (await format.open(shardPath(folder, shard, format, path)));
      files.set(shard, file);
      if (!file.has(name)) throw new UserError('model.shardLacks', { file: file.path, tensor: printable(name) });
      stored.push([name, file]);
    }
    return { path, ...byTodaysName(stored, expected), close };
  } catch (error) {
    await close();
    throw error;
  }
}

/** An index is untrusted: it must not lead out of its folder. */
function shardPath(folder: string, shard: string, format: Format, indexFile: string): string {
  if (format.others?.test(shard) !== true)
    throw new UserError('model.shardName', { file: indexFile, name: printable(shard) });
  return join(folder, shard);
}

/** A weight under its present name goes first; one under an older name for the same weight is then left out. */
function byTodaysName(
  stored: readonly (readonly [string, TensorFile])[],
  expected: Expected,
): Pick<WeightFiles, 'weights' | 'prefix'> {
  const weights = new Map<string, StoredWeight>();
  const outer = outerPrefix(
    stored.map(([name]) => name),
    expected,
  );
  const inner = (name: string) => (name.startsWith(outer) ? name.slice(outer.length) : name);
  const renamed = stored.map(([storedName, file]) => ({
    name: todaysName(inner(storedName), expected),
    storedName,
    file,
  }));
  for (const exact of [true, false]) {
    for (const { name, storedName, file } of renamed) {
      if ((name === storedName) !== exact) continue;
      weights.set(weights.has(name) ? storedName : name, { file, storedName });
    }
  }
  return { weights, prefix: outer };
}

/** One weight that every model has. */
const anchor = 'embeddings.word_embeddings.weight';

/**
 * What stands before every name: `module.` of parallel training, `_orig_mod.` of a compiled model, `model.` of
 * Lightning, the name in a class of one's own. Empty where nothing does, or where two models are there.
 */
function outerPrefix(stored: readonly string[], { names, prefix }: Expected): string {
  const [found, ...others] = stored.filter((name) => name === anchor || name.endsWith(`.${anchor}`));
  if (found === undefined || others.length > 0) return '';
  const before = found.slice(0, -anchor.length);
  if (before === prefix || names.has(found)) return '';
  return before.endsWith(`.${prefix}`) ? before.slice(0, -prefix.length) : before;
}

/** TensorFlow's LayerNorm had gamma and beta; a BertModel saved alone lacks `bert.`. */
function todaysName(stored: string, { names, prefix }: Expected): string {
  const name = stored.replace(/LayerNorm\.gamma$/, 'LayerNorm.weight').replace(/LayerNorm\.beta$/, 'LayerNorm.bias');
  return !names.has(name) && names.has(prefix + name) ? prefix + name : name;
}
