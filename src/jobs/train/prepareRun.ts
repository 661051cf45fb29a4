// Prepares everything that a run has before its first step: rows, model, decisions. The same run.json always gives the
// same.

import { type BertConfig, parameterShapes } from '../../base/model.js';
import type { FrozenStage } from '../../base/training.js';
import { checkStart, firstTexts } from '../../data/rows/dataset.js';
import { hashFile } from '../../data/source/bytes.js';
import { frozenWeights } from '../../engine/model/freezing.js';
import { frozenStageOf } from '../../engine/model/stage.js';
import { refuseBeyondMemory } from '../../formats/memoryLimit.js';
import type { ModelFolder } from '../../formats/modelFolder.js';
import type { TokenizerTexts } from '../../formats/tokenizerTexts.js';
import { type Decisions, portablePath, type RunFile } from '../../runs/runFile.js';
import { hasPrecision } from '../../shared/devices.js';
import { UserError } from '../../shared/errors.js';
import { firstBundledModel, isBundledModel } from '../../shared/models/bundledModels.js';
import { type Notice, notice } from '../../shared/notices.js';
import type { DecidedSettings, Settings } from '../../shared/settings.js';
import { readingSettings } from '../../shared/settingValues.js';
import type { Tokenizer } from '../../text/tokenizer.js';
import { stopIfAborted } from '../interruption.js';
import type { JobContext } from '../jobs.js';
import { checkFits, folderOf, openBaseModel, type OpenedBaseModel } from '../model/baseModel.js';
import { modelsAtHand } from '../model/candidates.js';
import { chooseModel, sampledTexts, unreadNotice } from '../model/chooseModel.js';
import { countParameters, defaultLearningRate, defaultThreads, withDropout } from '../model/defaults.js';
import { isOnHub, locateModel } from '../model/locateModel.js';
import { hashModelFolder } from '../model/modelHash.js';
import { readConfigOf } from '../model/modelInfo.js';
import { openTokenizer } from '../model/openTokenizer.js';
import { epochRows, readRunData, type RunData } from '../rows/runData.js';
import { cacheBytes, cacheFits } from './frozenCache.js';
import { type Plan, planRun } from './plan.js';
import { decideRecipe, recipeNotices } from './recipe.js';

export interface PreparedRun {
  readonly folder: string;
  readonly run: RunFile;
  readonly data: RunData;
  /** The configuration with the setting `dropout` applied. */
  readonly config: BertConfig;
  readonly model: ModelFolder;
  readonly tokenizerFiles: TokenizerTexts;
  readonly frozen: ReadonlySet<string>;
  readonly stage: FrozenStage;
  readonly plan: Plan;
  /** The settings with all decisions made. */
  readonly settings: DecidedSettings;
  readonly learningRate: number;
  readonly threads: number;
  readonly parameters: { readonly trainable: number; readonly total: number };
  readonly decisions: Omit<Decisions, 'device' | 'versions'>;
  readonly notices: readonly Notice[];
}

/**
 * Throws a UserError for data, a model or settings that do not fit together, an Interruption when the signal is
 * aborted.
 */
export async function prepareRun(folder: string, run: RunFile, context: JobContext): Promise<PreparedRun> {
  // A model may have to be downloaded: errors in the data are reported before.
  if (run.settings.model !== null && isOnHub(run.settings.model)) await checkStart(run.data, run.settings);
  const source = await findSource(run, context);
  const base = openBaseModel(source);
  try {
    return await prepareWith(base, source, folder, run, context);
  } finally {
    await base.close();
  }
}

/** The source of the base model, with `model` as a folder of this machine. */
interface Source extends Pick<Settings, 'model' | 'shape' | 'vocabulary'> {
  /** The name that run.json keeps as its `model`. */
  readonly name: string | null;
  readonly notices: readonly Notice[];
}

async function findSource(run: RunFile, context: JobContext): Promise<Source> {
  const { model, shape, vocabulary } = run.settings;
  if (shape !== null) return { model, shape, vocabulary, name: null, notices: [] };
  if (model === null && run.decisions === null) {
    const texts = await firstTexts(run.data, run.settings, sampledTexts);
    const choice = await chooseModel(texts, modelsAtHand(run.data, context.bundledModels));
    const { folder, name } = choice.model;
    return { model: folder, shape, vocabulary, name, notices: [choice.notice] };
  }
  const { folder, name, notices } = await locateModel(model ?? firstBundledModel, context);
  return { model: folder, shape, vocabulary, name, notices };
}

async function prepareWith(
  opened: OpenedBaseModel,
  source: Source,
  folder: string,
  run: RunFile,
  context: JobContext,
): Promise<PreparedRun> {
  const { settings: asked } = run;
  const { signal } = context;
  const device = deviceOf(asked);
  // The architecture is checked first: another one's tokenizer may have files of other names.
  if (source.shape === null) await readConfigOf(folderOf(source));
  const { tokenizer, files: tokenizerFiles } = await openTokenizer(source);
  const base = source.vocabulary ?? folderOf(source);
  const baseName = source.name ?? base;
  const hash = asked.vocabulary === null ? hashIfSound(opened, base, signal) : hashFile(base);
  const [data, baseHash] = await Promise.all([readRunData(run.data, asked, tokenizer, signal), hash]);
  stopIfAborted(signal);
  const head = { task: asked.task, labelNames: data.labelNames, seed: asked.seed };
  const model = await opened.withHead(head, tokenizer.vocabularySize);
  const config = withDropout(model.config, asked.dropout);
  checkFits(config, tokenizer, data.settings, baseName);
  const frozen = frozenWeights(asked.freeze, config);
  const stage = frozenStageOf(config, frozen);
  const decided = decideRecipe(data.settings, { trainingRows: epochRows(data).count, config });
  const hasNoRoom = stage.kind !== 'none' && asked.cacheFrozen && !(await fits(folder, decided, config, data, stage));
  // The cache holds one window of a row.
  const hasWindows = stage.kind !== 'none' && asked.cacheFrozen && data.rows.store.hasWindows;
  const [learningRate, threads] = [
    asked.learningRate ?? defaultLearningRate(config, frozen),
    asked.threads ?? defaultThreads(),
  ];
  const parameters = countedParameters(config, frozen);
  return {
    ...{ folder, run, data, config, model, tokenizerFiles, frozen, stage, learningRate, threads, parameters },
    plan: planRun({ ...decided, rows: epochRows(data).count }),
    settings: {
      ...decided,
      model: source.name,
      learningRate,
      threads,
      cacheFrozen: asked.cacheFrozen && !hasNoRoom && !hasWindows,
      device,
    },
    decisions: {
      ...filesOf(folder, run, data),
      baseModel: { path: isName(baseName) ? baseName : portablePath(folder, baseName), sha256: baseHash },
      rows: rowCounts(data),
      labels: [...data.labelNames],
      parameters,
      detected: detectedBy(run, data),
    },
    notices: [
      ...(await noticesOf(run, source, tokenizer)),
      ...data.notices,
      ...recipeNotices(decided, learningRate),
      ...model.notices,
      ...(hasWindows ? [notice('run.windowsNotCached')] : hasNoRoom ? [notice('run.frozenNotCached')] : []),
    ],
  };
}

/** Terabytes that are no weights are not hashed: what is wrong with them is thrown when the head is read. */
async function hashIfSound(opened: OpenedBaseModel, folder: string, signal: AbortSignal): Promise<string> {
  return (await opened.isSound()) ? hashModelFolder(folder, signal) : '';
}

/** Throws `machine.memory` for a model that no memory of this machine holds. */
function countedParameters(config: BertConfig, frozen: ReadonlySet<string>): PreparedRun['parameters'] {
  const shapes = [...parameterShapes(config)];
  const [trainable, total] = [countParameters(shapes.filter(([name]) => !frozen.has(name))), countParameters(shapes)];
  // Counted in float32: each weight, and for a trainable one its gradient and two moments.
  refuseBeyondMemory(4 * total + 12 * trainable);
  return { trainable, total };
}

/** A run that has begun knows it; its settings no longer tell what was asked for. */
function detectedBy({ settings, decisions }: RunFile, data: RunData): string[] {
  if (decisions !== null) return decisions.detected ?? [...readingSettings];
  return readingSettings.filter((name) => settings[name] !== data.settings[name]);
}

/** The device that is always available computes unless another is requested. Throws `setting.precisionDevice`. */
function deviceOf({ device: asked, precision }: Settings): Settings['device'] {
  const device = asked === 'auto' ? 'onnx-cpu' : asked;
  if (!hasPrecision(device, precision))
    throw new UserError('setting.precisionDevice', { name: 'precision', value: precision, device });
  return device;
}

/** What there is to say of the model, also where one that was asked for does not read the texts. */
async function noticesOf(run: RunFile, source: Source, tokenizer: Tokenizer): Promise<Notice[]> {
  if (source.shape !== null || run.settings.model === null || run.decisions !== null) return [...source.notices];
  const texts = await firstTexts(run.data, run.settings, sampledTexts);
  const unread = await unreadNotice(texts, tokenizer, source.name ?? '');
  return unread === null ? [...source.notices] : [...source.notices, unread];
}

/** Names are the same on every machine; paths are kept relative to the run. */
function isName(model: string): boolean {
  return isOnHub(model) || isBundledModel(model);
}

function rowCounts({ training, validation, skipped }: RunData): Decisions['rows'] {
  return { training: training.length, validation: validation.length, skipped };
}

/**
 * Whether the outputs of the frozen layers fit in memory and on the disk. Decided once: a resumed run finds it in
 * run.json.
 */
async function fits(
  folder: string,
  settings: DecidedSettings,
  config: BertConfig,
  data: RunData,
  stage: FrozenStage,
): Promise<boolean> {
  const { lengths } = data.rows.store;
  const bytes = (rows: Int32Array) => cacheBytes(lengths, rows, config.hiddenSize, stage);
  const needed = bytes(data.validation) + (settings.epochs > 1 ? bytes(data.training) : 0);
  return cacheFits(needed, settings.cacheMegabytes * 1e6, folder);
}

function filesOf(folder: string, run: RunFile, data: RunData): Pick<Decisions, 'data' | 'validation'> {
  const file = (path: string, sha256: string) => ({ path: portablePath(folder, path), sha256 });
  return {
    data: file(run.data, data.hash),
    validation: data.validationHash === null ? null : file(run.settings.validation, data.validationHash),
  };
}

/** Throws `run.fileChanged` when a resumed run finds other data or another base model than it began with. */
export function checkUnchanged(prepared: PreparedRun, begun: Decisions): void {
  const { folder, run, decisions } = prepared;
  const files = [
    [run.data, decisions.data, begun.data],
    [run.settings.validation, decisions.validation, begun.validation],
    [begun.baseModel.path, decisions.baseModel, begun.baseModel],
  ] as const;
  for (const [file, now, then] of files) {
    if (now?.sha256 !== then?.sha256) throw new UserError('run.fileChanged', { file, folder });
  }
}
