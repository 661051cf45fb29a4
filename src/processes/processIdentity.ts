// Identifies processes: ids are reused, so a process is identified by its start time as well. Clocks that can be set
// are not used.

import { isRunning } from '../shared/processes.js';
import { askChild } from './children.js';
import { systemText } from './place.js';

/**
 * Whether the process with this id and start is alive.
 * @param started the result of `startOf`; null where it is unknown, and then only the id decides
 */
export function isSameProcess(pid: number, started: string | null): boolean {
  if (!isRunning(pid)) return false;
  const now = statOf(pid);
  // A killed process counts as running until its parent has collected its exit status, which may never happen; it does
  // no more work.
  if (now !== null && ['Z', 'X'].includes(now.state)) return false;
  const startedNow = startOf(pid);
  return started === null || startedNow === null || started === startedNow;
}

const ownStart = { known: false, value: null as string | null };

/**
 * The start of a living process: on Linux in clock ticks since the machine's own, elsewhere as the text of `ps`, which
 * the system has kept since then; null where there is neither.
 */
export function startOf(pid: number): string | null {
  if (pid !== process.pid) return askStart(pid);
  if (!ownStart.known) Object.assign(ownStart, { known: true, value: askStart(pid) });
  return ownStart.value;
}

function askStart(pid: number): string | null {
  const stat = statOf(pid);
  if (stat !== null) return stat.started;
  return process.platform === 'win32' ? null : askPs(pid);
}

/**
 * The state and start of a process on Linux: proc(5), fields 3 and 22 of stat. Null elsewhere, and for one that is
 * gone.
 */
function statOf(pid: number): { readonly state: string; readonly started: string } | null {
  const stat = systemText(`/proc/${pid}/stat`);
  if (stat === null) return null;
  // The second field is the command in parentheses, which may contain spaces: fields are counted from the last
  // parenthesis.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  const state = fields[0];
  const started = fields[19];
  return state === undefined || started === undefined ? null : { state, started };
}

function askPs(pid: number): string | null {
  try {
    const variables = { LC_ALL: 'C', TZ: 'UTC' };
    const text = askChild('/bin/ps', ['-p', String(pid), '-o', 'lstart='], { variables, timeout: 5000 });
    return text.trim().replace(/\s+/g, ' ') || null;
  } catch {
    return null;
  }
}
