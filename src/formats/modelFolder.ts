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
import { type JsonObject, readJsonObject } from './json.js';
import { type ModelConfig, parseModelConfig } from './modelConfig.js';
import { configFile } from './modelFiles.js';
import { printable, printableList } from './printable.js';
import { ReadAhead } from './readAhead.js';
import { openWeights, type StoredWeight, type WeightFiles } from './weightFiles.js';

/** The head that a training run needs. */
export interface WantedHead {
  readonly task: Task;
  /** Names by class id; one name for a regression. */
  readonly labelNames: readonly string[];
  /** The seed for weights that have to be initialised. */
  readonly seed: number;
  /** Keep the folder's head even though its labels have other names. */
  readonly keepHead?: boolean | undefined;
}

export interface ModelFolder {
  /** The configuration, with the labels and the task of the head that `weights` holds. */
  readonly config: BertConfig;
  readonly labelNames: readonly string[];
  /** config.json as it was read, for `writeModelFolder`. */
  readonly base: JsonObject;
  /** All of `parameters(config)`, in its order, all finite. */
  readonly weights: Map<string, FloatTensor>;
  /** Whether the head is the folder's own; otherwise it is new. */
  readonly keepsHead: boolean;
  /** The decisions made while reading, for the user. */
  readonly notices: readonly Notice[];
}

/**
 * Reads config.json and the weights.
 * @param wanted the head that a training run needs: the folder's own is kept when it has the same task and labels, else
 *   a new one is initialised. Without it the folder is read as it is and must have a head.
 * @throws UserError when something is missing, damaged, hostile, of an unknown architecture, or inconsistent
 */
export async function readModelFolder(folder: string, wanted?: WantedHead): Promise<ModelFolder> {
  const opened = await openModelFolder(folder);
  try {
    return await opened.read(wanted);
  } finally {
    await opened.close();
  }
}

/** A folder whose weights are being read into memory while the head that they need is still unknown. */
export interface OpenedModelFolder {
  /** Reads as `readModelFolder` does; may be called once. */
  read(wanted?: WantedHead): Promise<ModelFolder>;
  close(): Promise<void>;
}

/** @throws UserError as `readModelFolder`, for what is wrong with the folder as a whole */
export async function openModelFolder(folder: string): Promise<OpenedModelFolder> {
  const file = await configFile(folder);
  const read = parseModelConfig(readJsonObject(file), file);
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
        keepsHead: head.kept,
        notices: [...head.notices, ...loaded.notices],
      };
    },
    close: async () => {
      await ahead.stop();
      await files.close();
    },
  };
}

interface Head {
  readonly config: BertConfig;
  readonly labelNames: readonly string[];
  /** Whether the stored classifier is read; otherwise a new one is initialised. */
  readonly kept: boolean;
  /** The stored class of each of our classes, where the same labels are stored in another order. */
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

/** The weight of the head's last dense layer, [labels, hidden]. */
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
  // A regression has one output and no class whose name could differ.
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
  const isStored = ({ name, location }: Parameter) =>
    files.weights.has(name) && (kept || location.part !== 'classifier');
  const made = new Map(seed === undefined || kept ? [] : initializeHead(config, seed));
  const { path, prefix } = files;
  const notices = wrappers.test(prefix) ? [] : [notice('model.prefixTaken', { file: path, prefix: printable(prefix) })];
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

/** What PyTorch's wrappers write before all names; they compute the same. */
const wrappers = /^(module\.|_orig_mod\.)*$/;

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

/** Whether every number is finite, tested by the bits of its exponent, which is faster than Number.isFinite. */
function allFinite(data: Float32Array): boolean {
  const bits = new Uint32Array(data.buffer, data.byteOffset, data.length);
  for (let i = 0; i < bits.length; i++) if ((bits[i]! & 0x7f800000) === 0x7f800000) return false;
  return true;
}
