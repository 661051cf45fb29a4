// Notices for a resumed run that cannot end like an uninterrupted one, or should not be continued.

import type { Computing } from '../../base/training.js';
import type { Decisions, RunFile } from '../../runs/runFile.js';
import type { RunEvent } from '../../shared/events.js';
import { type Notice, notice } from '../../shared/notices.js';

/** The first version whose gradients on ONNX Runtime's processor are right whatever the size of a batch. */
const rightSince = [0, 2, 0];

/**
 * Whether embeddings learned from wrong gradients: a version before 0.2.0 computed on the processor, and did not leave
 * the embeddings frozen.
 */
export function hasWrongGradients({ product, settings, decisions }: RunFile, journal: readonly RunEvent[]): boolean {
  const frozen = settings.freeze.split(/[,，]/).some((part) => ['bert', 'embeddings'].includes(part.trim()));
  const devices = journal.flatMap((event) => (event.event === 'started' ? [event.device] : []));
  return !frozen && isBefore(product, rightSince) && [decisions?.device, ...devices].includes('onnx-cpu');
}

export const wrongGradients = ({ product }: RunFile): Notice => notice('run.wrongGradients', { product });

/**
 * @param journal the events so far
 * @param now the device and runtime that compute from now on
 */
export function resumeNotices(run: RunFile, journal: readonly RunEvent[], now: Computing, threads: number): Notice[] {
  const begun = journal.findLast((event) => event.event === 'started');
  if (begun === undefined || run.decisions === null) return [];
  const before = nameOf(run.decisions);
  const after = `${now.device} (${now.runtime.name} ${now.runtime.version})`;
  return [
    ...(hasWrongGradients(run, journal) ? [wrongGradients(run)] : []),
    ...(begun.threads === threads
      ? []
      : [notice('run.otherThreads', { before: String(begun.threads), after: String(threads) })]),
    ...(before === after ? [] : [notice('run.otherRuntime', { before, after })]),
  ];
}

/** Its runtime is the one among the versions that are not Node's or the platform's. */
function nameOf({ device, versions }: Decisions): string {
  const runtimes = Object.entries(versions).filter(([name]) => name !== 'node' && name !== 'platform');
  return `${device} (${runtimes.map((entry) => entry.join(' ')).join(', ')})`;
}

function isBefore(version: string, other: readonly number[]): boolean {
  const parts = version.split(/[.-]/).map(Number);
  const differs = other.findIndex((part, index) => part !== parts[index]);
  return differs >= 0 && (parts[differs] ?? 0) < other[differs]!;
}
