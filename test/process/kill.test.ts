// Runs as processes, killed, interrupted and resumed: they end with the bytes of an undisturbed run.

import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';

import { afterAll, beforeAll, describe, expect, test } from 'vitest';

import { createRandom } from '../../src/base/random.js';
import { eventsOf, runCli, sample, startCli, temporaryFolder } from './cliKit.js';

/** Runs of a second or two, with whatever a checkpoint has to carry: dropout, moments, the best, frozen outputs. */
const small = ['--rows', '96', '--epochs', '3', '--batch', '8'];
const variants = [
  { name: 'everything learns', kills: 20, flags: small },
  {
    name: 'the embeddings are frozen and every step is saved',
    kills: 10,
    flags: [...small, '--freeze', 'embeddings', '--checkpoint-minutes', '0', '--keep', 'best', '--accumulate', '2'],
  },
];

const temporary = temporaryFolder();
const { folder } = temporary;
afterAll(() => temporary.remove());

const modelOf = (run: string) => readFileSync(join(run, 'model', 'model.safetensors'));
const trainWords = (run: string, flags: readonly string[]) => [
  'train',
  sample,
  '--out',
  run,
  '--recipe',
  'tutorial',
  '--threads',
  '2',
  '--json',
  ...flags,
];

/** Starts the command and kills it after so many milliseconds, unless it has ended by then. */
async function killAfter(words: readonly string[], milliseconds: number): Promise<void> {
  const running = startCli(words, { folder });
  await Promise.race([running.ended, wait(milliseconds)]);
  running.child.kill('SIGKILL');
  const { signal, status, stderr } = await running.ended;
  expect(signal ?? status, stderr).toBeOneOf(['SIGKILL', 0]);
}

describe.each(variants)('a run in which $name', ({ name, kills, flags }) => {
  const whole = join(folder, `${name}-whole`);
  let milliseconds = 0;

  beforeAll(async () => {
    const begun = performance.now();
    const { status, stderr } = await runCli(trainWords(whole, flags), { folder });
    milliseconds = performance.now() - begun;
    expect(status, stderr).toBe(0);
  });

  test(`resumes to the same bytes after each of ${kills} kills at random moments`, async () => {
    const random = createRandom(20, flags.length);
    for (let kill = 0; kill < kills; kill++) {
      const run = join(folder, `${name}-${kill}`);
      const moments = [random.next(), random.next()].map((share) => Math.round(share * milliseconds));
      await killAfter(trainWords(run, flags), moments[0]!);
      // Killed before it was there, a run is begun again; otherwise resumed, and killed once more on the way.
      const again = existsSync(join(run, 'run.json')) ? ['resume', run, '--json'] : trainWords(run, flags);
      await killAfter(again, moments[1]!);
      const last = existsSync(join(run, 'run.json')) ? ['resume', run, '--json'] : trainWords(run, flags);
      const { status, stderr } = await runCli(last, { folder });
      expect(status, `killed after ${moments.join(' and ')} ms: ${stderr}`).toBe(0);
      expect(modelOf(run).equals(modelOf(whole)), `killed after ${moments.join(' and ')} ms`).toBe(true);
      expect(existsSync(join(run, 'evaluation.json')), `killed after ${moments.join(' and ')} ms`).toBe(true);
      rmSync(run, { recursive: true });
    }
  });

  test('saves on Ctrl-C, exits with 130, and resumes to the same bytes', async () => {
    const run = join(folder, `${name}-interrupted`);
    const running = startCli(trainWords(run, flags), { folder });
    await running.saw('step');
    running.child.kill('SIGINT');
    const { status, stdout } = await running.ended;
    expect(status).toBe(130);
    const interrupted = eventsOf(stdout).at(-1);
    expect(interrupted).toMatchObject({ event: 'interrupted' });
    const resumed = await runCli(['resume', run, '--json'], { folder });
    expect(eventsOf(resumed.stdout).find(({ event }) => event === 'resumed')).toMatchObject({
      step: interrupted?.['step'],
    });
    expect(modelOf(run).equals(modelOf(whole))).toBe(true);
  });
});
