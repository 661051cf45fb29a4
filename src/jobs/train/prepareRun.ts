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
import { checkThreshold } from '../model/openModel.js';
import { openTokenizer } from '../model/openTokenizer.js';
import { epochRows, readRunData, type RunData } from '../rows/runData.js';
import { weightsOnScale } from '../rows/targetScale.js';
import { cacheBytes, cacheFits } from './frozenCache.js';
import { type Plan, planRun } from './plan.js';
import { decideRecipe, recipeNotices, warmupNotices } from './recipe.js';

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
  checkThreshold(run.settings.task, run.settings.threshold);
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
  const device = deviceOf(asked);
  // The architecture is checked first: another one's tokenizer may have files of other names.
  if (source.shape === null) await readConfigOf(folderOf(source));
  const { tokenizer, files: tokenizerFiles } = await openTokenizer(source);
  const base = source.vocabulary ?? folderOf(source);
  const baseName = source.name ?? base;
  const hash = asked.vocabulary === null ? hashIfSound(opened, base, context.signal) : hashFile(base);
  const [data, baseHash] = await Promise.all([readRunData(run.data, asked, tokenizer, context.signal), hash]);
  stopIfAborted(context.signal);
  const head = { task: asked.task, labelNames: data.labelNames, seed: asked.seed };
  const model = onScale(await opened.withHead(head, tokenizer.vocabularySize), data);
  const config = withDropout(model.config, asked.dropout);
  checkFits(config, tokenizer, data.settings, baseName);
  const frozen = frozenWeights(asked.freeze, config);
  const stage = frozenStageOf(config, frozen);
  const decided = decideRecipe(data.settings, { trainingRows: epochRows(data).count, config });
  const obstacle = asked.cacheFrozen ? await cacheObstacle(folder, decided, config, data, stage) : null;
  const learningRate = asked.learningRate ?? defaultLearningRate(config, frozen);
  const threads = asked.threads ?? defaultThreads();
  const parameters = countedParameters(config, frozen);
  const baseModel = { path: isName(baseName) ? baseName : portablePath(folder, baseName), sha256: baseHash };
  const cacheFrozen = asked.cacheFrozen && obstacle === null;
  const plan = planRun({ ...decided, rows: epochRows(data).count });
  const settings = { ...decided, model: source.name, learningRate, threads, cacheFrozen, device };
  return {
    folder,
    run,
    data,
    config,
    model,
    tokenizerFiles,
    frozen,
    stage,
    learningRate,
    threads,
    parameters,
    plan,
    settings,
    decisions: { ...dataDecisions(folder, run, data), baseModel, parameters },
    notices: [
      ...(await noticesOf(run, source, tokenizer)),
      ...data.notices,
      ...recipeNotices(decided, learningRate),
      ...warmupNotices(decided, learningRate, plan.steps),
      ...model.notices,
      ...(obstacle === null ? [] : [obstacle]),
    ],
  };
}

/** A head that a folder brings answers in the unit of its numbers, and is to learn on their scale. */
function onScale(model: ModelFolder, { rows: { scale } }: RunData): ModelFolder {
  if (!model.keepsHead || scale === null) return model;
  return { ...model, weights: new Map(weightsOnScale(model.weights, model.config, scale)) };
}

/**
 * The hash of the base model; empty for a folder whose files are unsound, which may have terabytes: its error is thrown
 * when the head is read.
 */
async function hashIfSound(opened: OpenedBaseModel, folder: string, signal: AbortSignal): Promise<string> {
  return (await opened.isSound()) ? hashModelFolder(folder, signal) : '';
}

/** Throws `machine.memory` for a model that no memory of this machine holds. */
function countedParameters(config: BertConfig, frozen: ReadonlySet<string>): PreparedRun['parameters'] {
  const shapes = [...parameterShapes(config)];
  const trainable = countParameters(shapes.filter(([name]) => !frozen.has(name)));
  const total = countParameters(shapes);
  // Counted in float32: each weight, and for a trainable one its gradient and two moments.
  refuseBeyondMemory(4 * total + 12 * trainable);
  return { trainable, total };
}

/**
 * The names of the detected settings. A run that has begun stores them, since its settings no longer show what was
 * given.
 */
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

/** The notices about the model, one of them where a given model does not fit the texts. */
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

/**
 * The reason why the outputs of the frozen layers cannot be cached; null where they can, or no layer is frozen.
 * Decided once: a resumed run finds the decision in run.json.
 */
async function cacheObstacle(
  folder: string,
  settings: DecidedSettings,
  config: BertConfig,
  data: RunData,
  stage: FrozenStage,
): Promise<Notice | null> {
  if (stage.kind === 'none') return null;
  const { lengths, hasWindows } = data.rows.store;
  // The cache holds one window of a row.
  if (hasWindows) return notice('run.windowsNotCached');
  const bytes = (rows: Int32Array) => cacheBytes(lengths, rows, config.hiddenSize, stage);
  const needed = bytes(data.validation) + (settings.epochs > 1 ? bytes(data.training) : 0);
  return (await cacheFits(needed, settings.cacheMegabytes * 1e6, folder)) ? null : notice('run.frozenNotCached');
}

/** The decisions that follow from the data alone. */
function dataDecisions(
  folder: string,
  run: RunFile,
  data: RunData,
): Pick<Decisions, 'data' | 'validation' | 'rows' | 'labels' | 'detected'> {
  const file = (path: string, sha256: string) => ({ path: portablePath(folder, path), sha256 });
  return {
    data: file(run.data, data.hash),
    validation: data.validationHash === null ? null : file(run.settings.validation, data.validationHash),
    rows: { training: data.training.length, validation: data.validation.length, skipped: data.skipped },
    labels: [...data.labelNames],
    detected: detectedBy(run, data),
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
