// Names of temporary files and folders tell whose they are: what a killed process left is removed by a later one, and
// what a living process works on stays, also that of another machine that shares the folder.

import { ownPlace, sumOf } from './place.js';
import { isSameProcess, startOf } from './processIdentity.js';

/** A mark, as a part of a regular expression: the process's id, its start, and the place where its id means it. */
export const markPattern = String.raw`\d{1,10}-[0-9a-f]{16}`;

/** The mark of this process, for the names of what it writes. */
export function ownMark(): string {
  return markOf(process.pid);
}

/** The mark of a living process of this machine. */
export function markOf(pid: number): string {
  return `${pid}-${startSum(pid)}${ownPlace()}`;
}

/**
 * Whether the process of a mark is known to be dead: a process of another machine or container never is, nor is this
 * one.
 */
export function isAbandoned(mark: string): boolean {
  const [, id, start, place] = /^(\d{1,10})-([0-9a-f]{8})([0-9a-f]{8})$/.exec(mark) ?? [];
  if (id === undefined || place !== ownPlace()) return false;
  return !isSameProcess(Number(id), null) || start !== startSum(Number(id));
}

function startSum(pid: number): string {
  return sumOf(startOf(pid) ?? '');
}
