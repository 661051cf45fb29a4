// The result of a run: complete, readable again, the same bytes for the same content, and a card that shows the user's
// input as plain text.

import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { describe, expect, test } from 'vitest';

import { type ModelCard, modelCardText } from '../../../src/formats/modelCard.js';
import { readModelFolder } from '../../../src/formats/modelFolder.js';
import { writeModelFolder } from '../../../src/formats/modelFolderWriter.js';
import { readTokenizerTexts } from '../../../src/formats/tokenizerTexts.js';
import { temporaryFolder, tinyModel, userError } from './files.js';

const root = temporaryFolder();

const card: ModelCard = {
  name: 'reviews',
  baseModel: '/home/me/models/bert-tiny-zh',
  task: 'single-label',
  labelNames: ['负面', '正面|*'],
  chain: { baseModel: 'ba5e', settings: '5e77', weights: '' },
  data: { file: '/home/me/reviews.csv', sha256: 'ab12', rows: { training: 80, validation: 20, skipped: 1 } },
  settings: {
    epochs: 3,
    learningRate: 5e-5,
    freeze: 'embeddings',
    cacheFrozen: true,
    pair: null,
    validation: '/home/me/held-out.csv',
  },
  scores: {
    kind: 'classes',
    loss: 0.123456,
    accuracy: 0.9,
    precision: 0.8,
    recall: 0.7,
    f1: 0.75,
    microF1: 0.9,
    confusion: null,
    perClass: [{ label: '负面', precision: 0.5, recall: 0.25, f1: 1 / 3, support: 12 }],
  },
  device: 'onnx-cpu',
  version: '0.1.0',
};

const content = {
  config: tinyModel.config,
  labelNames: ['负面', '正面'],
  base: { tie_word_embeddings: true },
  weights: tinyModel.weights,
  tokenizer: { 'vocab.txt': '[PAD]\n', 'tokenizer_config.json': '{"do_lower_case": true}' },
  card: (weights: string) => modelCardText({ ...card, chain: { ...card.chain!, weights } }),
};

describe('the model folder', () => {
  test('is read back as it was written', async () => {
    const folder = join(root, 'deep', 'model');
    await writeModelFolder(folder, content);
    expect(readdirSync(folder).sort()).toEqual([
      'README.md',
      'config.json',
      'model.safetensors',
      'tokenizer_config.json',
      'vocab.txt',
    ]);
    const read = await readModelFolder(folder);
    expect(read.weights).toEqual(tinyModel.weights);
    expect(read.config).toEqual(tinyModel.config);
    expect(read.labelNames).toEqual(['负面', '正面']);
    expect(read.base['tie_word_embeddings']).toBe(true);
    expect(await readTokenizerTexts(folder)).toEqual(content.tokenizer);
  });

  test('has the same bytes for the same content, whatever the order of the weights', async () => {
    const one = join(root, 'one');
    const other = join(root, 'other');
    await writeModelFolder(one, content);
    await writeModelFolder(other, { ...content, weights: new Map([...tinyModel.weights].reverse()) });
    for (const name of readdirSync(one))
      expect(readFileSync(join(one, name)).equals(readFileSync(join(other, name))), name).toBe(true);
  });

  test('is not written with missing weights or with labels that do not fit', async () => {
    const folder = join(root, 'never');
    const lacking = new Map(tinyModel.weights);
    lacking.delete('classifier.bias');
    await expect(writeModelFolder(folder, { ...content, weights: lacking })).rejects.toThrow('classifier.bias');
    await expect(writeModelFolder(folder, { ...content, labelNames: ['a', 'a'] })).rejects.toThrow(
      'different label names',
    );
    await expect(writeModelFolder(folder, { ...content, labelNames: ['a'] })).rejects.toThrow('different label names');
  });

  test('is reported in one sentence when a file is in its place', async () => {
    writeFileSync(join(root, 'file'), '');
    expect((await userError(writeModelFolder(join(root, 'file'), content))).code).toBe('machine.isFile');
    expect((await userError(writeModelFolder(join(root, 'file', 'model'), content))).code).toBe(
      'machine.folderMissing',
    );
  });
});

describe('the model card', () => {
  const text = modelCardText(card);

  test('names data, settings and scores, without their folders', () => {
    for (const shown of [
      '`bert-tiny-zh`',
      '| reviews.csv |',
      'ab12',
      '| epochs | 3 |',
      '| learningRate | 0.00005 |',
      '| accuracy | 0.9 |',
      '| loss | 0.1235 |',
      'held-out.csv',
      '0.3333',
    ]) {
      expect(text).toContain(shown);
    }
    expect(text).not.toContain('/home/me');
    expect(text).not.toContain('pair');
    expect(text.startsWith('---\nlibrary_name: transformers\n')).toBe(true);
  });

  test('shows a label with Markdown in it as plain text', () => {
    expect(text).toContain('| 1 | 正面\\|\\* |');
    expect(modelCardText({ ...card, name: '<script>\n# x' })).toContain('# \\<script\\> \\# x');
  });

  test('fits a regression, random weights and a run without validation', () => {
    const regression = modelCardText({
      ...card,
      task: 'regression',
      labelNames: ['stars'],
      baseModel: null,
      scores: { kind: 'regression', loss: 1, rmse: 1, mae: 0.5, pearson: null },
    });
    expect(regression).toContain('random weights');
    expect(regression).toContain('| Pearson correlation | not defined |');
    expect(regression).not.toContain('## Labels');
    expect(modelCardText({ ...card, scores: null })).toContain('No rows were held out');
  });
});
