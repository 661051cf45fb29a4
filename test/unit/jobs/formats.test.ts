// Jobs on data in other formats than CSV: the result is the same for each format.

import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { expect, test } from 'vitest';

import { computing } from '../../../src/jobs/devices/computing.js';
import { evaluate } from '../../../src/jobs/evaluate/evaluate.js';
import { rebuildEvaluation } from '../../../src/jobs/evaluate/rebuildEvaluation.js';
import { inspect } from '../../../src/jobs/inspect/inspect.js';
import type { JobContext } from '../../../src/jobs/jobs.js';
import { predictFile } from '../../../src/jobs/predict/predictFile.js';
import { readRunFile } from '../../../src/runs/runFile.js';
import { UserError } from '../../../src/shared/errors.js';
import { createKit, eventsOf, type Kit, modelBytes, trainKit } from './train/runKit.js';

const files = fileURLToPath(new URL('../data/files', import.meta.url));
const context: JobContext = {
  ...computing,
  emit: () => undefined,
  signal: new AbortController().signal,
  log: () => undefined,
  bundledModels: '/nowhere',
  version: '0.0.0',
};

function rowsOf(kit: Kit): { text: string; label: string }[] {
  return readFileSync(kit.csv, 'utf8')
    .split('\n')
    .slice(1)
    .map((line) => ({ text: line.split(',')[0]!, label: line.split(',')[1]! }));
}

test('JSON Lines give the model of the same CSV, and a prediction for every line', async () => {
  const kit = createKit();
  await trainKit(kit);
  const data = join(kit.folder, 'reviews.jsonl');
  writeFileSync(
    data,
    rowsOf(kit)
      .map((row) => JSON.stringify(row))
      .join('\n'),
  );
  const other = { ...kit, csv: data, out: `${kit.out}-jsonl` };
  expect((await trainKit(other)).outcome).toMatchObject({ event: 'done' });
  expect(modelBytes(other).equals(modelBytes(kit))).toBe(true);
  expect(readRunFile(other.out).settings).toMatchObject({ encoding: 'utf-8', delimiter: 'auto', header: 'auto' });
  const out = join(kit.folder, 'labelled.csv');
  expect(await predictFile({ model: kit.out, data, out, settings: {} }, context)).toEqual({ out, rows: 40, empty: 0 });
  expect(readFileSync(out, 'utf8').split('\n')[0]).toBe('text,label,prediction,p(bad),p(good)');
  const scores = (file: string) => evaluate({ model: kit.out, data: file, settings: {} }, context);
  expect(await scores(data)).toEqual(await scores(kit.csv));
  await expect(
    predictFile({ model: kit.out, data, out: join(kit.folder, 'o.parquet'), settings: {} }, context),
  ).rejects.toMatchObject({ code: 'data.outputFormat' });
});

test('a folder of texts for each class trains, with the run beside it', async () => {
  const kit = createKit();
  const data = join(kit.folder, 'classes');
  rowsOf(kit).forEach(({ text, label }, row) => {
    mkdirSync(join(data, label), { recursive: true });
    writeFileSync(join(data, label, `${row}.txt`), text);
  });
  const { events, outcome } = await trainKit({ ...kit, csv: data });
  expect(outcome).toMatchObject({ event: 'done' });
  expect(eventsOf(events, 'started')[0]).toMatchObject({
    rows: { training: 32, validation: 8, skipped: 0 },
    labels: ['bad', 'good'],
  });
});

test.each(['saved', 'hub'])(
  'a dataset is validated on its own split, unless another is requested (%s)',
  async (name) => {
    const kit = { ...createKit(), csv: join(files, name) };
    const { events } = await trainKit(kit);
    expect(eventsOf(events, 'started')[0]).toMatchObject({
      rows: { training: 24, validation: 8, skipped: 0 },
      labels: ['负面', '正面'],
    });
    expect(readRunFile(kit.out).settings.validation).toBe(join(files, name, 'validation'));
    expect(JSON.parse(readFileSync(join(kit.out, 'evaluation.json'), 'utf8'))).toMatchObject({
      file: join(files, name, 'validation'),
      rows: 8,
    });
    await rebuildEvaluation(kit.out, context);
    expect(await evaluate({ model: kit.out, data: join(files, name, 'test'), settings: {} }, context)).toMatchObject({
      rows: 8,
      skipped: 0,
    });
    const share = { ...kit, out: `${kit.out}-share` };
    expect(eventsOf((await trainKit(share, { validation: '0.25' })).events, 'started')[0]).toMatchObject({
      rows: { training: 18, validation: 6 },
    });
  },
);

test.each(['reviews-zstd.parquet', 'reviews.xlsx', 'one-split'])('%s is inspected and trained on', async (name) => {
  const data = join(files, name);
  const inspection = await inspect({ data, settings: {} }, context);
  expect(inspection.labels.map(({ label }) => label)).toEqual(['负面', '正面']);
  const kit = { ...createKit(), csv: data };
  const { outcome } = await trainKit(kit, { text: inspection.columns[name === 'reviews-zstd.parquet' ? 1 : 0]!.name });
  expect(outcome).toMatchObject({ event: 'done' });
});

test('a folder without a dataset leaves no run', async () => {
  const kit = createKit();
  const { outcome } = await trainKit({ ...kit, csv: kit.folder });
  expect(outcome).toBeInstanceOf(UserError);
  expect(outcome).toMatchObject({ code: 'data.isFolder' });
});
