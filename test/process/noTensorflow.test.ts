// The command line without a library of TensorFlow, and its installation there.

import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { describe, expect, test } from 'vitest';

import { sample } from './cliKit.js';
import { folder, run, start } from './tensorflowKit.js';

/** The beginning of a Python that knows no package and has a pip. */
const isPip = ['case "$4" in *\'run_module("pip"\'*) ;; *) exit 1;; esac', '[ "$5" = --version ] && exit 0', ''].join(
  '\n',
);

describe('without a library', () => {
  const environment = { XDG_CACHE_HOME: join(folder, 'cache'), PATH: join(folder, 'bin') };

  test.each(['en', 'zh'] as const)('status says that it is missing and what to do (%s)', async (language) => {
    const { status, stdout } = await run(['tensorflow', 'status'], { environment, language });
    expect(status).toBe(3);
    expect(stdout).toContain('FINETUNE_BERT_TENSORFLOW');
  });

  test('training on it is refused before the data is read', async () => {
    const { status, stderr } = await run(['train', 'absent.csv', '--device', 'tensorflow'], { environment });
    expect(status).toBe(3);
    expect(stderr).toContain('finetune-bert tensorflow install');
  });

  test('an installation without a terminal states its size and asks for --yes', async () => {
    const { status, stderr } = await run(['tensorflow', 'install'], { environment });
    expect(status).toBe(2);
    expect(stderr).toMatch(/downloads \d+ MB .* \d+ MB .*--yes/);
  });

  test('installing without Python names the choices', async () => {
    const { status, stderr } = await run(['tensorflow', 'install', '--yes'], { environment });
    expect(status).toBe(3);
    expect(stderr).toContain('python3');
    expect(stderr).toContain('onnx-cpu');
  });

  test('training with --yes names the obstacle to the installation', async () => {
    const { status, stderr } = await run(['train', sample, '--device', 'tensorflow', '--yes'], { environment });
    expect(status).toBe(3);
    expect(stderr).toContain('python3');
  });

  test('a killed installation leaves no library, and the next one removes its remains', async () => {
    mkdirSync(environment.PATH);
    writeFileSync(join(environment.PATH, 'python3'), `#!/bin/sh\n${isPip}/bin/sleep 20\n`, { mode: 0o755 });
    const cache = join(environment.XDG_CACHE_HOME, 'finetune-bert', 'tensorflow');
    const killed = start(['tensorflow', 'install', '--yes', '--json'], { environment });
    await killed.saw('tensorflowProgress');
    killed.child.kill('SIGKILL');
    await killed.ended;
    expect(readdirSync(cache).every((name) => name.startsWith('.tmp-'))).toBe(true);
    expect((await run(['tensorflow', 'status'], { environment })).status).toBe(3);
    writeFileSync(join(environment.PATH, 'python3'), `#!/bin/sh\n${isPip}echo "ERROR: no network" >&2\nexit 1\n`, {
      mode: 0o755,
    });
    const { status, stderr } = await run(['tensorflow', 'install', '--yes'], { environment });
    expect(status).toBe(3);
    expect(stderr).toContain('no network');
    expect(readdirSync(cache)).toEqual([]);
  });

  test('Ctrl-C ends an installation with exit status 130', async () => {
    writeFileSync(join(environment.PATH, 'python3'), `#!/bin/sh\n${isPip}exec /bin/sleep 20\n`, { mode: 0o755 });
    const running = start(['tensorflow', 'install', '--yes', '--json'], { environment });
    await running.saw('tensorflowProgress');
    running.child.kill('SIGINT');
    expect((await running.ended).status).toBe(130);
  });
});
