// One cache for Python and for us: Python loads our downloads without a network, and its downloads are not repeated
// here.

import { execFile } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

import { afterAll, beforeAll, expect, test } from 'vitest';
import * as z from 'zod';

import { writeFailure } from '../../src/base/fileErrors.js';
import { readModelFolder } from '../../src/formats/modelFolder.js';
import { hubLocation } from '../../src/hub/location.js';
import { type DownloadProgress, type ObtainedModel, obtainModel } from '../../src/hub/obtain.js';
import { openFolderTokenizer } from '../../src/jobs/model/openTokenizer.js';
import { parseModelName } from '../../src/shared/modelName.js';
import { bundledModel } from '../support/fixtures.js';
import { commits, HubServer, type ServedModel } from '../support/hubServer.js';
import { describeWithPython, python as pythonPath, pythonEnvironment } from '../support/python.js';

const root = mkdtempSync(join(tmpdir(), 'hub-python-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));

const answerSchema = z.object({
  layers: z.number(),
  sum: z.number(),
  ids: z.array(z.number()),
  repos: z.array(z.string()),
  refs: z.array(z.string()),
  warnings: z.array(z.string()),
});
type Answer = z.infer<typeof answerSchema>;

describeWithPython('the cache of hub models', () => {
  const folder = bundledModel();
  const files = Object.fromEntries(readdirSync(folder).map((name) => [name, readFileSync(join(folder, name))]));
  const model: ServedModel = { commit: commits.first, files, revisions: ['v1'] };
  let server: HubServer;
  let expected: { sum: number; ids: number[] };

  beforeAll(async () => {
    server = await HubServer.start({ models: { 'owner/tiny': model, tiny: model } });
    const read = await readModelFolder(folder, { task: 'single-label', labelNames: ['a', 'b'], seed: 1 });
    const bert = [...read.weights].filter(([name]) => name.startsWith('bert.') && !name.startsWith('bert.pooler.'));
    const { tokenizer } = await openFolderTokenizer(folder);
    expected = {
      sum: bert.reduce((sum, [, { data }]) => data.reduce((total, value) => total + Math.abs(value), sum), 0),
      ids: [...(await tokenizer.encode('味道很好，下次还来！', null, 128)).ids],
    };
  });
  afterAll(() => server.close());

  async function python(
    mode: 'cached' | 'download',
    cache: string,
    name: string,
    ...revisions: string[]
  ): Promise<Answer[]> {
    const env = {
      ...pythonEnvironment,
      HF_ENDPOINT: server.endpoint,
      HF_HUB_CACHE: cache,
      HF_HUB_DISABLE_XET: '1',
      HF_HUB_OFFLINE: mode === 'cached' ? '1' : '0',
    };
    const script = fileURLToPath(new URL('hub.py', import.meta.url));
    const { stdout } = await promisify(execFile)(pythonPath, [script, mode, name, ...revisions], {
      env,
      encoding: 'utf8',
    });
    return z.array(answerSchema).parse(JSON.parse(stdout.trim().split('\n').at(-1) ?? ''));
  }

  async function ours(cache: string, name: string): Promise<{ obtained: ObtainedModel; progress: DownloadProgress[] }> {
    const progress: DownloadProgress[] = [];
    const location = hubLocation({
      HF_ENDPOINT: server.endpoint,
      HF_HUB_CACHE: cache,
      HF_HUB_DISABLE_IMPLICIT_TOKEN: '1',
    });
    const options = {
      location,
      signal: new AbortController().signal,
      onProgress: (one: DownloadProgress) => void progress.push(one),
      log: () => undefined,
      writeFailure,
      userAgent: 'test/1',
    };
    return { obtained: await obtainModel(parseModelName(name, server.endpoint)!, options), progress };
  }

  test.each(['owner/tiny', 'tiny'])(
    'is shared: Python loads our download of %s without a network, by branch and by commit',
    async (name) => {
      const cache = join(root, `ours-${name.replace('/', '-')}`);
      await ours(cache, name);
      const answers = await python('cached', cache, name, 'main', commits.first);
      expect(answers).toHaveLength(2);
      for (const answer of answers) {
        expect(answer).toMatchObject({ ids: expected.ids, repos: [name], refs: ['main'], warnings: [] });
        // Sums of the same float32 numbers in double precision, in another order.
        expect(answer.sum / expected.sum).toBeCloseTo(1, 10);
      }
    },
  );

  test("is shared: Python's downloads are not repeated here", async () => {
    const cache = join(root, 'theirs');
    const [answer] = await python('download', cache, 'owner/tiny', 'v1');
    expect(answer?.ids).toEqual(expected.ids);
    const before = server.downloads.length;
    const { obtained, progress } = await ours(cache, 'owner/tiny@v1');
    expect(progress.map(({ file }) => file)).not.toContain('model.safetensors');
    expect(server.downloads.slice(before)).not.toContain('model.safetensors');
    expect(
      (await readModelFolder(obtained.folder, { task: 'single-label', labelNames: ['a', 'b'], seed: 1 })).weights.size,
    ).toBeGreaterThan(10);
    const [again] = await python('cached', cache, 'owner/tiny', 'v1');
    expect(again).toMatchObject({ ids: expected.ids, refs: ['v1'], warnings: [] });
  });
});
