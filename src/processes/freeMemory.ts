// The memory that a process may take without pushing others out.

import { availableMemory } from 'node:process';

import { askChild } from './children.js';

/**
 * Free memory in bytes. On macOS, libuv before 1.52 counts only pages that hold nothing, and a Mac in use has next to
 * none: there the pages are counted that the system gives away when they are asked for.
 */
export function freeMemory(): number {
  const own = availableMemory();
  return process.platform === 'darwin' ? Math.max(own, pagesToGive() ?? 0) : own;
}

/** The answer of vm_stat(1); null where it gives none. */
function pagesToGive(): number | null {
  try {
    return freeByVmStat(askChild('/usr/bin/vm_stat', [], { timeout: 2000, variables: { LC_ALL: 'C' } }));
  } catch {
    return null;
  }
}

/** Kinds of pages whose contents can be dropped or are a copy of a file. */
const given = ['free', 'inactive', 'speculative', 'purgeable'];

/**
 * The bytes that macOS can give to a process.
 * @param answer the text of vm_stat(1)
 * @returns null where that is another text
 */
export function freeByVmStat(answer: string): number | null {
  const [, size] = /page size of (\d+) bytes/.exec(answer) ?? [];
  const pages = given.map((kind) => new RegExp(`^Pages ${kind}:\\s+(\\d+)\\.`, 'm').exec(answer)?.[1]);
  if (size === undefined || pages[0] === undefined) return null;
  return Number(size) * pages.reduce((sum, count) => sum + Number(count ?? 0), 0);
}
