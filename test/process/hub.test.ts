// Models of the hub on the command line: named, downloaded with progress, found again, resumed after Ctrl-C, and
// refused in one sentence.

import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import * as z from 'zod';

import { commits, content, hashOf, HubServer, type ServedModel, servedModel } from '../support/hubServer.js';
import { bundledModel, eventsOf, runCli, sample, startCli, temporaryFolder } from './cliKit.js';

const { folder, remove } = temporaryFolder();
afterAll(remove);

const names = ['config.json', 'model.safetensors', 'tokenizer_config.json', 'vocab.txt'];
const tiny: ServedModel = {
  commit: commits.first,
  files: Object.fromEntries(names.map((name) => [name, readFileSync(join(bundledModel, name))])),
  token: 'hf_private',
};

let server: HubServer;
beforeAll(async () => {
  server = await HubServer.start({
    models: {
      'owner/tiny': tiny,
      'owner/gpt': { ...servedModel(content(100_000), { 'config.json': Buffer.from('{"model_type":"gpt2"}') }) },
    },
  });
});
afterAll(() => server.close());

const train = ['train', sample, '--epochs', '1', '--rows', '16', '--max-length', '16', '--batch', '8'];
const runFile = z.object({
  settings: z.object({ model: z.string() }),
  decisions: z.object({ baseModel: z.object({ path: z.string() }) }),
});

function variables(cache: string, more: Readonly<Record<string, string>> = {}): Record<string, string> {
  return { HF_ENDPOINT: server.endpoint, HF_HUB_CACHE: cache, HF_TOKEN: 'hf_private', ...more };
}

function newCache(): string {
  return join(mkdtempSync(join(folder, 'cache-')), 'hub');
}

describe('a model of the hub', () => {
  const cache = newCache();
  const named = `owner/tiny@${commits.first}`;

  test('is downloaded with progress, and run.json records its commit', async () => {
    const { stdout, stderr, status } = await runCli([...train, '--model', 'owner/tiny', '--out', 'first', '--json'], {
      folder,
      variables: variables(cache),
    });
    expect(status, stderr).toBe(0);
    const events = eventsOf(stdout);
    const downloads = events.filter(({ event }) => event === 'download');
    const total = Object.values(tiny.files).reduce((sum, bytes) => sum + bytes.length, 0);
    expect(downloads.at(-1)).toEqual({
      event: 'download',
      model: 'owner/tiny',
      file: 'model.safetensors',
      bytes: total,
      total,
    });
    expect(events.findIndex(({ event }) => event === 'download')).toBeLessThan(
      events.findIndex(({ event }) => event === 'started'),
    );
    expect(runFile.parse(JSON.parse(readFileSync(join(folder, 'first', 'run.json'), 'utf8')))).toEqual({
      settings: { model: named },
      decisions: { baseModel: { path: named } },
    });
    expect(readFileSync(join(folder, 'first', 'model', 'README.md'), 'utf8')).toContain('base_model: owner/tiny\n');
    expect(existsSync(join(cache, 'models--owner--tiny', 'snapshots', commits.first, 'model.safetensors'))).toBe(true);
  });

  test('is downloaded only for data that can be trained on', async () => {
    const before = server.downloads.length;
    writeFileSync(join(folder, 'one-column.csv'), 'review\ngood\nbad\n');
    const { stderr, status } = await runCli(['train', 'one-column.csv', '--model', 'owner/tiny', '--out', 'none'], {
      folder,
      variables: variables(newCache()),
    });
    expect(status, stderr).toBe(1);
    expect(server.downloads).toHaveLength(before);
  });

  test('is reused by the next run, by its run.json as --config, and offline', async () => {
    const before = server.downloads.length;
    for (const [out, ...words] of [
      ['second', '--model', 'owner/tiny'],
      ['third', '--config', join('first', 'run.json')],
    ] as const) {
      const { stderr, stdout, status } = await runCli([...train, '--out', out, ...words], {
        folder,
        variables: variables(cache),
      });
      expect(status, stderr).toBe(0);
      expect(stdout).not.toContain('Downloading');
    }
    const offline = await runCli([...train, '--out', 'fourth', '--model', 'owner/tiny'], {
      folder,
      variables: variables(cache, { HF_HUB_OFFLINE: '1', HF_ENDPOINT: 'http://127.0.0.1:9' }),
    });
    expect(offline.status, offline.stderr).toBe(0);
    expect(server.downloads).toHaveLength(before);
  });

  test('can be used by its name to classify, evaluate and export', async () => {
    const model = join(folder, 'first', 'model');
    const finished: ServedModel = {
      commit: commits.second,
      files: Object.fromEntries(readdirSync(model).map((name) => [name, readFileSync(join(model, name))])),
    };
    const other = await HubServer.start({ models: { classifier: finished } });
    const options = { folder, variables: { HF_ENDPOINT: other.endpoint, HF_HUB_CACHE: cache } };
    const predicted = await runCli(['predict', 'classifier', '--text', '味道很好', '--json'], options);
    expect(eventsOf(predicted.stdout).map(({ event }) => event)).toContain('prediction');
    expect(
      (await runCli(['evaluate', `${other.endpoint}/classifier/tree/main`, sample, '--json'], options)).status,
    ).toBe(0);
    expect(
      (await runCli(['export', 'classifier', '--format', 'safetensors', '--out', 'exported.safetensors'], options))
        .status,
    ).toBe(0);
    expect(other.downloads).not.toContain('model.onnx');
    await other.close();
  });
});

test('Ctrl-C during a download keeps its bytes, and resume continues it', async () => {
  const cache = newCache();
  const slow = await HubServer.start({
    models: { 'owner/tiny': tiny },
    misbehave: ({ url, headers }) =>
      url.includes('safetensors') && !(headers.range ?? '').startsWith('bytes=0-')
        ? { kind: 'stall', after: 1000 }
        : undefined,
  });
  const running = startCli([...train, '--model', 'owner/tiny', '--out', 'stopped', '--json'], {
    folder,
    variables: variables(cache, { HF_ENDPOINT: slow.endpoint }),
  });
  const blobs = join(cache, 'models--owner--tiny', 'blobs');
  const weights = tiny.files['model.safetensors']!;
  const kept = (): number => {
    const name = existsSync(blobs)
      ? readdirSync(blobs).find((one) => one.startsWith(`${hashOf('model.safetensors', weights)}.`))
      : undefined;
    return name === undefined ? 0 : statSync(join(blobs, name)).size;
  };
  await vi.waitUntil(() => kept() > 0, { timeout: 60_000, interval: 50 });
  running.child.kill('SIGINT');
  const stopped = await running.ended;
  expect(stopped.status).toBe(130);
  expect(eventsOf(stopped.stdout).at(-1)).toMatchObject({ event: 'interrupted', step: 0 });
  expect(kept()).toBeGreaterThan(0);
  expect(kept()).toBeLessThan(weights.length);
  await slow.close();
  const before = server.seen.length;
  const resumed = await runCli(['resume', 'stopped', '--json'], { folder, variables: variables(cache) });
  expect(resumed.status, resumed.stderr).toBe(0);
  expect(eventsOf(resumed.stdout).at(-1)?.event).toBe('done');
  const ranges = server.seen
    .slice(before)
    .filter(({ url }) => url.includes('safetensors'))
    .map(({ headers }) => headers.range);
  expect(ranges.length).toBeGreaterThan(0);
  expect(ranges.some((range) => range === undefined || range.startsWith('bytes=0-'))).toBe(false);
});

describe('a model is refused in one sentence with a next step', () => {
  const cases: Record<string, readonly [model: string, variables: Readonly<Record<string, string>>, sentence: RegExp]> =
    {
      'an unknown name': [
        'owner/none',
        {},
        /neither a folder owner\/none nor a model of that name on 127\.0\.0\.1:\d+\. Check the spelling/,
      ],
      'a private model without a token': [
        'owner/tiny',
        { HF_TOKEN: '', HF_HUB_DISABLE_IMPLICIT_TOKEN: '1' },
        /owner\/tiny.*HF_TOKEN/,
      ],
      'an unknown revision': ['owner/tiny@v7', {}, /no revision v7/],
      'an unreachable hub': [
        'owner/tiny',
        { HF_ENDPOINT: 'http://127.0.0.1:9' },
        /127\.0\.0\.1:9 cannot be reached \(ECONNREFUSED\)\. .*HF_ENDPOINT/,
      ],
      'another architecture, before the download of its weights': ['owner/gpt', {}, /gpt2/],
      'a model that is not in the cache, offline': ['owner/tiny', { HF_HUB_OFFLINE: '1' }, /HF_HUB_OFFLINE/],
      'the address of a data set': [
        'https://huggingface.co/datasets/a/b',
        {},
        /datasets\/a\/b is not the address of a model\./,
      ],
      'an address with a password': [
        'https://me:hf_private@huggingface.co/datasets/a/b',
        {},
        /https:\/\/huggingface\.co\/datasets\/a\/b is not/,
      ],
      'a path that does not exist': ['./models/bert', {}, /no model folder models\/bert/],
    };
  test.concurrent.each(Object.entries(cases))('%s', async (name, [model, more, sentence]) => {
    const out = `refused-${name.replaceAll(' ', '-')}`;
    const { status, stderr, stdout } = await runCli([...train, '--model', model, '--out', out], {
      folder,
      variables: variables(newCache(), more),
    });
    expect(stderr).toMatch(sentence);
    expect(stderr.trimEnd().split('\n')).toHaveLength(1);
    expect(status).toBe(model === 'owner/tiny' && more['HF_ENDPOINT'] !== undefined ? 3 : 1);
    expect(stdout + stderr).not.toContain('hf_private');
    expect(existsSync(join(folder, out))).toBe(false);
  });

  test('the weights of another architecture are not downloaded', () => {
    expect(
      server.seen.filter(
        ({ url, method }) => url.startsWith('/owner/gpt/') && method === 'GET' && url.endsWith('safetensors'),
      ),
    ).toEqual([]);
  });
});

test('the token is in none of the files that a run leaves', () => {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  expect(files.length).toBeGreaterThan(20);
  for (const { parentPath, name } of files)
    expect(readFileSync(join(parentPath, name)).includes('hf_private'), join(parentPath, name)).toBe(false);
  rmSync(join(folder, 'first'), { recursive: true });
});
