// Estimates the costs of a run with these settings on this machine before it is started: the answer to `estimate`.

import { totalmem } from 'node:os';
import { setImmediate as nextTurn } from 'node:timers/promises';

import { type BertConfig, parameterShapes } from '../../base/model.js';
import { resampledCount } from '../../data/rows/resample.js';
import { countHeld } from '../../data/rows/split.js';
import type { PlannedGraphs } from '../../engine/footprint.js';
import { randomConfig } from '../../formats/initialWeights.js';
import { choiceOf, speedOf } from '../../jobs/estimate/cost.js';
import { deviceFor, type MemoryLoad, memoryOf } from '../../jobs/estimate/memoryEstimate.js';
import { propose } from '../../jobs/estimate/proposal.js';
import { checkFits } from '../../jobs/model/baseModel.js';
import { countParameters, defaultThreads, withDropout } from '../../jobs/model/defaults.js';
import { readConfigOf } from '../../jobs/model/modelInfo.js';
import { withOwnValidation } from '../../jobs/rows/ownValidation.js';
import { planRun } from '../../jobs/train/plan.js';
import { decideRecipe } from '../../jobs/train/recipe.js';
import { freeMemory } from '../../processes/freeMemory.js';
import { parseSettings, parseShape } from '../../runs/parseSettings.js';
import { type DeviceReport, hasPrecision } from '../../shared/devices.js';
import { UserError } from '../../shared/errors.js';
import type { Inspection } from '../../shared/inspection.js';
import type { TokenLengths } from '../../shared/messages/data.js';
import { type Cost, type Estimate, fastest } from '../../shared/messages/models.js';
import type { DecidedSettings, GivenSettings, Settings } from '../../shared/settings.js';
import { validationShare } from '../../shared/settingValues.js';
import { paddedLength } from '../../text/collate.js';
import type { Tokenizers } from './tokenizers.js';
import type { ValidationRows } from './validationRows.js';
import { windowLoad } from './windowLoad.js';

export interface EstimateRequest {
  readonly settings: GivenSettings;
  readonly freezes: readonly string[];
  /** Null while it is unknown. */
  readonly inspection: Inspection | null;
  readonly lengths: TokenLengths | null;
  readonly devices: readonly DeviceReport[];
}

/** Kept from one request to the next: a form asks again at every change. */
export interface EstimateMemory {
  readonly graphs: PlannedGraphs;
  readonly validationRows: ValidationRows;
}

/** The number of labels of a model while the real number is unknown. */
const unknownLabels = 2;
/** Throws `setting.*`, and `model.*` for a model that cannot be read. */
export async function estimate(
  request: EstimateRequest,
  tokenizers: Tokenizers,
  { graphs, validationRows }: EstimateMemory,
): Promise<Estimate> {
  const { inspection, lengths } = request;
  const asked = parseSettings(
    inspection === null ? request.settings : await withOwnValidation(inspection.file, request.settings),
  );
  const windows = windowLoad(asked, lengths);
  // As in a run, outputs of frozen layers are cached for whole texts only.
  const open = windows > 1 ? { ...asked, cacheFrozen: false } : asked;
  const { device, precision } = open;
  if (device !== 'auto' && !hasPrecision(device, precision))
    throw new UserError('setting.precisionDevice', { name: 'precision', value: precision, device });
  const config = withDropout(await configOf(open, labelsOf(open, inspection), tokenizers), open.dropout);
  const rows = await splitOf(open, inspection, validationRows);
  const settings = decideRecipe(open, { trainingRows: rows?.training ?? null, config });
  const plan = rows === null ? null : planRun({ ...settings, rows: rows.training });
  const known: Known = { settings, config, rows, windows, devices: request.devices, ...tokensOf(settings, lengths) };
  // The settings' own value is checked even where only others are requested.
  const own = costOf(known, settings.freeze, graphs);
  const costs: Cost[] = [];
  for (const freeze of request.freezes) {
    costs.push((freeze === settings.freeze ? own : costOf(known, freeze, graphs)).cost);
    // Each may be a graph of some thousand nodes.
    await nextTurn();
  }
  const { epochs, evaluations, layerDecay } = settings;
  return {
    parameters: countParameters(parameterShapes(config)),
    threads: settings.threads ?? defaultThreads(),
    decided: { epochs, evaluations, layerDecay },
    plan:
      rows === null || plan === null
        ? null
        : {
            training: rows.training,
            validation: rows.validation,
            stepsPerEpoch: plan.stepsPerEpoch,
            steps: plan.steps,
          },
    costs,
    proposal: own.cost.memory.fits ? null : await propose(config, own.load, graphs),
    memoryFree: freeMemory(),
    memoryTotal: totalmem(),
  };
}

/** The known facts about a run, apart from its frozen layers. */
interface Known {
  readonly settings: DecidedSettings;
  readonly config: BertConfig;
  readonly rows: SplitCounts | null;
  readonly windows: number;
  readonly devices: readonly DeviceReport[];
  /** Tokens: of a typical text, of a row in a typical batch with padding, and of the longest batch. */
  readonly meanTokens: number;
  readonly padded: number;
  readonly longest: number;
}

/** If the device is left open, it is the one that would finish first, as in the panel. */
function costOf(
  { settings, config, rows, windows, devices, meanTokens, padded, longest }: Known,
  freeze: string,
  graphs: PlannedGraphs,
): { readonly cost: Cost; readonly load: MemoryLoad } {
  const choice = choiceOf(config, freeze, settings);
  const speeds =
    rows === null || rows.training === 0
      ? []
      : devices.flatMap((report) => speedOf(report, config, choice, { settings, ...rows, padded, windows }));
  const device = settings.device === 'auto' ? (fastest({ speeds })?.device ?? 'onnx-cpu') : settings.device;
  const { batch, accumulate } = settings;
  const load = {
    settings,
    freeze,
    batch,
    accumulate,
    length: longest,
    meanTokens,
    rows,
    device: deviceFor(device, devices),
  };
  const { trainable, learningRate } = choice;
  return { load, cost: { freeze, trainable, learningRate, speeds, device, memory: memoryOf(config, load, graphs) } };
}

function tokensOf(
  { maxLength, padding }: Settings,
  lengths: TokenLengths | null,
): Pick<Known, 'meanTokens' | 'padded' | 'longest'> {
  const meanTokens = Math.min(maxLength, meanOf(lengths) ?? maxLength);
  if (padding === 'maximum' || lengths === null) return { meanTokens, padded: maxLength, longest: maxLength };
  // A batch is as wide as the longest of its texts, which is somewhere between a typical text and a long one.
  const padded = (meanTokens + Math.min(maxLength, lengths.percentile95)) / 2;
  // Where not all texts were measured there may be a longer one.
  const longest = lengths.sampled ? maxLength : paddedLength(Math.min(maxLength, lengths.longest), padding, maxLength);
  return { meanTokens, padded, longest: Math.max(1, longest) };
}

async function configOf(settings: Settings, labels: number | null, tokenizers: Tokenizers): Promise<BertConfig> {
  const { tokenizer } = await tokenizers.open(settings);
  const base = settings.vocabulary ?? tokenizers.folderOf(settings.model);
  const { task } = settings;
  const config =
    settings.shape === null
      ? await readConfigOf(base).then((read) => ({ ...read.config, task, labels: labels ?? read.config.labels }))
      : randomConfig({
          ...parseShape(settings.shape),
          vocabularySize: tokenizer.vocabularySize,
          labels: labels ?? unknownLabels,
          task,
        });
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

async function splitOf(
  settings: Settings,
  inspection: Inspection | null,
  validationRows: ValidationRows,
): Promise<SplitCounts | null> {
  if (inspection === null) return null;
  const rows = Math.min(settings.rows ?? inspection.usable, inspection.usable);
  const share = validationShare(settings.validation);
  if (share === null) return { training: rows, validation: await validationRows.count(settings) };
  const scale = rows / Math.max(1, inspection.usable);
  const classes =
    settings.task === 'single-label' ? inspection.labels.map(({ count }) => Math.round(count * scale)) : [rows];
  const validation = countHeld(classes, share);
  const repeats = settings.resample === 'oversample' && settings.task === 'single-label' && classes.length > 0;
  return {
    training: repeats ? resampledCount(classes.map((count) => count - Math.round(count * share))) : rows - validation,
    validation,
  };
}

/** The mean of a histogram, each bin represented by its midpoint. */
function meanOf(lengths: TokenLengths | null): number | null {
  if (lengths === null || lengths.texts === 0) return null;
  const sum = lengths.bins.reduce((total, count, bin) => total + count * (bin + 0.5) * lengths.width, 0);
  return Math.max(1, sum / lengths.texts);
}
