// A base model of each architecture, from its folder to a result that Python loads: trained, saved, exported, and
// continued as a Python job.

import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { z } from 'zod';

import { computing } from '../../src/jobs/devices/computing.js';
import { exportModel } from '../../src/jobs/export/exportModel.js';
import { exportPython } from '../../src/jobs/export/exportPython.js';
import type { JobContext } from '../../src/jobs/jobs.js';
import { openModel } from '../../src/jobs/model/openModel.js';
import { train } from '../../src/jobs/train/train.js';
import type { RunEvent } from '../../src/shared/events.js';
import type { GivenSettings } from '../../src/shared/settings.js';
import { collate } from '../../src/text/collate.js';
import { TokenStore } from '../../src/text/tokenStore.js';
import { describeWithPython, runPython } from '../support/python.js';

// Where the built product finds it is not where it lies here.
vi.mock('../../src/jobs/productFiles.js', async (original) => ({
  ...(await original<object>()),
  pythonFolder: fileURLToPath(new URL('../../python', import.meta.url)),
}));

const root = mkdtempSync(join(tmpdir(), 'architecture-runs-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));
const csv = join(root, 'reviews.csv');

const words = [
  'the meal was tasty',
  'cold and late',
  'a kind driver',
  '味道很好，下次还来',
  '太咸了',
  'Café au lait, naïve',
  'x1234 😀',
  'SOUP & rice!',
];
const rows = Array.from(
  { length: 48 },
  (_, row) => [words[row % 8]!, words[(row * 3 + 1) % 8]!, row % 3 === 0 ? 'good' : 'bad'] as const,
);
/** Longer than the 16 tokens that the models are trained with, too. */
const texts: readonly (string | readonly [string, string])[] = [
  ...words,
  words.join(' '),
  '',
  [words[0]!, words[3]!],
  [words.join(' '), 'short'],
];

const python = (script: string, parameters: readonly string[], input = '') =>
  runPython([fileURLToPath(new URL(script, import.meta.url)), ...parameters], { input });

function contextFor(events: RunEvent[] = []): JobContext {
  return {
    ...computing,
    emit: (event) => void events.push(event),
    signal: new AbortController().signal,
    log: () => undefined,
    bundledModels: '/nowhere',
    version: '0.0.0',
  };
}

const answerSchema = z.object({
  kind: z.string(),
  tokenizer: z.string(),
  missing: z.array(z.string()),
  unexpected: z.array(z.string()),
  labels: z.array(z.string()),
  length: z.number(),
  inputs: z.array(z.string()),
  rows: z.array(z.object({ ids: z.array(z.number()), logits: z.array(z.number()), onnx: z.array(z.number()) })),
});

/** Tokens and logits of the texts, as our own prediction has them. */
async function ours(run: string) {
  const { model, tokenizer, maxLength } = await openModel(run, {}, true);
  const predictor = await computing.createPredictor({ config: model.config, weights: model.weights });
  const found = [];
  for (const text of texts) {
    const [first, second] = typeof text === 'string' ? [text, null] : text;
    const encoded = await tokenizer.encode(first, second, maxLength);
    const store = new TokenStore(tokenizer);
    store.append(encoded);
    found.push({
      ids: [...encoded.ids],
      logits: [...(await predictor.predict(collate(store, Int32Array.of(0), 'longest', maxLength)))],
    });
  }
  await predictor.dispose();
  return found;
}

const farthest = (a: readonly number[], b: readonly number[]) =>
  Math.max(...a.map((value, at) => Math.abs(value - b[at]!)));

const cases: readonly (readonly [base: string, kind: string, inputs: readonly string[], settings: GivenSettings])[] = [
  ['bert', 'BertForSequenceClassification', ['input_ids', 'attention_mask', 'token_type_ids'], { pair: 'second' }],
  [
    'distilbert',
    'DistilBertForSequenceClassification',
    ['input_ids', 'attention_mask'],
    { freeze: 'embeddings,encoder.0' },
  ],
  ['roberta', 'RobertaForSequenceClassification', ['input_ids', 'attention_mask'], { pair: 'second' }],
  ['xlm-roberta', 'XLMRobertaForSequenceClassification', ['input_ids', 'attention_mask'], { freeze: 'bert' }],
  [
    'electra',
    'ElectraForSequenceClassification',
    ['input_ids', 'attention_mask', 'token_type_ids'],
    { pair: 'second' },
  ],
  [
    'albert',
    'AlbertForSequenceClassification',
    ['input_ids', 'attention_mask', 'token_type_ids'],
    { pair: 'second', layerDecay: 0.8 },
  ],
];

describeWithPython('a model of each architecture', () => {
  beforeAll(() => {
    writeFileSync(
      csv,
      ['first,second,what', ...rows.map((row) => row.map((cell) => `"${cell}"`).join(','))].join('\n'),
    );
    const file = join(root, 'texts.json');
    writeFileSync(
      file,
      JSON.stringify([
        ...words,
        ...words.map((word) => word.toUpperCase()),
        'the meal was very good and the driver kind, the soup cold'.repeat(2),
      ]),
    );
    python('tokenizerGoldens.py', [join(root, 'tokenizers'), file]);
    mkdirSync(join(root, 'bases'));
    python('architectures.py', ['bases', join(root, 'bases'), join(root, 'tokenizers')]);
  });

  test.each(cases)(
    'has the same tokens and logits in Python once it is trained, saved and exported (%s)',
    async (base, kind, inputs, settings) => {
      const run = join(root, `run-${base}`);
      const given = {
        model: join(root, 'bases', base),
        text: 'first',
        label: 'what',
        batch: 8,
        epochs: 2,
        learningRate: 1e-3,
        maxLength: 16,
        threads: 2,
        ...settings,
      };
      expect((await train({ data: csv, settings: given, out: run }, contextFor())).event).toBe('done');
      const onnx = join(root, `${base}.onnx`);
      const state = join(root, `${base}.pth`);
      await exportModel({ model: run, format: 'onnx', out: onnx }, contextFor());
      await exportModel({ model: run, format: 'pth', out: state }, contextFor());
      const small = join(root, `${base}.int8.onnx`);
      await exportModel({ model: run, format: 'onnx-int8', out: small }, contextFor());
      python('architectures.py', ['check', onnx, small]);
      const answer = answerSchema.parse(
        JSON.parse(python('architectures.py', ['read', join(run, 'model'), onnx, state], JSON.stringify(texts))),
      );
      expect(answer).toMatchObject({ kind, missing: [], unexpected: [], labels: ['bad', 'good'], length: 16, inputs });
      const found = await ours(run);
      expect(found.map(({ ids }) => ids)).toEqual(answer.rows.map(({ ids }) => ids));
      found.forEach(({ logits }, at) => {
        expect(farthest(logits, answer.rows[at]!.logits), JSON.stringify(texts[at])).toBeLessThan(1e-5);
        expect(farthest(logits, answer.rows[at]!.onnx), JSON.stringify(texts[at])).toBeLessThan(1e-5);
      });
    },
  );

  test.each(cases)('trains as its exported Python job does (%s)', async (base, _kind, _inputs, settings) => {
    const run = join(root, `python-${base}`);
    const events: RunEvent[] = [];
    const given = {
      model: join(root, 'bases', base),
      text: 'first',
      label: 'what',
      batch: 8,
      epochs: 2,
      learningRate: 1e-3,
      maxLength: 16,
      threads: 2,
      dropout: 0,
      ...settings,
    };
    await train({ data: csv, settings: given, out: run }, contextFor(events));
    const exported = `${run}-job`;
    await exportPython(run, exported, contextFor());
    runPython(['train.py', '--cpu'], { cwd: exported, variables: { OMP_NUM_THREADS: '1' } });
    const step = z.looseObject({ event: z.literal('step'), loss: z.number() });
    const theirs = readFileSync(join(exported, 'output', 'journal.jsonl'), 'utf8')
      .trim()
      .split('\n')
      .flatMap((line) => step.safeParse(JSON.parse(line)).data?.loss ?? []);
    const losses = events.flatMap((event) => (event.event === 'step' ? [event.loss] : []));
    expect(losses.length).toBeGreaterThan(5);
    expect(theirs).toHaveLength(losses.length);
    expect(farthest(losses, theirs)).toBeLessThan(1e-4);
  });
});
