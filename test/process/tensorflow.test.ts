// TensorFlow as it is really installed: found, loaded by every supported Node, and reported when it does not work.

import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';

import { describe, expect, test } from 'vitest';
import { z } from 'zod';

import { shipBinding } from '../../scripts/shipBinding.mjs';
import { compiledBinding, findBinding, shippedBinding } from '../../src/tensorflow/binding.js';
import { findLibrary } from '../../src/tensorflow/find.js';
import { defaultLocations } from '../../src/tensorflow/locations.js';
import { allNeed, leaveOut } from '../support/needs.js';
import { eventsOf, sample } from './cliKit.js';
import { folder, run, start } from './tensorflowKit.js';

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
  allNeed('tensorflow');

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
    const library = findLibrary(defaultLocations())?.folder ?? '';
    const { stdout, status } = await run(['tensorflow', 'status', '--json'], {
      environment: { FINETUNE_BERT_TENSORFLOW: library },
    });
    expect(status).toBe(0);
    expect(eventsOf(stdout)[0]).toMatchObject({ works: true, library: { folder: library, source: 'variable' } });
  });
});

describe('a run on TensorFlow', () => {
  allNeed('tensorflow');

  const out = join(folder, 'run');
  const on = ['--device', 'tensorflow', '--json'];

  test('records the device and its version in run.json, and resumes on it', async () => {
    const running = start(['train', sample, '--recipe', 'tutorial', ...on, '--epochs', '2', '--out', out]);
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
    const files = [] as string[];
    const scores = [] as unknown[];
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
      scores.push(evaluationSchema.parse(eventsOf(stdout).at(-1)).scores.accuracy);
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
  const symbols = execFileSync('nm', ['--dynamic', '--undefined-only', compiledBinding(defaultLocations())], {
    encoding: 'utf8',
  });
  return [...symbols.matchAll(/\bU (TFE?_\w+)/g)].map(([, name = '']) => name);
}

test('a crash of the library is reported in one sentence, with a log of its last output', async (context) => {
  leaveOut(context, 'tensorflow');
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

test('a library without the needed functions is reported in one sentence', async (context) => {
  leaveOut(context, 'tensorflow');
  const environment = { FINETUNE_BERT_TENSORFLOW: writeLibrary('empty', 'fprintf(stderr, "W noise\\n");') };
  const { status, stderr, stdout } = await run(['tensorflow', 'status', '--json'], { environment });
  expect(status).toBe(3);
  expect(stderr.trimEnd().split('\n')).toHaveLength(1);
  expect(stderr).not.toContain('noise');
  expect(eventsOf(stdout)).toEqual([expect.objectContaining({ event: 'failed', code: 'tensorflow.notLoaded' })]);
});

test('one command installs the library and trains on it', async (context) => {
  leaveOut(context, 'tensorflow');
  await shipBinding();
  const environment = { XDG_CACHE_HOME: join(folder, 'fresh') };
  const out = join(folder, 'first');
  const { status, stdout, stderr } = await run(
    [
      'train',
      sample,
      '--recipe',
      'tutorial',
      '--device',
      'tensorflow',
      '--yes',
      '--epochs',
      '1',
      '--out',
      out,
      '--json',
    ],
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

test('the binding is the shipped one of this checkout, or else the compiled one', (context) => {
  leaveOut(context, 'tensorflow');
  const locations = defaultLocations();
  expect([compiledBinding(locations), shippedBinding(locations)]).toContain(findBinding(locations)?.file);
});
