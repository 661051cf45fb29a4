// What a run with these settings would cost on this machine, before it is started: the answer to `estimate`.

import { availableMemory } from 'node:process';
import { totalmem } from 'node:os';
import { resampledCount } from '../../data/resample.js';
import { countHeld } from '../../data/split.js';
import { inspect } from '../../data/inspect.js';
import { parseSettings, parseShape } from '../../runs/settings.js';
import { randomConfig } from '../../formats/initialWeights.js';
import { validationShare } from '../../shared/settingValues.js';
import { bfloat16Gain, hasPrecision, isTensorflow, type DeviceReport } from '../../shared/devices.js';
import { UserError } from '../../shared/errors.js';
import type { Inspection } from '../../shared/inspection.js';
import type { TokenLengths } from '../../shared/messages/data.js';
import type { Cost, Estimate } from '../../shared/messages/models.js';
import { parameterShapes, type BertConfig } from '../../shared/model.js';
import type { GivenSettings, Settings } from '../../shared/settings.js';
import { costOf, operations, type CostWithoutSpeed } from '../cost.js';
import { countParameters, defaultThreads } from '../defaults.js';
import { readConfigOf } from '../modelInfo.js';
import { checkFits } from '../modelSource.js';
import { withOwnValidation } from '../ownValidation.js';
import { planRun } from '../plan.js';
import type { Tokenizers } from './tokenizers.js';
import { windowLoad } from './windowLoad.js';

export interface EstimateRequest {
  readonly settings: GivenSettings;
  readonly freezes: readonly string[];
  /** Null while they are not known. */
  readonly inspection: Inspection | null;
  readonly lengths: TokenLengths | null;
  readonly devices: readonly DeviceReport[];
}

/** Labels that a model gets while nobody knows how many there are. */
const unknownLabels = 2;
/**
 * Share of a large product's speed that training reaches with a model so wide: small products are slower. With what each step, row and
 * weight costs besides, in seconds, it was fitted to runs of models 128 to 768 wide; test/process/service.test.ts holds it against a run.
 */
const fullShare = 1.15;
const halfWidth = 170;
const ofStep = 0.012;
const ofRow = 2e-4;
const ofWeight = 5e-9;
/** Share of a step that bfloat16 makes faster: a step of BERT-base took 4.19 s instead of 5.9 s where a product alone was 4.1 times as fast. */
const halfShare = 0.38;
/** Seconds that TensorFlow takes longer to start, and more for each weight: its library is loaded and its graph prepared. */
const ofTensorflow = 0.8;
const ofTensorflowWeight = 1.8e-8;

/** Throws `setting.*`, and `model.*` for a model that cannot be read. */
export async function estimate(request: EstimateRequest, tokenizers: Tokenizers): Promise<Estimate> {
  const { inspection, lengths } = request;
  const settings = parseSettings(inspection === null ? request.settings : await withOwnValidation(inspection.file, request.settings));
  const { device, precision } = settings;
  if (device !== 'auto' && !hasPrecision(device, precision)) throw new UserError('setting.precisionDevice', { name: 'precision', value: precision, device });
  const config = await configOf(settings, labelsOf(settings, inspection), tokenizers);
  const rows = await splitOf(settings, inspection);
  const meanTokens = Math.min(settings.maxLength, meanOf(lengths) ?? settings.maxLength);
  const tokens = settings.padding === 'maximum' ? settings.maxLength : Math.min(settings.maxLength, lengths?.percentile95 ?? settings.maxLength);
  const plan = rows === null ? null : planRun({ ...settings, rows: rows.training });
  const windows = windowLoad(settings, lengths);
  // As a run does it: what frozen layers give is kept of whole texts only.
  const load = { settings: windows > 1 ? { ...settings, cacheFrozen: false } : settings, windows, tokens, meanTokens, training: rows?.training ?? 0, validation: rows?.validation ?? 0 };
  // A batch is as wide as the longest of its texts, which is somewhere between a usual text and a long one.
  const padded = settings.padding === 'maximum' ? settings.maxLength : (meanTokens + tokens) / 2;
  // The settings' own value is checked even where others are asked for.
  costOf(config, settings.freeze, load);
  return {
    parameters: countParameters(parameterShapes(config)),
    threads: settings.threads ?? defaultThreads(),
    plan: rows === null || plan === null ? null : { training: rows.training, validation: rows.validation, stepsPerEpoch: plan.stepsPerEpoch, steps: plan.steps },
    costs: request.freezes.map((freeze): Cost => {
      const { stage, cached, ...cost } = costOf(config, freeze, load);
      const speeds = rows === null || rows.training === 0 ? [] : request.devices.flatMap((device) => speedOf(device, config, { ...cost, stage, cached }, { ...load, padded }));
      return { ...cost, speeds };
    }),
    memoryFree: availableMemory(),
    memoryTotal: totalmem(),
  };
}

async function configOf(settings: Settings, labels: number | null, tokenizers: Tokenizers): Promise<BertConfig> {
  const { tokenizer } = await tokenizers.open(settings);
  const base = settings.vocabulary ?? settings.model ?? tokenizers.bundledModel;
  const { task } = settings;
  const config =
    settings.shape === null
      ? await readConfigOf(base).then((read) => ({ ...read.config, task, labels: labels ?? read.config.labels }))
      : randomConfig({ ...parseShape(settings.shape), vocabularySize: tokenizer.vocabularySize, labels: labels ?? unknownLabels, task });
  checkFits(config, tokenizer, settings, base);
  return config;
}

function labelsOf({ task }: Settings, inspection: Inspection | null): number | null {
  if (task === 'regression') return 1;
  return inspection === null || inspection.labels.length === 0 ? null : inspection.labels.length;
}

interface SplitCounts {
  readonly training: number;
  readonly validation: number;
}

async function splitOf(settings: Settings, inspection: Inspection | null): Promise<SplitCounts | null> {
  if (inspection === null) return null;
  const rows = Math.min(settings.rows ?? inspection.usable, inspection.usable);
  const share = validationShare(settings.validation);
  if (share === null) return { training: rows, validation: await usableRows(settings) };
  const scale = rows / Math.max(1, inspection.usable);
  const classes = settings.task === 'single-label' ? inspection.labels.map(({ count }) => Math.round(count * scale)) : [rows];
  const validation = countHeld(classes, share);
  const repeats = settings.resample === 'oversample' && settings.task === 'single-label' && classes.length > 0;
  return { training: repeats ? resampledCount(classes.map((count) => count - Math.round(count * share))) : rows - validation, validation };
}

async function usableRows(settings: Settings): Promise<number> {
  return (await inspect(settings.validation, settings)).usable;
}

/** Of a histogram: each bin counts with its middle. */
function meanOf(lengths: TokenLengths | null): number | null {
  if (lengths === null || lengths.texts === 0) return null;
  const sum = lengths.bins.reduce((total, count, bin) => total + count * (bin + 0.5) * lengths.width, 0);
  return Math.max(1, sum / lengths.texts);
}

function speedOf(
  report: DeviceReport, config: BertConfig, cost: CostWithoutSpeed,
  { settings, training, validation, padded, windows }: SplitCounts & { readonly settings: Settings; readonly padded: number; readonly windows: number },
): Cost['speeds'] {
  const { device, works, gigaflops: inFloat32 } = report;
  if (!works || inFloat32 === null || !hasPrecision(device, settings.precision)) return [];
  const gain = settings.precision === 'bfloat16' ? bfloat16Gain(report) : null;
  const gigaflops = gain === null ? inFloat32 : inFloat32 / (1 - halfShare + halfShare / gain);
  const perSecond = gigaflops * 1e9 * fullShare * (config.hiddenSize / (config.hiddenSize + halfWidth));
  const { frozen, forward, training: learning } = operations(config, cost, padded, settings);
  const bottom = cost.cached ? 0 : frozen;
  const stepRows = settings.batch * settings.accumulate;
  const rowSeconds = (learning + bottom) / perSecond + ofRow + (ofStep + ofWeight * cost.trainable) / stepRows;
  const once = cost.cached ? ((training + validation) * frozen) / perSecond : 0;
  const evaluations = Math.max(settings.evaluations, settings.epochs) * validation * windows * ((forward + bottom) / perSecond + ofRow);
  const epochSeconds = training * rowSeconds;
  const start = isTensorflow(device) ? ofTensorflow + ofTensorflowWeight * countParameters(parameterShapes(config)) : 0;
  return [{ device, rowsPerSecond: 1 / rowSeconds, epochSeconds, seconds: start + settings.epochs * epochSeconds + once + evaluations }];
}
