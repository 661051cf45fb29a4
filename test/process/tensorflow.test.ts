// TensorFlow as it is really installed: found, loaded by every supported Node, and reported when it does not work.

import { execFileSync, spawn } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterAll, describe, expect, test } from 'vitest';
import { z } from 'zod';

import { shipBinding } from '../../scripts/shipBinding.mjs';
import { compiledBinding, findBinding, shippedBinding } from '../../src/tensorflow/binding.js';
import { findLibrary } from '../../src/tensorflow/find.js';
import { defaultPlaces } from '../../src/tensorflow/places.js';
import { cli, type Ended, eventsOf, Running, sample } from './cliKit.js';

const folder = mkdtempSync(join(tmpdir(), 'tensorflow-process-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

interface Call {
  readonly node?: string;
  readonly environment?: Readonly<Record<string, string>>;
  readonly language?: 'en' | 'zh';
}

/** With the user's own cache, where `npm run setup:tensorflow` puts the library. */
function start(
  words: readonly string[],
  { node = process.execPath, environment = {}, language = 'en' }: Call = {},
): Running {
  const env = {
    ...process.env,
    LC_ALL: language === 'zh' ? 'zh_CN.UTF-8' : 'en_US.UTF-8',
    TMPDIR: folder,
    ...environment,
  };
  return new Running(spawn(node, [cli, ...words], { env, cwd: folder, stdio: ['ignore', 'pipe', 'pipe'] }));
}

const run = (words: readonly string[], call?: Call): Promise<Ended> => start(words, call).ended;

const predictionSchema = z.object({ probabilities: z.array(z.object({ probability: z.number() })) });
const evaluationSchema = z.object({ scores: z.object({ accuracy: z.number() }) });
const statusSchema = z.object({
  works: z.boolean(),
  library: z.object({ folder: z.string() }),
  loaded: z.object({ version: z.string(), gpu: z.boolean() }),
});

/** A Node of this major version out of npm's package of it, which is the binary alone. */
function nodeOf(major: number): string {
  if (process.versions.node.startsWith(`${major}.`)) return process.execPath;
  const prefix = join(
    process.env['XDG_CACHE_HOME'] || join(homedir(), '.cache'),
    'finetune-bert-tests',
    `node${major}`,
  );
  const name = `node-${process.platform === 'win32' ? 'win' : process.platform}-${process.arch}`;
  const binary = join(prefix, 'node_modules', name, 'bin', 'node');
  if (!existsSync(binary)) {
    mkdirSync(prefix, { recursive: true });
    execFileSync('npm', ['install', '--prefix', prefix, '--no-save', '--ignore-scripts', `${name}@${major}`], {
      stdio: 'ignore',
    });
  }
  return binary;
}

describe('the library that npm run setup:tensorflow installs', () => {
  test.each([20, 22, 24])('is loaded by Node %i, with nothing but the answer on stdout', async (major) => {
    const { status, stdout, stderr } = await run(['tensorflow', 'status', '--json'], { node: nodeOf(major) });
    // With --json what people read goes to stderr: these lines, and none of TensorFlow's own.
    const binding = /^Binding: .* \((shipped with finetune-bert|compiled on this machine)\)$/;
    const others = /^($|Library: |The cache folder takes |It works: )/;
    for (const line of stderr.trimEnd().split('\n')) expect(binding.test(line) || others.test(line), line).toBe(true);
    expect(status).toBe(0);
    const [answer] = eventsOf(stdout).map((event) => statusSchema.parse(event));
    expect(answer).toMatchObject({ works: true, loaded: { version: expect.stringMatching(/^2\.\d+\.\d+/) } });
    expect(readdirSync(folder).filter((name) => name.startsWith('finetune-bert-'))).toEqual([]);
  });

  test('is reported with its path and its version, in both languages', async () => {
    expect((await run(['tensorflow', 'status'])).stdout).toMatch(
      /^Library: .*\nBinding: .*\n(?:.*\n)*It works: TensorFlow 2\./,
    );
    expect((await run(['tensorflow', 'status'], { language: 'zh' })).stdout).toMatch(/可用：TensorFlow 2\./);
  });

  test('is used where FINETUNE_BERT_TENSORFLOW points', async () => {
    const library = findLibrary(defaultPlaces())?.folder ?? '';
    const { stdout, status } = await run(['tensorflow', 'status', '--json'], {
      environment: { FINETUNE_BERT_TENSORFLOW: library },
    });
    expect(status).toBe(0);
    expect(eventsOf(stdout)[0]).toMatchObject({ works: true, library: { folder: library, source: 'variable' } });
  });
});

describe('a run on TensorFlow', () => {
  const out = join(folder, 'run');
  const on = ['--device', 'tensorflow', '--json'];

  test('records the device and its version in run.json, and resumes on it', async () => {
    const running = start(['train', sample, ...on, '--epochs', '2', '--out', out]);
    await running.saw('step');
    running.child.kill('SIGINT');
    expect((await running.ended).status).toBe(130);
    const { status, stdout, stderr } = await run(['resume', out, '--json']);
    expect({ status, stderr }).toMatchObject({ status: 0 });
    expect(eventsOf(stdout)).toContainEqual(expect.objectContaining({ event: 'started', device: 'tensorflow (CPU)' }));
    const { decisions } = JSON.parse(readFileSync(join(out, 'run.json'), 'utf8')) as {
      decisions: { device: string; versions: Record<string, string> };
    };
    expect(decisions.device).toBe('tensorflow (CPU)');
    expect(Object.keys(decisions.versions)).toEqual(['node', 'platform', 'tensorflow']);
    expect(decisions.versions['tensorflow']).toMatch(/^2\.\d+\.\d+/);
  });

  test('predicts the same on TensorFlow as on ONNX Runtime', async () => {
    const answers = await Promise.all(
      ['tensorflow', 'onnx-cpu'].map(async (device) => {
        const { status, stdout, stderr } = await run([
          'predict',
          out,
          '--text',
          '味道很好',
          '--text',
          '太慢了',
          '--device',
          device,
          '--json',
        ]);
        expect({ status, stderr }).toMatchObject({ status: 0 });
        return eventsOf(stdout).map((event) =>
          predictionSchema.parse(event).probabilities.map(({ probability }) => probability),
        );
      }),
    );
    expect(answers[0]).toHaveLength(2);
    // Both compute in float32, in another order.
    answers[0]!.forEach((one, row) =>
      one.forEach((probability, label) => expect(Math.abs(probability - answers[1]![row]![label]!)).toBeLessThan(1e-5)),
    );
  });

  test('gives a file the same labels, and an evaluation the same scores, as on ONNX Runtime', async () => {
    const [files, scores] = [[] as string[], [] as unknown[]];
    for (const device of ['tensorflow', 'onnx-cpu']) {
      const file = join(folder, `${device}.csv`);
      expect(
        (await run(['predict', out, sample, '--column', '评论内容', '--out', file, '--device', device])).status,
      ).toBe(0);
      files.push(
        readFileSync(file, 'utf8')
          .split('\n')
          .map((line) => /,(正面|负面),[\d.]+,[\d.]+\r?$/.exec(line)?.[1])
          .join(),
      );
      const { stdout } = await run(['evaluate', out, sample, '--device', device, '--json']);
      scores.push(eventsOf(stdout).map((event) => evaluationSchema.parse(event).scores.accuracy));
    }
    expect(files[0]).toMatch(/正面,.*负面,/);
    expect(files[0]).toBe(files[1]);
    expect(scores[0]).toEqual(scores[1]);
  });
});

/** A library with nothing in it but an initialiser in C, and empty functions. */
function writeLibrary(name: string, initialiser: string, functions: readonly string[] = []): string {
  const library = join(folder, name);
  mkdirSync(library);
  const source = join(library, 'fake.c');
  writeFileSync(
    source,
    [
      '#include <stdio.h>',
      '#include <stdlib.h>',
      `__attribute__((constructor)) static void start(void) { ${initialiser} }`,
      ...functions.map((each) => `void ${each}(void) {}`),
      '',
    ].join('\n'),
  );
  for (const file of ['libtensorflow_cc.so.2', 'libtensorflow_framework.so.2']) {
    execFileSync('cc', ['-shared', '-fPIC', `-Wl,-soname,${file}`, '-o', join(library, file), source]);
  }
  return library;
}

/** The functions that the binding calls: a library without them is refused before any of it runs. */
function calledFunctions(): string[] {
  const symbols = execFileSync('nm', ['--dynamic', '--undefined-only', compiledBinding(defaultPlaces())], {
    encoding: 'utf8',
  });
  return [...symbols.matchAll(/\bU (TFE?_\w+)/g)].map(([, name = '']) => name);
}

test('a crash of the library is reported in one sentence, with a log of its last output', async () => {
  const environment = {
    FINETUNE_BERT_TENSORFLOW: writeLibrary(
      'crashing',
      'fprintf(stderr, "F check failed\\n"); abort();',
      calledFunctions(),
    ),
  };
  const { status, stdout, stderr } = await run(['tensorflow', 'status'], { environment });
  expect(status).toBe(3);
  expect(stdout).toBe('');
  expect(stderr.trimEnd().split('\n')).toHaveLength(1);
  expect(stderr).toContain('SIGABRT');
  const log = /\S+runtime\.log/.exec(stderr)?.[0] ?? '';
  expect(readFileSync(join(folder, log.startsWith('/') ? '' : '.', log), 'utf8')).toContain('F check failed');
});

test('a library without the needed functions is reported in one sentence', async () => {
  const environment = { FINETUNE_BERT_TENSORFLOW: writeLibrary('empty', 'fprintf(stderr, "W noise\\n");') };
  const { status, stderr, stdout } = await run(['tensorflow', 'status', '--json'], { environment });
  expect(status).toBe(3);
  expect(stderr.trimEnd().split('\n')).toHaveLength(1);
  expect(stderr).not.toContain('noise');
  expect(eventsOf(stdout)).toEqual([expect.objectContaining({ event: 'failed', code: 'tensorflow.notLoaded' })]);
});

test('one command installs the library and trains on it', async () => {
  await shipBinding();
  const environment = { XDG_CACHE_HOME: join(folder, 'fresh') };
  const out = join(folder, 'first');
  const { status, stdout, stderr } = await run(
    ['train', sample, '--device', 'tensorflow', '--yes', '--epochs', '1', '--out', out, '--json'],
    { environment },
  );
  expect({ status, stderr }).toMatchObject({ status: 0 });
  const names = eventsOf(stdout).map(({ event }) => event);
  expect(names.indexOf('tensorflowInstalled')).toBeGreaterThan(-1);
  expect(names.indexOf('tensorflowInstalled')).toBeLessThan(names.indexOf('started'));
  expect(names.at(-1)).toBe('done');
  expect(eventsOf(stdout)).toContainEqual(expect.objectContaining({ event: 'started', device: 'tensorflow (CPU)' }));
  expect((await run(['tensorflow', 'remove'], { environment })).status).toBe(0);
});

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
    writeFileSync(
      join(environment.PATH, 'python3'),
      '#!/bin/sh\n[ "$1" = -c ] && exit 1\n[ "$3" = --version ] && exit 0\n/bin/sleep 20\n',
      { mode: 0o755 },
    );
    const cache = join(environment.XDG_CACHE_HOME, 'finetune-bert', 'tensorflow');
    const killed = start(['tensorflow', 'install', '--yes', '--json'], { environment });
    await killed.saw('tensorflowProgress');
    killed.child.kill('SIGKILL');
    await killed.ended;
    expect(readdirSync(cache).every((name) => name.startsWith('.tmp-'))).toBe(true);
    expect((await run(['tensorflow', 'status'], { environment })).status).toBe(3);
    writeFileSync(
      join(environment.PATH, 'python3'),
      '#!/bin/sh\n[ "$3" = --version ] && exit 0\necho "ERROR: no network" >&2\nexit 1\n',
      { mode: 0o755 },
    );
    const { status, stderr } = await run(['tensorflow', 'install', '--yes'], { environment });
    expect(status).toBe(3);
    expect(stderr).toContain('no network');
    expect(readdirSync(cache)).toEqual([]);
  });

  test('Ctrl-C ends an installation with exit status 130', async () => {
    writeFileSync(
      join(environment.PATH, 'python3'),
      '#!/bin/sh\n[ "$1" = -c ] && exit 1\n[ "$3" = --version ] && exit 0\nexec /bin/sleep 20\n',
      { mode: 0o755 },
    );
    const running = start(['tensorflow', 'install', '--yes', '--json'], { environment });
    await running.saw('tensorflowProgress');
    running.child.kill('SIGINT');
    expect((await running.ended).status).toBe(130);
  });
});

test('the binding is the shipped one of this checkout, or else the compiled one', () => {
  const places = defaultPlaces();
  expect([compiledBinding(places), shippedBinding(places)]).toContain(findBinding(places)?.file);
});
