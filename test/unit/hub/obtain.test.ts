// A model of the hub comes into the cache as Python keeps it: the needed files, once, and found again without a
// request.

import {
  existsSync,
  mkdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';

import { describe, expect, test, vi } from 'vitest';

import { commits, content, hashOf, servedModel } from '../../support/hubServer.js';
import { ask, codeOf, filesBelow, serve, temporaryFolder } from './kit.js';

const model = servedModel();
const needed = ['config.json', 'model.safetensors', 'tokenizer.json', 'tokenizer_config.json', 'vocab.txt'];

describe('a model that is not in the cache', () => {
  const cache = temporaryFolder();
  const server = serve({ models: { 'org/bert': model } });

  test('is downloaded with the needed files only, in blobs, snapshots and refs', async () => {
    const { endpoint } = await server;
    const { model: obtained, error, progress } = await ask('org/bert', endpoint, cache);
    expect(error).toBeNull();
    const root = join(cache, 'models--org--bert');
    expect(obtained).toMatchObject({
      folder: join(root, 'snapshots', commits.first),
      name: { id: 'org/bert', revision: commits.first, origin: null },
      notices: [],
    });
    for (const name of needed) {
      const bytes = model.files[name]!;
      expect(readFileSync(join(root, 'snapshots', commits.first, name)).equals(bytes), name).toBe(true);
      expect(readlinkSync(join(root, 'snapshots', commits.first, name))).toBe(
        join('..', '..', 'blobs', hashOf(name, bytes)),
      );
    }
    expect(readFileSync(join(root, 'refs', 'main'), 'utf8')).toBe(commits.first);
    expect(filesBelow(root)).toHaveLength(2 * needed.length + 1);
    expect(new Set((await server).downloads)).toEqual(new Set(needed));
    const total = needed.reduce((sum, name) => sum + model.files[name]!.length, 0);
    expect(progress.at(-1)).toEqual({ model: 'org/bert', file: 'model.safetensors', bytes: total, total });
    expect(progress.every(({ bytes }, at) => bytes >= (progress[at - 1]?.bytes ?? 0))).toBe(true);
  });

  test('is found again with one request, for its commit', async () => {
    const { endpoint, seen } = await server;
    const before = seen.length;
    const { model: obtained, progress } = await ask('org/bert', endpoint, cache);
    expect(obtained?.notices).toEqual([]);
    expect(progress).toEqual([]);
    expect(seen.slice(before).map(({ url }) => url)).toEqual(['/api/models/org/bert/revision/main?blobs=true']);
  });

  test('is found again by its commit, and offline, without any request', async () => {
    const { endpoint, seen } = await server;
    const before = seen.length;
    const byCommit = await ask(`org/bert@${commits.first}`, endpoint, cache);
    const offline = await ask('org/bert', endpoint, cache, { environment: { HF_HUB_OFFLINE: '1' } });
    expect([byCommit.model?.folder, offline.model?.folder]).toEqual([
      join(cache, 'models--org--bert', 'snapshots', commits.first),
      byCommit.model?.folder,
    ]);
    expect(seen).toHaveLength(before);
  });

  test('is found in the cache when the hub is unreachable, which is reported', async () => {
    const { endpoint } = await server;
    const none = await ask('org/bert', 'http://127.0.0.1:9', cache);
    expect(none.model?.notices).toEqual([
      { code: 'hub.fromCache', values: { host: '127.0.0.1:9', model: 'org/bert', commit: '1111111111' } },
    ]);
    (await server).misbehave = () => ({ kind: 'status', status: 503 });
    expect((await ask('org/bert', endpoint, cache)).model?.notices).toHaveLength(1);
    (await server).misbehave = undefined;
  });
});

test('an absent or incomplete model is refused offline with the path of the cache', async () => {
  const cache = temporaryFolder();
  const server = await serve({ models: { bert: model } });
  expect(codeOf(await ask('bert', server.endpoint, cache, { environment: { HF_HUB_OFFLINE: '1' } }))).toBe(
    'hub.offline',
  );
  await ask('bert', server.endpoint, cache);
  rmSync(join(cache, 'models--bert', 'snapshots', commits.first, 'model.safetensors'));
  const { error } = await ask('bert', server.endpoint, cache, { environment: { HF_HUB_OFFLINE: '1' } });
  expect(error).toMatchObject({ code: 'hub.offline', values: { model: 'bert', folder: cache } });
});

test('another revision downloads only the files that differ', async () => {
  const cache = temporaryFolder();
  const first = await serve({ models: { bert: model } });
  await ask('bert', first.endpoint, cache);
  const changed = {
    ...model,
    commit: commits.second,
    files: { ...model.files, 'config.json': Buffer.from('{"model_type":"bert","new":1}') },
  };
  const second = await serve({ models: { bert: changed } });
  const { model: obtained } = await ask('bert', second.endpoint, cache);
  expect(obtained?.name.revision).toBe(commits.second);
  expect(second.downloads).toEqual(['config.json']);
  expect(readFileSync(join(cache, 'models--bert', 'refs', 'main'), 'utf8')).toBe(commits.second);
  expect((await ask(`bert@${commits.first}`, second.endpoint, cache)).model?.folder).toContain(commits.first);
});

test.each(['v1', 'refs/pr/1'])('the revision %s is cached under its name', async (revision) => {
  const cache = temporaryFolder();
  const server = await serve({ models: { bert: model } });
  await ask(`bert@${revision}`, server.endpoint, cache);
  expect(readFileSync(join(cache, 'models--bert', 'refs', ...revision.split('/')), 'utf8')).toBe(commits.first);
  expect(
    (await ask(`bert@${revision}`, server.endpoint, cache, { environment: { HF_HUB_OFFLINE: '1' } })).error,
  ).toBeNull();
});

test('weights that Python downloaded as pytorch_model.bin are used', async () => {
  const cache = temporaryFolder();
  const server = await serve({ models: { bert: model } });
  const snapshot = join(cache, 'models--bert', 'snapshots', commits.first);
  mkdirSync(snapshot, { recursive: true });
  writeFileSync(join(snapshot, 'pytorch_model.bin'), model.files['pytorch_model.bin']!);
  expect((await ask('bert', server.endpoint, cache)).error).toBeNull();
  expect(server.downloads).not.toContain('model.safetensors');
});

test('a sharded model is downloaded with its index and all shards', async () => {
  const shards = {
    'model.safetensors.index.json': Buffer.from('{"weight_map":{}}'),
    'model-00001-of-00002.safetensors': content(5000, 2),
    'model-00002-of-00002.safetensors': content(6000, 3),
  };
  const files = Object.fromEntries(
    Object.entries(servedModel(Buffer.alloc(0), shards).files).filter(([name]) => name !== 'model.safetensors'),
  );
  const server = await serve({ models: { bert: { ...model, files } } });
  expect((await ask('bert', server.endpoint, temporaryFolder())).error).toBeNull();
  expect(server.downloads).toEqual(expect.arrayContaining(Object.keys(shards)));
  expect(server.downloads).not.toContain('pytorch_model.bin');
});

test('a file that is shorter in the cache than on the hub is downloaded again', async () => {
  const cache = temporaryFolder();
  const server = await serve({ models: { bert: model } });
  await ask('bert', server.endpoint, cache);
  writeFileSync(join(cache, 'models--bert', 'blobs', hashOf('vocab.txt', model.files['vocab.txt']!)), '[');
  await ask('bert', server.endpoint, cache);
  expect(
    readFileSync(join(cache, 'models--bert', 'snapshots', commits.first, 'vocab.txt')).equals(
      model.files['vocab.txt']!,
    ),
  ).toBe(true);
});

test('without symbolic links, files are kept and found in the snapshot', async () => {
  const cache = temporaryFolder();
  const server = await serve({ models: { bert: model } });
  // A snapshot on a file system without links looks as if it were somewhere else: here links of it lead nowhere.
  const elsewhere = temporaryFolder();
  mkdirSync(join(cache, 'models--bert'), { recursive: true });
  symlinkSync(elsewhere, join(cache, 'models--bert', 'snapshots'));
  expect((await ask('bert', server.endpoint, cache)).error).toBeNull();
  const file = join(elsewhere, commits.first, 'model.safetensors');
  expect(statSync(file).isFile()).toBe(true);
  expect(readFileSync(file).equals(model.files['model.safetensors']!)).toBe(true);
  const count = server.seen.length;
  expect((await ask('bert', server.endpoint, cache)).progress).toEqual([]);
  expect(server.seen).toHaveLength(count + 1);
});

test('a model that is refused for its config.json downloads no weights', async () => {
  const cache = temporaryFolder();
  const server = await serve({ models: { bert: model } });
  const check = vi.fn((folder: string) => {
    expect(existsSync(join(folder, 'config.json'))).toBe(true);
    return Promise.reject(new Error('no BERT'));
  });
  const { error } = await ask('bert', server.endpoint, cache, { options: { check } });
  expect(error).toEqual(new Error('no BERT'));
  expect(server.downloads).not.toContain('model.safetensors');
});

test.each([
  ['hub.noConfig', ['config.json']],
  ['hub.noWeights', ['model.safetensors', 'pytorch_model.bin']],
  ['hub.noTokenizer', ['tokenizer.json', 'tokenizer_config.json', 'vocab.txt']],
])('%s: a repository without %j is refused before the download', async (code, left) => {
  const files = Object.fromEntries(Object.entries(model.files).filter(([name]) => !left.includes(name)));
  const server = await serve({ models: { bert: { ...model, files } } });
  expect(codeOf(await ask('bert', server.endpoint, temporaryFolder()))).toBe(code);
  expect(server.downloads).toEqual([]);
});

test('the SentencePiece file is downloaded only when there is no other vocabulary', async () => {
  const { 'vocab.txt': vocabulary, 'tokenizer.json': json, ...others } = model.files;
  expect([vocabulary, json].some((file) => file !== undefined)).toBe(true);
  for (const name of ['sentencepiece.bpe.model', 'spiece.model']) {
    const alone = await serve({ models: { bert: { ...model, files: { ...others, [name]: Buffer.from('pieces') } } } });
    expect((await ask('bert', alone.endpoint, temporaryFolder())).error).toBeNull();
    expect(alone.downloads).toContain(name);
    const beside = await serve({
      models: { bert: { ...model, files: { ...model.files, [name]: Buffer.from('pieces') } } },
    });
    expect((await ask('bert', beside.endpoint, temporaryFolder())).error).toBeNull();
    expect(beside.downloads).not.toContain(name);
  }
});

test('a disk that is too small is reported before the download', async () => {
  const server = await serve({
    models: { bert: model },
    misbehave: ({ url }) =>
      url.startsWith('/api/')
        ? {
            kind: 'page',
            text: JSON.stringify({
              sha: commits.first,
              siblings: ['config.json', 'vocab.txt']
                .map((rfilename) => ({ rfilename, size: 5, blobId: 'a'.repeat(40) }))
                .concat([{ rfilename: 'model.safetensors', size: 2 ** 52, blobId: 'b'.repeat(40) }]),
            }),
          }
        : undefined,
  });
  const cache = temporaryFolder();
  const { error } = await ask('bert', server.endpoint, cache);
  expect(error).toMatchObject({ code: 'hub.noRoom', values: { model: 'bert', folder: cache } });
  expect(server.downloads).toEqual([]);
});

test('a mirror without sizes and hashes in its listing is asked for each file', async () => {
  const cache = temporaryFolder();
  const server = await serve({ models: { bert: model }, silentAbout: ['size'] });
  expect((await ask('bert', server.endpoint, cache)).error).toBeNull();
  expect(filesBelow(join(cache, 'models--bert', 'blobs'))).toEqual(
    needed.map((name) => hashOf(name, model.files[name]!)).sort(),
  );
  expect(server.seen.filter(({ method }) => method === 'HEAD')).toHaveLength(needed.length);
});

test('a mirror without hashes is refused, as nothing could be verified', async () => {
  const server = await serve({ models: { bert: model }, silentAbout: ['size', 'hash'] });
  expect(codeOf(await ask('bert', server.endpoint, temporaryFolder()))).toBe('hub.noHash');
});

test('the address of another hub has a separate cache', async () => {
  const cache = join(temporaryFolder(), 'hub');
  const server = await serve({ models: { bert: model } });
  const usual = await serve({ models: {} });
  const { model: obtained, error } = await ask(`${server.endpoint}/bert`, usual.endpoint, cache);
  expect(error).toBeNull();
  expect(existsSync(cache)).toBe(false);
  expect(obtained?.folder).toContain('hub-127.0.0.1_');
  expect(obtained?.name.origin).toBe(server.endpoint);
  expect(usual.seen).toEqual([]);
});
