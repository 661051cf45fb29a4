// Reads a Hugging Face model folder: configuration, checked weights, and what became of the classification head.

import { stat } from 'node:fs/promises';
import { join } from 'node:path';

import {
  architectureOf,
  type BertConfig,
  type FloatTensor,
  outerNames,
  type Parameter,
  parameters,
  parameterShapes,
  type Task,
} from '../base/model.js';
import { UserError } from '../shared/errors.js';
import { type Notice, notice } from '../shared/notices.js';
import { floatTypes } from './elementTypes.js';
import { initializeHead, initializePooler } from './initialWeights.js';
import { type JsonObject, readJsonObject, readSmall, readText } from './json.js';
import { type ModelConfig, parseModelConfig } from './modelConfig.js';
import { printable, printableList } from './printable.js';
import { ReadAhead } from './readAhead.js';
import { openWeights, type StoredWeight, type WeightFiles, weightNames } from './weightFiles.js';

/** The head that a training run needs. */
export interface WantedHead {
  readonly task: Task;
  /** Names by class id; one name for a regression. */
  readonly labelNames: readonly string[];
  /** For what has to be initialised. */
  readonly seed: number;
  /** Keep the folder's head though its labels have other names. */
  readonly keepHead?: boolean | undefined;
}

export interface ModelFolder {
  /** With the labels and the task of the head that `weights` holds. */
  readonly config: BertConfig;
  readonly labelNames: readonly string[];
  /** config.json as it was read, for `writeModelFolder`. */
  readonly base: JsonObject;
  /** All of `parameters(config)`, in its order, finite. */
  readonly weights: Map<string, FloatTensor>;
  /** What was decided on the way, for the person. */
  readonly notices: readonly Notice[];
}

/**
 * Reads config.json and the weights.
 * @param wanted the head that a training run needs: the folder's is kept when it is for the same task and labels, else
 * a
 *   new one is initialised. Without it the folder is taken as it is and must have a head.
 * @throws UserError when something is missing, damaged, hostile, of no known architecture, or does not fit together
 */
export async function readModelFolder(folder: string, wanted?: WantedHead): Promise<ModelFolder> {
  const opened = await openModelFolder(folder);
  try {
    return await opened.read(wanted);
  } finally {
    await opened.close();
  }
}

/** A folder whose weights are on their way into memory while it is still found out which head they are to have. */
export interface OpenedModelFolder {
  /** As `readModelFolder`; once. */
  read(wanted?: WantedHead): Promise<ModelFolder>;
  close(): Promise<void>;
}

/** @throws UserError as `readModelFolder`, for what is wrong with the folder as a whole */
export async function openModelFolder(folder: string): Promise<OpenedModelFolder> {
  const file = await configFile(folder);
  const read = parseModelConfig(await readJsonObject(file), file);
  const shapes = parameterShapes(read.config);
  const files = await openWeights(folder, read.config);
  const ahead = new ReadAhead(files, shapes);
  return {
    read: async (wanted) => {
      const head = wanted === undefined ? headAsItIs(folder, read, files) : chooseHead(folder, read, files, wanted);
      const loaded = await loadWeights(files, ahead, head, wanted?.seed);
      return {
        config: head.config,
        labelNames: head.labelNames,
        base: read.raw,
        weights: loaded.weights,
        notices: [...head.notices, ...loaded.notices],
      };
    },
    close: async () => {
      await ahead.stop();
      await files.close();
    },
  };
}

/** config.json, or bert_config.json as Google's first releases called it. @throws UserError when there is neither */
export async function configFile(folder: string): Promise<string> {
  if (!(await isFolder(folder))) throw new UserError('model.notFound', { folder });
  for (const name of configNames) if (await exists(join(folder, name))) return join(folder, name);
  throw new UserError('model.noConfig', { folder });
}

const configNames: readonly string[] = ['config.json', 'bert_config.json'];

async function isFolder(path: string): Promise<boolean> {
  return stat(path).then(
    (found) => found.isDirectory(),
    () => false,
  );
}

async function exists(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  );
}

interface Head {
  readonly config: BertConfig;
  readonly labelNames: readonly string[];
  /** Whether the stored classifier is read; otherwise a new one is made. */
  readonly kept: boolean;
  /** The stored class of each of ours, where the same labels stand in another order. */
  readonly order?: readonly number[];
  readonly notices: readonly Notice[];
}

/** Whether the stored weights hold a classifier of whole texts. */
export function hasHead(
  { config, classifiesTexts }: Pick<ModelConfig, 'config' | 'classifiesTexts'>,
  files: Pick<WeightFiles, 'weights'>,
): boolean {
  return classifiesTexts && files.weights.has(outputWeight(config));
}

/** The head's last product, [labels, hidden]. */
function outputWeight(config: BertConfig): string {
  return `${outputName(config)}.weight`;
}

function outputName(config: BertConfig): string {
  return architectureOf(config).head.output;
}

function headAsItIs(folder: string, read: ModelConfig, files: WeightFiles): Head {
  if (!hasHead(read, files)) throw new UserError('model.noHead', { folder });
  return { config: read.config, labelNames: read.labelNames, kept: true, notices: [] };
}

function chooseHead(folder: string, read: ModelConfig, files: WeightFiles, wanted: WantedHead): Head {
  const { labelNames, task } = wanted;
  const labels = labelNames.length;
  const config = { ...read.config, labels, task };
  const seed = String(wanted.seed);
  const replaced = (why: Notice): Head => ({ config, labelNames, kept: false, notices: [why] });
  const kept = (why: Notice): Head => ({ config, labelNames, kept: true, notices: [why] });

  const stored = hasHead(read, files) ? files.weights.get(outputWeight(config)) : undefined;
  if (stored === undefined) {
    if (wanted.keepHead === true) throw new UserError('model.noHead', { folder });
    return replaced(notice('model.headInitialized', { labels, seed }));
  }
  const found = stored.file.shape(stored.storedName)[0] ?? 0;
  if (wanted.keepHead === true) {
    if (found !== labels) throw new UserError('model.headDoesNotFit', { folder, found, wanted: labels });
    return kept(notice('model.headKeptAsAsked'));
  }
  if (found !== labels) return replaced(notice('model.headReplacedSize', { found, labels, seed }));
  if (read.config.task !== task)
    return replaced(notice('model.headReplacedTask', { found: read.config.task, labels, seed }));
  // A regression's one output has no class whose name could differ.
  if (task !== 'regression' && read.labelNames.join('\0') !== labelNames.join('\0')) {
    const order = labelNames.map((name) => read.labelNames.indexOf(name));
    if (!order.includes(-1) && new Set(order).size === found)
      return { ...kept(notice('model.headReordered', { found: printableList(read.labelNames) })), order };
    return replaced(notice('model.headReplacedLabels', { found: printableList(read.labelNames), labels, seed }));
  }
  return kept(notice('model.headKept'));
}

async function loadWeights(
  files: WeightFiles,
  ahead: ReadAhead,
  { config, kept, order }: Head,
  seed: number | undefined,
): Promise<{ weights: Map<string, FloatTensor>; notices: Notice[] }> {
  const all = parameters(config);
  const isStored = ({ name, place }: Parameter) => files.weights.has(name) && (kept || place.part !== 'classifier');
  const made = new Map(seed === undefined || kept ? [] : initializeHead(config, seed));
  const notices: Notice[] = [];
  const { pooler } = outerNames(config);
  if (seed !== undefined && pooler !== null && !files.weights.has(`${pooler}.weight`)) {
    for (const [name, tensor] of initializePooler(config, seed)) made.set(name, tensor);
    notices.push(notice('model.poolerInitialized', { seed: String(seed) }));
  }
  checkPresent(
    files,
    all.filter((each) => !isStored(each) && !made.has(each.name)).map(({ name }) => name),
  );
  const weights = new Map<string, FloatTensor>();
  for (const { name, shape } of all)
    weights.set(name, made.get(name) ?? (await readWeight(files.weights.get(name)!, ahead, name, shape)));
  for (const name of order === undefined ? [] : ['weight', 'bias'].map((one) => `${outputName(config)}.${one}`))
    weights.set(name, reordered(weights.get(name)!, order!));
  const extra = [...files.weights.keys()].filter((name) => !weights.has(name) && !isBuffer(name));
  if (extra.length > 0)
    notices.push(notice('model.extraWeights', { count: extra.length, names: printableList(extra, 3) }));
  return { weights, notices };
}

/** A weight [labels, …] with its rows in another order. */
function reordered({ shape, data }: FloatTensor, order: readonly number[]): FloatTensor {
  const width = data.length / order.length;
  const rows = new Float32Array(data.length);
  order.forEach((stored, row) => rows.set(data.subarray(stored * width, (stored + 1) * width), row * width));
  return { shape, data: rows };
}

/** Constants that older versions of transformers stored among the weights. */
function isBuffer(name: string): boolean {
  return /(^|\.)embeddings\.(position_ids|token_type_ids)$/.test(name);
}

function checkPresent(files: WeightFiles, missing: readonly string[]): void {
  if (missing.length > 0)
    throw new UserError('model.missingWeights', {
      file: files.path,
      count: missing.length,
      names: printableList(missing),
    });
}

async function readWeight(
  { file, storedName }: StoredWeight,
  ahead: ReadAhead,
  name: string,
  shape: readonly number[],
): Promise<FloatTensor> {
  const tensor = printable(storedName);
  const type = file.type(storedName);
  if (!floatTypes.includes(type))
    throw new UserError('model.tensorType', { file: file.path, tensor, type, supported: floatTypes.join(', ') });
  const found = file.shape(storedName);
  if (found.join() !== shape.join()) {
    throw new UserError('model.weightShape', {
      file: file.path,
      tensor,
      found: `[${found.join(', ')}]`,
      expected: `[${shape.join(', ')}]`,
    });
  }
  const data = await (ahead.take(name) ?? file.read(storedName));
  if (!allFinite(data)) throw new UserError('model.notFinite', { file: file.path, tensor: printable(name) });
  return { shape, data };
}

/** Whether every number is finite: by its exponent's bits, which is faster than Number.isFinite. */
function allFinite(data: Float32Array): boolean {
  const bits = new Uint32Array(data.buffer, data.byteOffset, data.length);
  for (let i = 0; i < bits.length; i++) if ((bits[i]! & 0x7f800000) === 0x7f800000) return false;
  return true;
}

/** The texts of a folder's tokenizer files, as far as they are there. */
export interface TokenizerFiles {
  readonly 'tokenizer.json'?: string;
  readonly 'tokenizer_config.json'?: string;
  readonly 'vocab.txt'?: string;
  readonly 'vocab.json'?: string;
  readonly 'merges.txt'?: string;
  readonly 'special_tokens_map.json'?: string;
}

export const tokenizerFileNames = [
  'tokenizer.json',
  'tokenizer_config.json',
  'vocab.txt',
  'vocab.json',
  'merges.txt',
  'special_tokens_map.json',
] as const;
/** SentencePiece's own files. Those of the architectures that have one are read where nothing else is there. */
const sentencePieceNames = ['sentencepiece.bpe.model', 'spiece.model', 'tokenizer.model'] as const;

/** Files that hold a vocabulary as text. */
const vocabularyNames = ['tokenizer.json', 'vocab.txt', 'vocab.json'] as const;

/** Of the files of a folder those that a model is read from: configuration, weights and tokenizer. */
export function modelFileNames(names: readonly string[]): string[] {
  const pieces = vocabularyNames.some((name) => names.includes(name)) ? [] : sentencePieceNames;
  const known: readonly (string | undefined)[] = [
    configNames.find((name) => names.includes(name)),
    ...tokenizerFileNames,
    ...pieces,
    ...weightNames(names),
  ];
  return names.filter((name) => known.includes(name)).sort();
}

/**
 * Reads the tokenizer files that are texts. @throws UserError when there is no such folder, or one of them cannot be
 * read
 */
export async function readTokenizerFiles(folder: string): Promise<TokenizerFiles> {
  if (!(await isFolder(folder))) throw new UserError('model.notFound', { folder });
  const texts: { -readonly [Name in keyof TokenizerFiles]: string } = {};
  for (const name of tokenizerFileNames) {
    if (await exists(join(folder, name))) texts[name] = await readText(join(folder, name));
  }
  return texts;
}

/** Whether there is a vocabulary among them. */
export function hasVocabulary(files: TokenizerFiles): boolean {
  const hasPairs = files['vocab.json'] !== undefined && files['merges.txt'] !== undefined;
  return files['tokenizer.json'] !== undefined || files['vocab.txt'] !== undefined || hasPairs;
}

/**
 * SentencePiece's file of a folder that has no other vocabulary.
 * @param wanted what the architecture's is called; null where it has none
 * @throws UserError when there is none, or only one of another name
 */
export async function readSentencePiece(folder: string, wanted: string | null): Promise<Uint8Array> {
  if (wanted !== null && (await exists(join(folder, wanted)))) return readSmall(join(folder, wanted));
  for (const file of sentencePieceNames)
    if (await exists(join(folder, file))) throw new UserError('model.sentencePieceOnly', { folder, file });
  throw new UserError('model.noVocabulary', { folder });
}
