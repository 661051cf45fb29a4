// Unfinished downloads. The name of a partial file holds the mark of its process, so that a later process can
// resume where a killed one stopped.

import { randomBytes } from 'node:crypto';
import { readdir, stat, unlink, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';

import { moveFile } from '../base/moving.js';
import { isAbandoned, markPattern, ownMark } from '../processes/ownerMark.js';

export interface Partial {
  readonly path: string;
  /** The number of bytes that are there already: the beginning of the content. */
  readonly bytes: number;
}

/** The files that this process is writing now. */
const inProgress = new Set<string>();

/** The file to write a blob's content to: an abandoned one, or a new one. It is given back with `release`. */
export async function claimPartial(blob: string): Promise<Partial> {
  const path = `${blob}.${ownMark()}-${randomBytes(4).toString('hex')}.incomplete`;
  inProgress.add(path);
  try {
    const [largest, ...others] = await abandoned(blob);
    for (const other of others) await unlink(other).catch(() => undefined);
    if (largest !== undefined && (await isMoved(largest, path))) return { path, bytes: (await stat(path)).size };
    await writeFile(path, '', { flag: 'wx' });
    return { path, bytes: 0 };
  } catch (error) {
    release({ path });
    throw error;
  }
}

export function release({ path }: Pick<Partial, 'path'>): void {
  inProgress.delete(path);
}

/** The number of bytes that a download would find there already. */
export async function abandonedBytes(blob: string): Promise<number> {
  const [largest] = await abandoned(blob);
  return largest === undefined ? 0 : sizeOf(largest);
}

const pattern = new RegExp(`^(${markPattern})-[0-9a-f]{8}\\.incomplete$`);

/** The files of processes of this machine that no longer run, and of this one, the largest first. */
async function abandoned(blob: string): Promise<string[]> {
  const folder = dirname(blob);
  const prefix = `${basename(blob)}.`;
  const found: [path: string, size: number][] = [];
  for (const name of await readdir(folder).catch(() => [])) {
    const [, mark] = name.startsWith(prefix) ? (pattern.exec(name.slice(prefix.length)) ?? []) : [];
    const path = join(folder, name);
    if (mark === undefined || inProgress.has(path)) continue;
    if (mark === ownMark() || isAbandoned(mark)) found.push([path, await sizeOf(path)]);
  }
  return found.sort(([, a], [, b]) => b - a).map(([path]) => path);
}

async function sizeOf(path: string): Promise<number> {
  return stat(path).then(
    ({ size }) => size,
    () => 0,
  );
}

/** Returns false when another process was quicker. */
async function isMoved(from: string, to: string): Promise<boolean> {
  return moveFile(from, to).then(
    () => true,
    () => false,
  );
}
