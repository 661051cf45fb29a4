// Estimates whether a run fits: the memory that it needs on its device, and the memory that the device has.

import type { BertConfig } from '../../base/model.js';
import type { FrozenStage } from '../../base/training.js';
import { footprintOf, type PlannedGraphs, totalOf } from '../../engine/footprint.js';
import { frozenWeights } from '../../engine/model/freezing.js';
import { frozenStageOf } from '../../engine/model/stage.js';
import { freeMemory } from '../../processes/freeMemory.js';
import { type DeviceReport, isWebgpu } from '../../shared/devices.js';
import type { Memory } from '../../shared/memory.js';
import type { DecidedSettings } from '../../shared/settings.js';
import { evaluationRows } from '../answers/logits.js';

/**
 * The quantities that the memory of a run depends on besides its model, and the settings that may be changed where it
 * does not fit.
 */
export interface MemoryLoad {
  readonly settings: Pick<
    DecidedSettings,
    'cacheFrozen' | 'cacheMegabytes' | 'checkpointActivations' | 'epochs' | 'precision'
  >;
  readonly freeze: string;
  /** The rows that go through the device together, and how often before an update. */
  readonly batch: number;
  readonly accumulate: number;
  /** The tokens of the longest batch, padding included, and of a typical text. */
  readonly length: number;
  readonly meanTokens: number;
  /** The number of rows; null while it is unknown. */
  readonly rows: { readonly training: number; readonly validation: number } | null;
  /** The device that computes. */
  readonly device: Device;
}

export interface Device {
  readonly name: string;
  /** The bytes of its own memory; null where it uses the machine's, undefined where it is unknown. */
  readonly ownMemory: number | null | undefined;
  /** The bytes of the machine's memory that the run may take. */
  readonly machineFree: number;
}

/** @param occupied bytes that this process already takes and the run will reuse */
export function deviceFor(name: string, reports: readonly DeviceReport[], occupied = 0): Device {
  const report = reports.find(({ device }) => device === name);
  const hasOwn =
    isWebgpu(name) || name.startsWith('tensorflow:gpu:') || (name === 'tensorflow' && report?.memory !== undefined);
  return { name, ownMemory: hasOwn ? report?.memory : null, machineFree: freeMemory() + occupied };
}

/** Throws `setting.freezePart`, `setting.freezeAll`. */
export function memoryOf(config: BertConfig, load: MemoryLoad, graphs: PlannedGraphs): Memory {
  const { settings, batch, length, accumulate, rows, device } = load;
  const frozen = frozenWeights(load.freeze, config);
  const stage = frozenStageOf(config, frozen);
  const isCached = stage.kind !== 'none' && settings.cacheFrozen;
  const run = {
    config,
    frozen,
    length,
    accumulate,
    stage: isCached ? stage : ({ kind: 'none' } as const),
    precision: settings.precision,
    checkpointActivations: settings.checkpointActivations,
    batch: Math.min(batch, rows?.training ?? batch),
    evaluated: Math.min(evaluationRows(Math.min(batch, 16), length), rows?.validation ?? Infinity),
    steps: rows === null ? Infinity : settings.epochs * Math.ceil(rows.training / (batch * accumulate)),
  };
  const { beside: machine, ...parts } = footprintOf(run, device.name, graphs, device.ownMemory !== null);
  const cache = isCached ? Math.min(cacheNeeded(config, stage, load), settings.cacheMegabytes * 1e6) : 0;
  const ofData = dataBytes(load);
  const own =
    device.ownMemory === null ? { cache, runtime: parts.runtime + ofData } : { cache: 0, runtime: parts.runtime };
  const beside = device.ownMemory === null ? 0 : machine + cache + ofData;
  const total = totalOf({ ...parts, runtime: own.runtime, beside }) + own.cache;
  const free = device.ownMemory === null ? device.machineFree : (device.ownMemory ?? null);
  return { ...parts, ...own, total, beside, free, fits: total <= (free ?? Infinity) };
}

function cacheNeeded(config: BertConfig, stage: FrozenStage, { settings, rows, meanTokens }: MemoryLoad): number {
  const { training = 0, validation = 0 } = rows ?? {};
  const kept = validation + (settings.epochs > 1 ? training : 0);
  return Math.round(4 * kept * config.hiddenSize * (stage.kind === 'hidden' ? meanTokens : 1));
}

/** The bytes of a token in memory, and of the other data of a row. */
const ofToken = 2;
const ofRow = 60;

function dataBytes({ rows, meanTokens }: MemoryLoad): number {
  return rows === null ? 0 : Math.round((rows.training + rows.validation) * (ofRow + ofToken * meanTokens));
}
