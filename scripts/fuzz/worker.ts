// One target in a process of its own, so that a hang or a crash is seen from outside: reads damaged files until it is
// told to stop.

import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { isUserError } from '../../src/shared/errors.js';
import { drawFrom, mutate } from './mutate.js';
import { type Target, targets } from './targets.js';

/** What a reader needs whatever the file: buffers to read with, the tokenizer's tables. */
const baseBytes = 32 << 20;
/** Of memory for each byte of the file. */
const mostTimes = 10;

export interface Defect {
  readonly input: number;
  readonly what: string;
}

/**
 * Reads `inputs` damaged files, or as many as fit in the time.
 * @param say told of the number of files read, now and then
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
  for (const bytes of seeds) {
    writeFileSync(path, bytes);
    await target.read(path, folder);
  }
  const end = performance.now() + seconds * 1000;
  for (let input = 0; input < inputs && performance.now() < end; input++) {
    const draw = drawFrom(Math.imul(seed + input, 2654435761));
    const bytes = mutate(seeds[draw(seeds.length)]!, seeds[draw(seeds.length)]!, draw);
    // A new file each time: one that is cut to nothing and written anew goes to the disk at once on ext4.
    rmSync(path);
    writeFileSync(path, bytes);
    const what = await defectOf(target, path, folder, bytes.length);
    if (what !== null) return { input, what };
    if (input % 50 === 0) say(input);
  }
  return null;
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

/** Bytes in use or not yet collected. */
function allocated(): number {
  const { heapUsed, arrayBuffers } = process.memoryUsage();
  return heapUsed + arrayBuffers;
}
