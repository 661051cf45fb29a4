// A process that hangs in JavaScript ends within ten seconds after it was asked to stop; one that works is left alone.

import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { build } from 'esbuild';
import { afterAll, beforeAll, expect, test } from 'vitest';

import { longestPatience, patience } from '../../../src/processes/stuckWatch.js';
import { describeOn, unix } from '../../support/systems.js';

const folder = mkdtempSync(join(tmpdir(), 'stuck-'));
const script = join(folder, 'script.mjs');

beforeAll(() =>
  build({
    bundle: true,
    platform: 'node',
    format: 'esm',
    outfile: script,
    stdin: {
      resolveDir: import.meta.dirname,
      contents: `
        import { watchForStuck } from '../../../src/processes/stuckWatch.ts';
        const watch = watchForStuck({ signals: ['SIGINT', 'SIGTERM'], sentence: 'it is stuck', descriptor: 2 });
        for (const signal of ['SIGINT', 'SIGTERM'])
          process.once(signal, () => {
            watch.leave();
            console.log('heard');
            if (process.argv[2] === 'none') setTimeout(() => process.exit(0), 200);
          });
        const hang = {
          loop: () => { for (;;); },
          regularExpression: () => /(a+)+$/.test('a'.repeat(60) + 'b'),
          native: () => Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0),
          twice: () => setInterval(() => {}, 1000),
          none: () => setInterval(() => {}, 1000),
        };
        setTimeout(() => { console.log('begun'); hang[process.argv[2]](); }, 500);
      `,
      loader: 'ts',
    },
  }),
);
afterAll(() => rmSync(folder, { recursive: true }));

interface Ended {
  readonly status: number | NodeJS.Signals | null;
  readonly said: string;
  readonly milliseconds: number;
}

/** Starts the script, and sends the signal once it has begun. */
function interrupted(kind: string, signal: NodeJS.Signals): Promise<Ended> {
  const child = spawn(process.execPath, [script, kind], { stdio: ['ignore', 'pipe', 'pipe'] });
  let said = '';
  let since = 0;
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding('utf8').on('data', (text: string) => {
      said += text;
      if (text.includes('heard') && kind === 'twice') setTimeout(() => child.kill(signal), 300);
      if (text.includes('begun')) {
        since = performance.now();
        child.kill(signal);
      }
    });
  return new Promise((resolve) =>
    child.once('close', (code, by) => resolve({ status: by ?? code, said, milliseconds: performance.now() - since })),
  );
}

describeOn(
  unix,
  'a process that hangs',
  () => {
    test.each([
      ['loop', 'SIGTERM'],
      ['regularExpression', 'SIGINT'],
      ['native', 'SIGTERM'],
    ] as const)('in a %s ends after %s', async (kind, signal) => {
      const { status, said, milliseconds } = await interrupted(kind, signal);
      expect(status).toBe('SIGKILL');
      expect(said).toContain('it is stuck');
      expect(said).not.toContain('heard');
      expect(milliseconds).toBeLessThan(10_000);
    });
  },
  40_000,
);

test('a process that works hears the signal and ends by itself', { timeout: 20_000 }, async () => {
  const { status, said } = await interrupted('none', 'SIGTERM');
  expect(status).toBe(0);
  expect(said).toContain('heard');
  expect(said).not.toContain('stuck');
});

test('a second signal ends a process at once, as it does without the watch', { timeout: 20_000 }, async () => {
  expect((await interrupted('twice', 'SIGTERM')).status).toBe('SIGTERM');
  expect((await interrupted('twice', 'SIGINT')).status).toBe('SIGINT');
});

test('a process whose steps take long is waited for longer', () => {
  expect(longestPatience(0)).toBe(patience);
  expect(longestPatience(30_000)).toBe(60_000);
});
