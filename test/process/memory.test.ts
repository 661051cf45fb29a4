// The estimate of a run's memory against what its processes take: models up to BERT-base, frozen and not, on both
// runtimes of the processor. `npm run bench -- --only fit` has more of them.

import { spawn } from 'node:child_process';
import { join } from 'node:path';

import { afterAll, describe, expect, test } from 'vitest';
import { z } from 'zod';

import { peakArguments, peakVariable, readPeaks } from '../../scripts/peaks.js';
import { memorySchema, proposalSchema } from '../../src/shared/memory.js';
import { leaveOut } from '../support/needs.js';
import { bundledModel, cli, eventsOf, Running, sample, startCli, temporaryFolder } from './cliKit.js';

const { folder, remove } = temporaryFolder();
afterAll(remove);

const estimateSchema = z.object({ memory: memorySchema, proposal: proposalSchema.nullable() });
const shaped = (shape: string) => ['--shape', shape, '--vocabulary', join(bundledModel, 'vocab.txt')];
/** Each try has a folder of its own. */
let runs = 0;
const few = ['--rows', '64', '--epochs', '1', '--evaluations', '1', '--padding', 'maximum', '--json'];

/** With the user's own cache, where TensorFlow is. */
async function measure(
  words: readonly string[],
  name: string,
): Promise<{ readonly estimate: number; readonly peak: number }> {
  const peaks = join(folder, `${name}.peaks`);
  const child = spawn(
    process.execPath,
    [...peakArguments, cli, 'train', sample, '--recipe', 'tutorial', ...few, ...words, '--out', name],
    {
      cwd: folder,
      env: { ...process.env, [peakVariable]: peaks },
      stdio: ['ignore', 'pipe', 'pipe'],
    },
  );
  const { status, stdout, stderr } = await new Running(child).ended;
  expect(status, stderr).toBe(0);
  const { memory } = estimateSchema.parse(eventsOf(stdout).find(({ event }) => event === 'estimate'));
  return { estimate: memory.total, peak: await readPeaks(peaks) };
}

describe('the estimate of memory is within 15 % above and 5 % below the measured peak', () => {
  test.for([
    ['bert-tiny on ONNX Runtime', ['--device', 'onnx-cpu', '--max-length', '128']],
    ['bert-tiny frozen on TensorFlow', ['--device', 'tensorflow:cpu', '--max-length', '128', '--freeze', 'bert']],
    [
      'six layers of 384 frozen on ONNX Runtime',
      ['--device', 'onnx-cpu', ...shaped('6-384-12'), '--max-length', '128', '--freeze', 'bert'],
    ],
    ['six layers of 384 on TensorFlow', ['--device', 'tensorflow:cpu', ...shaped('6-384-12'), '--max-length', '128']],
    ['BERT-base on ONNX Runtime', ['--device', 'onnx-cpu', ...shaped('12-768-12'), '--max-length', '32']],
    [
      'BERT-base frozen on TensorFlow',
      ['--device', 'tensorflow:cpu', ...shaped('12-768-12'), '--max-length', '32', '--freeze', 'bert'],
    ],
    // What else goes on in the machine moves a peak by some percent.
  ] as const)('for %s', { retry: 2 }, async ([name, words], context) => {
    if (name.endsWith('TensorFlow')) leaveOut(context, 'tensorflow');
    const { estimate, peak } = await measure(words, `${name.replaceAll(/\W+/g, '-')}-${++runs}`);
    console.info(`${name}: ${(estimate / 1e6).toFixed(0)} MB estimated, ${(peak / 1e6).toFixed(0)} MB taken`);
    expect(estimate / peak).toBeGreaterThan(0.95);
    expect(estimate / peak).toBeLessThan(1.15);
  });
});

describe('a run that does not fit into memory', () => {
  test('is refused before it computes anything, with settings that would fit', async () => {
    const run = startCli(
      [
        'train',
        sample,
        '--recipe',
        'tutorial',
        '--json',
        '--batch',
        '256',
        '--max-length',
        '512',
        '--padding',
        'maximum',
        '--device',
        'onnx-cpu',
        ...shaped('12-768-12'),
        '--out',
        'large',
      ],
      { folder },
    );
    await run.saw('notice');
    run.child.kill('SIGKILL');
    await run.ended;
    const events = eventsOf(run.stdout.slice(0, run.stdout.lastIndexOf('\n') + 1));
    const { memory, proposal } = estimateSchema.parse(events.find(({ event }) => event === 'estimate'));
    expect(memory.fits).toBe(false);
    const { batch = 0, accumulate = 0 } = proposal?.settings ?? {};
    expect(batch * accumulate).toBe(256);
    expect(proposal?.bytes).toBeLessThan(memory.free ?? 0);
    expect(events.find(({ event }) => event === 'notice')).toMatchObject({
      code: 'run.memoryProposal',
      values: { flags: `--batch ${batch} --accumulate ${accumulate}` },
    });
    expect(events.some(({ event }) => event === 'started')).toBe(false);
  });
});
