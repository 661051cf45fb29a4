// Fuzzes one target in a process of its own, so that a hang or a crash is detected from outside; stops on request.

import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { isUserError } from '../../src/shared/errors.js';
import { drawFrom, mutate } from './mutate.js';
import { type Target, targets } from './targets.js';

/** The memory in bytes that a reader needs for any file: buffers, the tokenizer's tables. */
const baseBytes = 32 << 20;
/** The largest number of bytes of memory for each byte of the file. */
const mostTimes = 10;

export interface Defect {
  readonly input: number;
  readonly what: string;
}

/**
 * Reads `inputs` damaged files, or as many as the time allows.
 * @param say called with the number of files read, now and then
 */
export async function fuzzTarget(
  name: string,
  folder: string,
  { seed, inputs, seconds }: { seed: number; inputs: number; seconds: number },
  say: (done: number) => void,
): Promise<Defect | null> {
  const target = targets[name];
  if (target === undefined) throw new Error(`no target ${name}`);
  mkdirSync(folder, { recursive: true });
  const seeds = await target.seeds(folder);
  const path = join(folder, target.file);
  let readable = 0;
  for (const bytes of seeds) {
    writeFileSync(path, bytes);
    // A seed may be refused in a sentence: what is made of it leads elsewhere than what is made of the others.
    if (await isReadable(target, path, folder)) readable++;
  }
  if (readable === 0) throw new Error(`none of the seeds of ${name} can be read`);
  const end = performance.now() + seconds * 1000;
  for (let input = 0; input < inputs && performance.now() < end; input++) {
    const draw = drawFrom(Math.imul(seed + input, 2654435761));
    const bytes = mutate(seeds[draw(seeds.length)]!, seeds[draw(seeds.length)]!, draw);
    // A new file each time: ext4 would write a truncated and rewritten one to the disk at once.
    rmSync(path);
    writeFileSync(path, bytes);
    const what = await defectOf(target, path, folder, bytes.length);
    if (what !== null) return { input, what };
    if (input % 50 === 0) say(input);
  }
  return null;
}

async function isReadable(target: Target, path: string, folder: string): Promise<boolean> {
  try {
    await target.read(path, folder);
    return true;
  } catch (error) {
    if (isUserError(error)) return false;
    throw error;
  }
}

async function defectOf(target: Target, path: string, folder: string, size: number): Promise<string | null> {
  const before = allocated();
  try {
    await target.read(path, folder);
  } catch (error) {
    if (!isUserError(error)) return error instanceof Error ? (error.stack ?? error.message) : String(error);
  }
  const grown = allocated() - before;
  return grown > baseBytes + mostTimes * size ? `${grown} bytes were allocated for a file of ${size}` : null;
}

/** The bytes of memory that are in use or not yet collected. */
function allocated(): number {
  const { heapUsed, arrayBuffers } = process.memoryUsage();
  return heapUsed + arrayBuffers;
}
