// The jobs on an existing model: predict, predict a file, evaluate, inspect and export.

import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { describe, expect, test } from 'vitest';

import { readModelFolder } from '../../../src/formats/modelFolder.js';
import { parametersOf } from '../../../src/formats/modelFolderWriter.js';
import { writeSafetensors } from '../../../src/formats/safetensors.js';
import { answer } from '../../../src/jobs/answers/answer.js';
import { computing } from '../../../src/jobs/devices/computing.js';
import { evaluate } from '../../../src/jobs/evaluate/evaluate.js';
import { exportModel } from '../../../src/jobs/export/exportModel.js';
import { inspect } from '../../../src/jobs/inspect/inspect.js';
import type { JobContext } from '../../../src/jobs/jobs.js';
import { resolveModelFolder } from '../../../src/jobs/model/runPaths.js';
import { predict } from '../../../src/jobs/predict/predict.js';
import { predictFile } from '../../../src/jobs/predict/predictFile.js';
import { UserError } from '../../../src/shared/errors.js';
import type { RunEvent } from '../../../src/shared/events.js';
import { createKit, type Kit, trainKit } from './train/runKit.js';

const said: RunEvent[] = [];
const context: JobContext = {
  emit: (event) => said.push(event),
  signal: new AbortController().signal,
  createTrainer: () => Promise.reject(new Error('nothing trains here')),
  createPredictor: computing.createPredictor,
  log: () => undefined,
  bundledModels: '/nowhere',
  version: '0.0.0',
};

async function codeOf(job: Promise<unknown>): Promise<string> {
  return job.then(
    () => 'no error',
    (error: unknown) => (error instanceof UserError ? error.code : Promise.reject(error as Error)),
  );
}

async function trainedKit(): Promise<Kit> {
  const kit = createKit();
  await trainKit(kit, { maxLength: 16 });
  return kit;
}

describe('an existing model', () => {
  test('gives each text its label, with probabilities that sum to one', async () => {
    const kit = await trainedKit();
    const predictions = await predict(
      { model: kit.out, inputs: [['the soup was tasty'], ['rude driver'], ['']] },
      context,
    );
    expect(predictions.map(({ text }) => text)).toEqual(['the soup was tasty', 'rude driver', '']);
    for (const { labels, probabilities, value, pair } of predictions) {
      expect({ value, pair }).toEqual({ value: null, pair: null });
      expect(probabilities.map(({ label }) => label)).toEqual(['bad', 'good']);
      expect(probabilities.reduce((sum, { probability }) => sum + probability, 0)).toBeCloseTo(1, 6);
      expect(labels).toEqual([probabilities[0]!.probability >= probabilities[1]!.probability ? 'bad' : 'good']);
    }
  });

  test('says wherever it is used what of its weights was left out', async () => {
    const kit = await trainedKit();
    const file = join(kit.out, 'model', 'model.safetensors');
    const { weights, config } = await readModelFolder(join(kit.out, 'model'));
    await writeSafetensors(file, [
      ...parametersOf(config, weights),
      ['extra', { shape: [1], data: Float32Array.of(1) }],
    ]);
    const jobs = [
      () => predict({ model: kit.out, inputs: [['good']] }, context),
      () => predictFile({ model: kit.out, data: kit.csv, out: join(kit.folder, 'o.csv'), settings: {} }, context),
      () => evaluate({ model: kit.out, data: kit.csv, settings: {} }, context),
      () => exportModel({ model: kit.out, format: 'pth', out: join(kit.folder, 'o.pth') }, context),
    ];
    for (const job of jobs) {
      said.length = 0;
      await job();
      expect(said).toContainEqual(expect.objectContaining({ code: 'model.extraWeights' }));
    }
  });

  test('reads texts up to the length of its training', async () => {
    const kit = await trainedKit();
    const config = JSON.parse(readFileSync(join(kit.out, 'model', 'tokenizer_config.json'), 'utf8')) as Record<
      string,
      unknown
    >;
    expect(config['model_max_length']).toBe(16);
    const [long, longer] = await predict(
      { model: kit.out, inputs: [['soup '.repeat(14)], ['soup '.repeat(400)]] },
      context,
    );
    expect(longer!.probabilities).toEqual(long!.probabilities);
    const [whole] = await predict({ model: kit.out, inputs: [['soup '.repeat(400)]], maxLength: 300 }, context);
    expect(whole!.probabilities).not.toEqual(long!.probabilities);
    expect(await codeOf(predict({ model: kit.out, inputs: [['x']], maxLength: 600 }, context))).toBe(
      'setting.maxLengthModel',
    );
    expect(await codeOf(predict({ model: kit.out, inputs: [['x']], threads: 0 }, context))).toBe('setting.integer');
  });

  test('gives the rows of a file the predictions and scores of single texts', async () => {
    const kit = await trainedKit();
    const out = join(kit.folder, 'out.csv');
    expect(await predictFile({ model: join(kit.out, 'model'), data: kit.csv, out, settings: {} }, context)).toEqual({
      out,
      rows: 40,
      empty: 0,
    });
    const lines = readFileSync(out, 'utf8')
      .trim()
      .split('\n')
      .map((line) => line.split(','));
    expect(lines[0]).toEqual(['text', 'label', 'prediction', 'p(bad)', 'p(good)']);
    const texts = lines.slice(1).map(([text]) => [text!] as const);
    const predictions = await predict({ model: kit.out, inputs: texts }, context);
    expect(lines.slice(1).map((cells) => cells[2])).toEqual(predictions.map(({ labels }) => labels[0]));
    const right = lines.slice(1).filter((cells) => cells[1] === cells[2]).length;
    const { rows, skipped, scores } = await evaluate({ model: kit.out, data: kit.csv, settings: {} }, context);
    expect({ rows, skipped }).toEqual({ rows: 40, skipped: 0 });
    expect(scores).toMatchObject({ accuracy: right / 40 });
  });

  test('reports the rows of an evaluation that it cannot use', async () => {
    const kit = await trainedKit();
    const data = join(kit.folder, 'other.csv');
    writeFileSync(data, 'text,label\nsoup,good\nrice,middling\n,bad\ncold,bad\n');
    said.length = 0;
    expect(await evaluate({ model: kit.out, data, settings: {} }, context)).toMatchObject({ rows: 2, skipped: 2 });
    expect(said.map((event) => event.event === 'notice' && event.code)).toEqual(
      expect.arrayContaining(['data.unknownLabel', 'data.emptyText']),
    );
  });

  test('reports the scores in eight bits on validation rows, and none without them', async () => {
    const kit = await trainedKit();
    const { rounding } = await exportModel(
      { model: kit.out, format: 'onnx-int8', out: join(kit.folder, 'rounded.onnx') },
      context,
    );
    expect(rounding?.rows).toBeGreaterThan(0);
    expect(rounding?.float32).toMatchObject({ kind: 'classes' });
    expect(rounding?.int8).toMatchObject({ kind: 'classes' });
    expect(
      await exportModel(
        { model: join(kit.out, 'model'), format: 'onnx-int8', out: join(kit.folder, 'unknown.onnx') },
        context,
      ),
    ).toMatchObject({ rounding: null });
  });

  test('is exported in every format, and never over itself', async () => {
    const kit = await trainedKit();
    for (const format of ['onnx', 'pth', 'safetensors'] as const) {
      const out = join(kit.folder, `exported.${format}`);
      expect((await exportModel({ model: kit.out, format, out }, context)).files).toEqual([out]);
      expect(existsSync(out)).toBe(true);
    }
    expect(
      readFileSync(join(kit.folder, 'exported.safetensors')).equals(
        readFileSync(join(kit.out, 'model', 'model.safetensors')),
      ),
    ).toBe(true);
    expect(
      readFileSync(join(kit.folder, 'exported.onnx')).equals(readFileSync(join(kit.out, 'model', 'model.onnx'))),
    ).toBe(true);
    expect(
      await codeOf(
        exportModel(
          { model: kit.out, format: 'safetensors', out: join(kit.out, 'model', 'model.safetensors') },
          context,
        ),
      ),
    ).toBe('data.outputIsInput');
  });

  test('is refused when its run is unfinished or its folder is missing', async () => {
    const kit = createKit();
    await trainKit(kit, {}, { nanAt: 5 });
    expect(await codeOf(predict({ model: kit.out, inputs: [['x']] }, context))).toBe('run.noModel');
    expect(await codeOf(predict({ model: join(kit.folder, 'none'), inputs: [['x']] }, context))).toBe('model.notFound');
    expect(resolveModelFolder(kit.folder)).toBe(kit.folder);
  });

  test('is refused when its predictions would overwrite the data', async () => {
    const kit = await trainedKit();
    expect(await codeOf(predictFile({ model: kit.out, data: kit.csv, out: kit.csv, settings: {} }, context))).toBe(
      'data.outputIsInput',
    );
    expect(
      await codeOf(
        predictFile(
          { model: kit.out, data: kit.csv, column: 'txet', out: join(kit.folder, 'o.csv'), settings: {} },
          context,
        ),
      ),
    ).toBe('data.columnNotFound');
    expect(existsSync(join(kit.folder, 'o.csv'))).toBe(false);
  });
});

test('a data file is inspected with the settings of a run', async () => {
  const kit = createKit();
  expect(await inspect({ data: kit.csv, settings: { text: 'text' } }, context)).toMatchObject({
    rows: 40,
    usable: 40,
    labels: [
      { label: 'bad', count: 20 },
      { label: 'good', count: 20 },
    ],
  });
  expect(await codeOf(inspect({ data: kit.csv, settings: { encoding: 'latin' } }, context))).toBe('setting.choice');
});

describe('logits', () => {
  test('of several labels give the labels above one half', () => {
    expect(answer('multi-label', Float32Array.of(1, -1, 0.1), ['a', 'b', 'c'])).toMatchObject({
      labels: ['a', 'c'],
      value: null,
    });
  });
  test('of a regression give the number', () => {
    expect(answer('regression', Float32Array.of(2.5), ['stars'])).toEqual({
      labels: [],
      probabilities: [],
      value: 2.5,
    });
  });
  test('of any size give probabilities', () => {
    const { probabilities } = answer('single-label', Float32Array.of(1e30, -1e30), ['a', 'b']);
    expect(probabilities).toEqual([
      { label: 'a', probability: 1 },
      { label: 'b', probability: 0 },
    ]);
  });
});
