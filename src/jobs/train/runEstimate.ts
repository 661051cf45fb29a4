// Estimates the memory and time of a prepared run, before anything is loaded for it.

import { PlannedGraphs } from '../../engine/footprint.js';
import { rowsAtOnceOf } from '../../runs/rowsAtOnce.js';
import type { DeviceReport } from '../../shared/devices.js';
import type { EstimateEvent } from '../../shared/events.js';
import { proposalFlags } from '../../shared/memory.js';
import { type Notice, notice } from '../../shared/notices.js';
import { paddedLength } from '../../text/collate.js';
import { choiceOf, speedOf } from '../estimate/cost.js';
import { deviceFor, type MemoryLoad, memoryOf } from '../estimate/memoryEstimate.js';
import { propose } from '../estimate/proposal.js';
import { epochRows } from '../rows/runData.js';
import type { PreparedRun } from './prepareRun.js';

/** @param resumes whether the run was begun before: its updates stay the same */
export async function estimateRun(
  prepared: PreparedRun,
  resumes: boolean,
  devices: readonly DeviceReport[],
): Promise<EstimateEvent> {
  const { config, run, data, settings } = prepared;
  const rows = { training: epochRows(data).count, validation: data.validation.length };
  const batch = rowsAtOnceOf(run);
  const { length, meanTokens, padded, windows } = tokensOf(prepared);
  const device = deviceFor(settings.device, devices, process.memoryUsage.rss());
  const load: MemoryLoad = {
    settings,
    freeze: settings.freeze,
    batch,
    accumulate: Math.ceil(settings.batch / batch) * settings.accumulate,
    length,
    meanTokens,
    rows,
    device,
  };
  const graphs = new PlannedGraphs();
  const memory = memoryOf(config, load, graphs);
  const report = devices.find((each) => each.device === settings.device);
  const [speed] =
    report === undefined || rows.training === 0
      ? []
      : speedOf(report, config, choiceOf(config, settings.freeze, settings), { settings, ...rows, padded, windows });
  const proposal = memory.fits ? null : await propose(config, load, graphs, resumes ? 'batch' : 'all');
  return { event: 'estimate', device: settings.device, memory, seconds: speed?.seconds ?? null, proposal };
}

/**
 * The tokens of the longest batch with its padding, of a typical text, and of a typical text in its batch; and the
 * tokens that an evaluation of all windows reads for each of these.
 */
function tokensOf({ data, settings: { maxLength, padding } }: PreparedRun): {
  readonly length: number;
  readonly meanTokens: number;
  readonly padded: number;
  readonly windows: number;
} {
  const { store } = data.rows;
  const { lengths } = store;
  let longest = 1;
  let sum = 0;
  let evaluated = 0;
  for (const [row, tokens] of lengths.entries()) {
    longest = Math.max(longest, tokens);
    sum += tokens;
    evaluated += tokens * store.windows(row);
  }
  const length = paddedLength(longest, padding, maxLength);
  const meanTokens = sum / Math.max(1, lengths.length);
  return {
    length,
    meanTokens,
    padded: padding === 'maximum' ? maxLength : (meanTokens + length) / 2,
    windows: sum === 0 ? 1 : evaluated / sum,
  };
}

const gigabytes = (bytes: number): number => Number((bytes / 1e9).toFixed(1));

/** The notice for a run that does not fit; it is not refused, since another program may end meanwhile. */
export function memoryNotice({ memory, proposal }: Pick<EstimateEvent, 'memory' | 'proposal'>): Notice | null {
  if (memory.fits) return null;
  const values = { need: gigabytes(memory.total), free: gigabytes(memory.free ?? 0) };
  return proposal === null
    ? notice('run.memoryTooSmall', values)
    : notice('run.memoryProposal', { ...values, flags: proposalFlags(proposal), smaller: gigabytes(proposal.bytes) });
}
