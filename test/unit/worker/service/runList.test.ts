// The list of runs: one that is broken, whatever is wrong with it, is shown with the reason and hides no other.

import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterAll, beforeAll, expect, test } from 'vitest';

import { writeRunFile } from '../../../../src/runs/runFile.js';
import { defaultSettings } from '../../../../src/shared/settings.js';
import { listRuns } from '../../../../src/worker/service/runList.js';

let root: string;
beforeAll(async () => {
  root = realpathSync(mkdtempSync(join(tmpdir(), 'runs-')));
  await makeRun('good', []);
});
afterAll(() => rmSync(root, { recursive: true }));

/** A run that has begun, with those labels. */
async function makeRun(name: string, labels: string[]): Promise<string> {
  const folder = join(root, '.finetune', name);
  mkdirSync(folder, { recursive: true });
  const file = { path: '../data.csv', sha256: '0'.repeat(64) };
  await writeRunFile(folder, {
    id: name,
    product: '0.2.0',
    created: '2026-01-01T00:00:00.000Z',
    data: join(root, 'data.csv'),
    settings: defaultSettings(),
    rowsAtOnce: null,
    decisions: {
      data: file,
      validation: null,
      baseModel: file,
      rows: { training: 1, validation: 0, skipped: 0 },
      labels,
      parameters: { trainable: 1, total: 1 },
      device: 'onnx-cpu',
      versions: {},
    },
  });
  return folder;
}

const listed = async () => (await listRuns([root], new AbortController().signal)).filter(({ name }) => name !== 'good');

const breaks: Record<string, (folder: string) => void> = {
  'run.json is no JSON': (folder) => writeFileSync(join(folder, 'run.json'), '['),
  'run.json is a folder': (folder) => {
    rmSync(join(folder, 'run.json'));
    mkdirSync(join(folder, 'run.json'));
  },
  'the journal is a folder': (folder) => mkdirSync(join(folder, 'journal.jsonl')),
  ...(process.platform === 'win32'
    ? {}
    : {
        'run.json is a device': (folder: string) => {
          rmSync(join(folder, 'run.json'));
          symlinkSync('/dev/zero', join(folder, 'run.json'));
        },
        'the journal is a pipe': (folder: string) => void spawnSync('mkfifo', [join(folder, 'journal.jsonl')]),
        'the journal is a device': (folder: string) => symlinkSync('/dev/zero', join(folder, 'journal.jsonl')),
      }),
};

for (const [name, breakIt] of Object.entries(breaks))
  test(`a run of which ${name} is listed with its reason, beside the others`, async () => {
    breakIt(await makeRun('bad', []));
    const [bad, ...more] = await listed();
    expect(more).toEqual([]);
    expect(bad).toMatchObject({ name: 'bad', state: 'failed', finished: null });
    expect(bad?.failure?.code).toMatch(/^(run\.damaged|machine\.)/);
    expect(await listRuns([root], new AbortController().signal)).toHaveLength(2);
    rmSync(join(root, '.finetune', 'bad'), { recursive: true });
  });

test('a lock and an address that are pipes or devices do not keep the list waiting', async () => {
  if (process.platform === 'win32') return;
  const folder = await makeRun('pipes', []);
  spawnSync('mkfifo', [join(folder, 'lock.json')]);
  symlinkSync('/dev/zero', join(folder, 'worker.json'));
  expect(await listed()).toMatchObject([{ name: 'pipes', state: 'interrupted' }]);
  rmSync(folder, { recursive: true });
});

test('a run with a hundred thousand labels is told in a few hundred kilobytes', async () => {
  const folder = await makeRun(
    'many',
    Array.from({ length: 100_000 }, (_, label) => `${label}${'x'.repeat(90)}`),
  );
  const [many] = await listed();
  expect(many?.labels).toHaveLength(20);
  expect(JSON.stringify(many).length).toBeLessThan(300_000);
  rmSync(folder, { recursive: true });
});

test('one line of 300 MB in a journal is passed over', async () => {
  const folder = await makeRun('long', []);
  const line = Buffer.alloc(300_000_000, 'x');
  writeFileSync(join(folder, 'journal.jsonl'), Buffer.concat([line, Buffer.from('\n')]));
  const before = process.memoryUsage().rss;
  expect(await listed()).toMatchObject([{ name: 'long', state: 'interrupted', step: 0 }]);
  expect(process.memoryUsage().rss - before).toBeLessThan(150_000_000);
  rmSync(folder, { recursive: true });
});
