// Whether a run fits: what it takes of memory on its device, beside what that has.

import { availableMemory } from 'node:process';

import type { BertConfig } from '../../base/model.js';
import type { FrozenStage } from '../../base/training.js';
import { footprintOf, type PlannedGraphs, totalOf } from '../../engine/footprint.js';
import { frozenWeights } from '../../engine/model/freezing.js';
import { frozenStageOf } from '../../engine/model/stage.js';
import { type DeviceReport, isWebgpu } from '../../shared/devices.js';
import type { Memory } from '../../shared/memory.js';
import type { Settings } from '../../shared/settings.js';
import { evaluationRows } from '../answers/logits.js';

/** What the memory of a run depends on besides its model, and what may be changed of it where it does not fit. */
export interface MemoryLoad {
  readonly settings: Pick<
    Settings,
    'cacheFrozen' | 'cacheMegabytes' | 'checkpointActivations' | 'epochs' | 'precision'
  >;
  readonly freeze: string;
  /** Rows that go through the device together, and how often before an update. */
  readonly batch: number;
  readonly accumulate: number;
  /** Tokens of the longest batch, padding included, and of a usual text. */
  readonly length: number;
  readonly meanTokens: number;
  /** Rows; null while they are not known. */
  readonly rows: { readonly training: number; readonly validation: number } | null;
  /** Where it computes. */
  readonly device: Device;
}

export interface Device {
  readonly name: string;
  /** Bytes of its own memory; null of one that has the machine's, undefined where nobody knows. */
  readonly ownMemory: number | null | undefined;
  /** Bytes of the machine's memory that the run may take. */
  readonly machineFree: number;
}

/** @param occupied bytes that this process takes already of what the run will */
export function deviceFor(name: string, reports: readonly DeviceReport[], occupied = 0): Device {
  const report = reports.find(({ device }) => device === name);
  const hasOwn =
    isWebgpu(name) || name.startsWith('tensorflow:gpu:') || (name === 'tensorflow' && report?.memory !== undefined);
  return { name, ownMemory: hasOwn ? report?.memory : null, machineFree: availableMemory() + occupied };
}

/** Throws `setting.freezePart`, `setting.freezeAll`. */
export function memoryOf(config: BertConfig, load: MemoryLoad, graphs: PlannedGraphs): Memory {
  const { settings, batch, length, accumulate, rows, device } = load;
  const frozen = frozenWeights(load.freeze, config);
  const stage = frozenStageOf(config, frozen);
  const isCached = stage.kind !== 'none' && settings.cacheFrozen;
  const run = {
    ...{ config, frozen, length, accumulate },
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

/** Bytes of a token in memory, and of what is kept of a row beside. */
const ofToken = 2;
const ofRow = 60;

function dataBytes({ rows, meanTokens }: MemoryLoad): number {
  return rows === null ? 0 : Math.round((rows.training + rows.validation) * (ofRow + ofToken * meanTokens));
}
