// A run remembers how its rows were read, and so does a copy of its model: a file is read for it in the same way.

import { cpSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { describe, expect, test } from 'vitest';

import { readConfig } from '../../../src/cli/configFile.js';
import { computing } from '../../../src/jobs/devices/computing.js';
import { evaluate } from '../../../src/jobs/evaluate/evaluate.js';
import type { JobContext } from '../../../src/jobs/jobs.js';
import { predict } from '../../../src/jobs/predict/predict.js';
import { predictFile } from '../../../src/jobs/predict/predictFile.js';
import type { Notice } from '../../../src/shared/notices.js';
import type { GivenSettings } from '../../../src/shared/settings.js';
import { createKit, type Kit, trainKit } from './train/runKit.js';

const said: Notice[] = [];
const context: JobContext = {
  emit: (event) => {
    if (event.event === 'notice') said.push(event);
  },
  signal: new AbortController().signal,
  createTrainer: () => Promise.reject(new Error('nothing trains here')),
  createPredictor: computing.createPredictor,
  log: () => undefined,
  bundledModels: '/nowhere',
  version: '0.0.0',
};

/** Columns that a guess would take otherwise: the longest for the texts, the first of the short ones for the labels. */
const table = ['head,body,kind,side,label'];
for (let row = 0; row < 24; row++) {
  const [mine, other] = row % 2 === 0 ? ['tasty', 'one'] : ['stale', 'two'];
  table.push(`${mine} soup,a long text that is the same in every row,${mine},the driver was ${mine},${other}`);
}
const own = { text: 'head', label: 'kind' } as const;

async function trained(settings: GivenSettings, content = table.join('\n')): Promise<Kit> {
  const kit = createKit();
  writeFileSync(kit.csv, content);
  const { outcome } = await trainKit(kit, { epochs: 1, ...settings });
  expect(outcome).toMatchObject({ event: 'done' });
  said.length = 0;
  return kit;
}

const columnsSaid = () => said.find(({ code }) => code === 'data.read')?.values['columns'];

describe('the columns of a run', () => {
  test('are those that evaluations and predictions read, from a copy of the model too', async () => {
    const kit = await trained(own);
    const copy = join(kit.folder, 'copy');
    cpSync(join(kit.out, 'model'), copy, { recursive: true });
    const named = await evaluate({ model: kit.out, data: kit.csv, settings: own }, context);
    for (const model of [kit.out, join(kit.out, 'model'), copy]) {
      said.length = 0;
      expect(await evaluate({ model, data: kit.csv, settings: {} }, context)).toEqual(named);
      expect(columnsSaid()).toBe('text = "head", label = "kind"');
      said.length = 0;
      await predictFile({ model, data: kit.csv, out: join(kit.folder, 'o.csv'), settings: {} }, context);
      expect(columnsSaid()).toBe('text = "head"');
    }
    // A run of an earlier version has nothing beside its model.
    rmSync(join(kit.out, 'model', 'finetune_bert.json'));
    said.length = 0;
    expect(await evaluate({ model: kit.out, data: kit.csv, settings: {} }, context)).toEqual(named);
  });

  test('that a file lacks are named, and can be given', async () => {
    const kit = await trained(own);
    const data = join(kit.folder, 'other.csv');
    writeFileSync(data, 'review,verdict\ntasty soup,tasty\nstale soup,stale\n');
    const other = { text: 'review', label: 'verdict' };
    await expect(evaluate({ model: kit.out, data, settings: {} }, context)).rejects.toMatchObject({
      code: 'data.taughtColumnMissing',
      values: { column: 'head', flag: '--text' },
    });
    await expect(evaluate({ model: kit.out, data, settings: { text: 'review' } }, context)).rejects.toMatchObject({
      values: { column: 'kind', flag: '--label' },
    });
    expect(await evaluate({ model: kit.out, data, settings: other }, context)).toMatchObject({ rows: 2 });
    const out = join(kit.folder, 'o.csv');
    await expect(predictFile({ model: kit.out, data, out, settings: {} }, context)).rejects.toMatchObject({
      values: { column: 'head', flag: '--column' },
    });
    expect(await predictFile({ model: kit.out, data, column: 'review', out, settings: {} }, context)).toMatchObject({
      rows: 2,
    });
  });

  test('do not matter in a list of texts', async () => {
    const kit = await trained(own);
    const data = join(kit.folder, 'list.csv');
    writeFileSync(data, 'review\n"tasty, soup"\nstale soup\n');
    const out = join(kit.folder, 'o.csv');
    expect(await predictFile({ model: kit.out, data, out, settings: {} }, context)).toMatchObject({ rows: 2 });
    expect(readFileSync(out, 'utf8').split('\n')[0]).toBe('review,prediction,p(stale),p(tasty)');
  });

  test('include the second text, without which nothing is predicted', async () => {
    const kit = await trained({ ...own, pair: 'side' });
    await evaluate({ model: kit.out, data: kit.csv, settings: {} }, context);
    expect(columnsSaid()).toBe('text = "head", pair = "side", label = "kind"');
    const out = join(kit.folder, 'o.csv');
    said.length = 0;
    await predictFile({ model: kit.out, data: kit.csv, out, settings: {} }, context);
    expect(columnsSaid()).toBe('text = "head", pair = "side"');
    await expect(predict({ model: kit.out, inputs: [['tasty soup']] }, context)).rejects.toMatchObject({
      code: 'data.secondTextMissing',
    });
    expect(await predict({ model: kit.out, inputs: [['tasty soup', 'kind driver']] }, context)).toHaveLength(1);
    const data = join(kit.folder, 'single.csv');
    writeFileSync(data, 'head\ntasty soup\n');
    await expect(predictFile({ model: kit.out, data, out, settings: {} }, context)).rejects.toMatchObject({
      code: 'data.taughtColumnMissing',
      values: { column: 'side', flag: '--pair' },
    });
  });
});

test('a separator of labels holds for whatever the model is measured on', async () => {
  const labels = ['a', 'a#b', 'b', 'b#a'];
  const rows = Array.from({ length: 24 }, (_, row) => `soup ${row},${labels[row % 4]!}`);
  const kit = await trained({ task: 'multi-label', labelSeparator: '#' }, ['text,label', ...rows].join('\n'));
  expect(await evaluate({ model: kit.out, data: kit.csv, settings: {} }, context)).toMatchObject({
    rows: 24,
    skipped: 0,
  });
});

test('what a run read off its own file does not hold for another one', async () => {
  const kit = await trained(own);
  const taught = JSON.parse(readFileSync(join(kit.out, 'model', 'finetune_bert.json'), 'utf8')) as object;
  expect(taught).toEqual({
    format: 1,
    settings: {
      ...own,
      pair: null,
      labelSeparator: '|',
      decimal: 'auto',
      threshold: 0.5,
      mergeLabels: false,
      quotes: 'strict',
      missing: 'keep',
    },
  });
  const config = readConfig(join(kit.out, 'run.json'));
  expect(config).toMatchObject(own);
  for (const name of ['encoding', 'delimiter', 'header']) expect(config).not.toHaveProperty(name);
  const data = join(kit.folder, 'other.tsv');
  writeFileSync(data, Buffer.from('\ufeffhead;kind\nsoup, tasty;tasty\nsoup;stale\n', 'utf16le'));
  expect(await evaluate({ model: kit.out, data, settings: {} }, context)).toMatchObject({ rows: 2 });
});

test('what a person said of a file holds for another one that is written so', async () => {
  const kit = await trained({ ...own, delimiter: 'semicolon' }, table.join('\n').replaceAll(',', ';'));
  expect(readConfig(join(kit.out, 'run.json'))).toMatchObject({ delimiter: 'semicolon' });
  const data = join(kit.folder, 'other.csv');
  const written = () => said.find(({ code }) => code === 'data.read')?.values['written'];
  // By itself this looks like a comma.
  writeFileSync(data, 'head;kind\nsoup, a;tasty\nsoup, b;stale\n');
  await evaluate({ model: kit.out, data, settings: {} }, context);
  expect(written()).toBe('encoding = utf-8, delimiter = semicolon, header = yes');
  writeFileSync(data, 'head,kind\nsoup a,tasty\nsoup b,stale\n');
  said.length = 0;
  await evaluate({ model: kit.out, data, settings: {} }, context);
  expect(written()).toBe('encoding = utf-8, delimiter = comma, header = yes');
});

test('everything that is to be said of a file is said by a prediction too', async () => {
  const kit = await trained(own);
  const data = join(kit.folder, 'other.csv');
  writeFileSync(data, 'head,kind\nsoup \ufffd,tasty\n,stale\nsoup,tasty,more\n');
  await predictFile({ model: kit.out, data, out: join(kit.folder, 'o.csv'), settings: {} }, context);
  expect(said.map(({ code }) => code)).toEqual([
    'data.read',
    'data.copiedBadRow',
    'data.undecodable',
    'data.copiedEmptyText',
  ]);
});
