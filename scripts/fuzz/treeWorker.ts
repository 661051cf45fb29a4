// One kind of folder in a process of its own: reads damaged trees until it is told to stop.

import { cpSync, existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join, resolve } from 'node:path';

import { isUserError } from '../../src/shared/errors.js';
import { drawFrom } from './mutate.js';
import { besideFault, damageTree, makeBeside, plant } from './trees.js';
import { treeTargets } from './treeTargets.js';
import type { Defect } from './worker.js';

/** Bytes that the process may take, whatever a tree claims. */
const mostMemory = 1.5e9;
/** Milliseconds that a tree may take, however much it claims. */
const longest = 10_000;

/**
 * Reads `inputs` damaged trees, or as many as fit in the time. The one that failed stays in the folder.
 * @param say told of each tree before it is read
 */
export async function fuzzTree(
  name: string,
  place: string,
  { seed, inputs, seconds }: { seed: number; inputs: number; seconds: number },
  say: (done: number) => void,
): Promise<Defect | null> {
  const target = treeTargets[name];
  if (target === undefined) throw new Error(`no target ${name}`);
  rmSync(place, { recursive: true, force: true });
  mkdirSync(place, { recursive: true });
  const whole = resolve(place, 'seed');
  const tree = resolve(place, 'tree');
  const beside = await makeBeside(resolve(place, 'beside'));
  mkdirSync(whole);
  await target.seed(whole);
  // What is whole is read, or nothing would be learned from what is not. It is a copy: reading may write.
  cpSync(whole, tree, { recursive: true });
  for (const read of target.reads) await read(tree, beside).catch(unlessExpected);
  const end = performance.now() + seconds * 1000;
  for (let input = 0; input < inputs && performance.now() < end; input++) {
    say(input);
    rmSync(tree, { recursive: true, force: true });
    plant(whole, tree);
    damageTree(join(tree, target.damaged), drawFrom(Math.imul(seed + input, 2654435761)), beside);
    const begun = ownTime();
    for (const read of target.reads) {
      const what = await defectOf(() => read(tree, beside));
      if (what !== null) return { input, what };
    }
    const fault = besideFault(beside) ?? limitsFault(ownTime() - begun);
    if (fault !== null) return { input, what: fault };
  }
  return null;
}

/** Milliseconds without those in which others had the processor, where the system tells: schedstat of proc(5). */
function ownTime(): number {
  const file = '/proc/self/schedstat';
  const waited = existsSync(file) ? Number(readFileSync(file, 'utf8').split(' ')[1]) / 1e6 : 0;
  return performance.now() - waited;
}

function limitsFault(milliseconds: number): string | null {
  const bytes = process.resourceUsage().maxRSS * 1024;
  if (bytes > mostMemory) return `the process took ${bytes} bytes`;
  return milliseconds > longest ? `it took ${Math.round(milliseconds)} ms` : null;
}

async function defectOf(read: () => Promise<unknown>): Promise<string | null> {
  try {
    await read();
    return null;
  } catch (error) {
    if (isUserError(error)) return null;
    return error instanceof Error ? (error.stack ?? error.message) : String(error);
  }
}

function unlessExpected(error: unknown): void {
  if (!isUserError(error)) throw error;
}
