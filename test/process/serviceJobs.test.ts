// The service’s jobs: a file classified, a run read, a model exported, runs found.

import {
  copyFileSync,
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';

import { describe, expect, test } from 'vitest';

import { panelExportFormats } from '../../src/shared/messages/models.js';
import { sample } from './cliKit.js';
import { serviceForTests } from './serviceKit.js';
import { failureOf, until } from './workerKit.js';

const service = serviceForTests({ withRun: true });
const { folder, run } = service;

describe('jobs', () => {
  test('a file is classified into a new file', async () => {
    const out = join(folder, 'classified.csv');
    const { rows, empty } = await service.client.ask('classifyFile', {
      model: run,
      file: sample,
      column: null,
      pair: null,
      out,
      settings: {},
    });
    const lines = readFileSync(out, 'utf8').trimEnd().split('\n');
    expect([lines.length, empty]).toEqual([rows + 1, 0]);
    expect(lines[0]).toContain(',prediction,');
    expect(
      await failureOf(
        service.client.ask('classifyFile', { model: run, file: out, column: null, pair: null, out, settings: {} }),
      ),
    ).toMatchObject({ code: 'data.outputIsInput' });
    expect(
      await failureOf(
        service.client.ask('classifyFile', {
          model: run,
          file: sample,
          column: 'nothing',
          pair: null,
          out,
          settings: {},
        }),
      ),
    ).toMatchObject({ code: 'data.columnNotFound' });
  });

  test('a cancelled classification leaves no file', async () => {
    const file = join(folder, 'many.csv');
    const out = join(folder, 'many-classified.csv');
    writeFileSync(file, `text\n${'一个相当普通的句子，用来计算\n'.repeat(60_000)}`);
    const working = service.client.start('classifyFile', {
      model: run,
      file,
      column: null,
      pair: null,
      out,
      settings: {},
    });
    await until(() => working.progress.length > 0, 'progress');
    expect(working.progress[0]).toMatchObject({ bytes: statSync(file).size });
    service.client.cancel(working.id);
    expect(await failureOf(working.result)).toEqual({ kind: 'cancelled' });
    expect(existsSync(out)).toBe(false);
  });

  test('the evaluation and the journal of a run can be read', async () => {
    const { evaluation } = await service.client.ask('evaluation', { folder: run, compute: false });
    expect(evaluation).toMatchObject({ format: 1, file: sample, task: 'single-label' });
    expect(evaluation!.cells.reduce((sum, { count }) => sum + count, 0)).toBe(evaluation!.rows);
    expect(evaluation!.mostWrong.length).toBe(evaluation!.wrong);
    expect(await service.client.ask('evaluation', { folder, compute: true })).toEqual({ evaluation: null });
    rmSync(join(run, 'evaluation.json'));
    expect(await failureOf(service.client.ask('evaluation', { folder: run, compute: false }))).toMatchObject({
      code: 'run.evaluationLost',
    });
    expect(existsSync(join(run, 'evaluation.json'))).toBe(false);
    expect(await service.client.ask('evaluation', { folder: run, compute: true })).toEqual({ evaluation });
    expect(existsSync(join(run, 'evaluation.json'))).toBe(true);
    mkdirSync(join(folder, 'damaged'));
    writeFileSync(join(folder, 'damaged', 'evaluation.json'), '{"format":1');
    expect(
      await failureOf(service.client.ask('evaluation', { folder: join(folder, 'damaged'), compute: true })),
    ).toMatchObject({ code: 'run.damaged' });
    const page = await service.client.ask('journal', { folder: run, from: 0 });
    expect(page.events.map(({ event }) => event)).toContain('started');
    expect([page.events.at(-1)?.event, page.more]).toEqual(['done', false]);
    expect(await service.client.ask('journal', { folder: run, from: page.next })).toEqual({
      events: [],
      next: page.next,
      more: false,
    });
  });

  test('a model is exported in every format', async () => {
    const out = (name: string) => join(folder, name);
    expect(await service.client.ask('exportModel', { model: run, format: 'pth', out: out('a.pth') })).toEqual({
      files: [out('a.pth')],
      rounding: null,
    });
    const rounded = await service.client.ask('exportModel', {
      model: run,
      format: 'onnx-int8',
      out: out('a.int8.onnx'),
    });
    expect(rounded.rounding?.rows).toBeGreaterThan(0);
    expect(statSync(out('a.int8.onnx')).size).toBeLessThan(statSync(join(run, 'model', 'model.onnx')).size / 3);
    const { files } = await service.client.ask('exportModel', { model: run, format: 'folder', out: out('copied') });
    expect(files).toContain(join(out('copied'), 'config.json'));
    expect(
      (await service.client.ask('predict', { model: out('copied'), texts: [['很好', null]] })).predictions,
    ).toHaveLength(1);
    expect(
      await failureOf(service.client.ask('exportModel', { model: run, format: 'folder', out: out('copied') })),
    ).toMatchObject({ code: 'run.folderNotEmpty' });
    expect(
      await failureOf(
        service.client.ask('exportModel', { model: run, format: 'folder', out: join(run, 'model', 'inside') }),
      ),
    ).toMatchObject({ code: 'data.outputIsInput' });
    const python = await service.client.ask('exportModel', { model: run, format: 'python', out: out('python') });
    expect(python.files).toContain(join(out('python'), 'train.py'));
    expect(
      await failureOf(service.client.ask('exportModel', { model: folder, format: 'onnx', out: out('a.onnx') })),
    ).toMatchObject({ code: 'model.noConfig' });
  });

  test('a cancelled export leaves no file', async () => {
    const place = join(folder, 'exports');
    mkdirSync(place);
    for (const format of panelExportFormats) {
      const working = service.client.start('exportModel', { model: run, format, out: join(place, format) });
      service.client.cancel(working.id);
      expect(await failureOf(working.result)).toEqual({ kind: 'cancelled' });
      expect(readdirSync(place)).toEqual([]);
    }
  });

  test('runs are found in all subfolders', async () => {
    const deep = join(folder, 'a', 'b', '.finetune', 'other-1');
    mkdirSync(deep, { recursive: true });
    copyFileSync(join(run, 'run.json'), join(deep, 'run.json'));
    mkdirSync(join(folder, '.finetune', 'no-run'));
    mkdirSync(join(folder, '.finetune', 'broken-1'));
    writeFileSync(join(folder, '.finetune', 'broken-1', 'run.json'), '[]');
    cpSync(join(run, 'journal.jsonl'), join(folder, '.finetune', 'broken-1', 'journal.jsonl'));
    const { runs } = await service.client.ask('runs', { roots: [folder, folder] });
    expect(runs.map(({ name, state }) => [name, state]).sort()).toEqual([
      ['broken-1', 'failed'],
      ['other-1', 'interrupted'],
      ['reviews-1', 'done'],
    ]);
    const found = runs.find(({ name }) => name === 'reviews-1');
    expect(found).toMatchObject({
      folder: run,
      data: sample,
      model: 'bert-tiny-zh',
      finished: join(run, 'model'),
      failure: null,
    });
    expect([found?.step, found?.scores?.kind]).toEqual([found?.steps, 'classes']);
    expect((await service.client.ask('runs', { roots: [join(folder, 'nowhere')] })).runs).toEqual([]);
  });
});
