// Figures that several parts of the page show: the cost of the current settings, the obstacles to a start, the scores
// of a run.

import { bfloat16Gain } from '../../src/shared/devices.js';
import type { EvaluationEvent, Scores, StartedEvent } from '../../src/shared/events.js';
import type { Failure } from '../../src/shared/messages/failures.js';
import { type Cost, costIn, fastest } from '../../src/shared/messages/models.js';
import type { History, PanelState } from '../../src/shared/messages/panelState.js';
import { isEnd, type RunPhase } from '../../src/shared/messages/phases.js';
import type { RunStatus } from '../../src/shared/messages/worker.js';
import type { Value } from './fields.js';

export type Speed = Cost['speeds'][number];

/** The number of epochs that is set or that the recipe decides; null while that is unknown. */
export function epochsOf({ estimate }: PanelState, given: Value): number | null {
  const epochs = given ?? estimate.estimate?.decided.epochs ?? null;
  return epochs === null ? null : Number(epochs);
}

/** The costs of the current choice of frozen layers; null while they are unknown. */
export function presentCost({ estimate, settings }: PanelState): Cost | null {
  return costIn(estimate.estimate, settings.values);
}

/** The speed on the chosen device, or on the fastest one where the choice is automatic. */
export function speedOf(cost: Cost | null, device: unknown): Speed | null {
  if (cost === null) return null;
  if (device !== 'auto') return cost.speeds.find((speed) => speed.device === device) ?? null;
  return fastest(cost);
}

/** The measured speed of bfloat16 relative to float32 on the device that will be used; null where it is unknown. */
export function bfloat16GainOf(state: PanelState, device: unknown): number | null {
  const name = device === 'auto' ? speedOf(presentCost(state), device)?.device : device;
  const report = state.devices.devices.find((each) => each.device === name);
  return report === undefined ? null : bfloat16Gain(report);
}

/** Whether the run is known to need more memory than its device has. */
export function isTooLarge(state: PanelState): boolean {
  return presentCost(state)?.memory.fits === false;
}

/** An obstacle to starting a run; the most urgent one comes first. */
export type Hindrance =
  | { readonly kind: 'reading' | 'untrusted' | 'draft' | 'oneLabel' }
  | { readonly kind: 'data' | 'model' | 'setting'; readonly failure: Failure | null };

/** Whether the run downloads what is missing before it begins, so that this is no obstacle. */
function isDownloadable({ code }: Failure): boolean {
  return code === 'hub.notDownloaded';
}

/** The base model that has to be downloaded first; null when it is on this computer. */
export function toDownload({ model: { failure } }: PanelState): string | null {
  return failure !== null && isDownloadable(failure) ? String(failure.values['model']) : null;
}

/**
 * The most urgent obstacle to a start; null when the run can start.
 * @param drafts the number of fields with invalid text
 */
export function hindrance(state: PanelState, drafts: number): Hindrance | null {
  const { data, model, estimate, settings, trusted } = state;
  if (data.phase === 'failed') return { kind: 'data', failure: data.failure };
  if (data.phase === 'reading') return { kind: 'reading' };
  if (drafts > 0) return { kind: 'draft' };
  if (model.failure !== null && !isDownloadable(model.failure)) return { kind: 'model', failure: model.failure };
  const task = settings.values['task'] ?? 'single-label';
  if (task === 'single-label' && (data.inspection?.labels.length ?? 0) < 2) return { kind: 'oneLabel' };
  if (estimate.failure !== null && !isDownloadable(estimate.failure) && estimate.revision === settings.revision)
    return { kind: 'setting', failure: estimate.failure };
  return trusted ? null : { kind: 'untrusted' };
}

/** Whether a worker is still running a run in this phase. */
export function isLiving(phase: RunPhase): boolean {
  return !isEnd(phase);
}

/** The learning rate that the worker proposes after a diverged loss; null for other failures. */
export function lowerRate({ failure }: RunStatus): number | null {
  const rate = failure?.code === 'run.diverged' ? Number(failure.values['suggestion']) : 0;
  return rate > 0 ? rate : null;
}

/** The number of rows at a time that the worker proposes when the device ran out of memory; null for other failures. */
export function smallerBatch({ failure }: RunStatus): number | null {
  const rows = failure?.code === 'machine.stepMemory' ? Number(failure.values['smaller']) : 0;
  return rows > 0 ? rows : null;
}

/** The last `started` event: a resumed run may use another device. */
export function startedOf({ log }: History): StartedEvent | null {
  for (let index = log.length - 1; index >= 0; index--) {
    const { event } = log[index]!;
    if (event.event === 'started') return event;
  }
  return null;
}

/** The evaluations in the order of their steps; one repeated after a resume replaces the earlier one. */
export function evaluationsOf({ log }: History): EvaluationEvent[] {
  const byStep = new Map<number, EvaluationEvent>();
  for (const { event } of log) if (event.event === 'evaluation') byStep.set(event.step, event);
  return [...byStep.values()].sort((a, b) => a.step - b.step);
}

/** The latest evaluation that was the best so far; null while there is none. */
export function bestOf(evaluations: readonly EvaluationEvent[]): EvaluationEvent | null {
  return evaluations.filter(({ best }) => best).at(-1) ?? null;
}

/** The scores of the finished model, or of the latest evaluation while there is none. */
export function scoresOf(state: PanelState): Scores | null {
  const done = state.history.log
    .map(({ event }) => event)
    .filter((event) => event.event === 'done')
    .at(-1);
  return state.evaluation.evaluation?.scores ?? done?.scores ?? evaluationsOf(state.history).at(-1)?.scores ?? null;
}

/** Ends of the interval that holds the true share with 95 % certainty (Wilson, 1927). */
export function interval(share: number, rows: number): readonly [number, number] {
  const z = 1.959964;
  const middle = share + (z * z) / (2 * rows);
  const spread = z * Math.sqrt((share * (1 - share)) / rows + (z * z) / (4 * rows * rows));
  return [(middle - spread) / (1 + (z * z) / rows), (middle + spread) / (1 + (z * z) / rows)];
}
