// A model folder is read and checked as a whole; its head is kept or replaced for a stated reason, and its errors are
// named.

import { copyFileSync, mkdirSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { beforeEach, describe, expect, test } from 'vitest';

import { type FloatTensor, parameterShapes } from '../../../src/base/model.js';
import { initializeHead } from '../../../src/formats/initialWeights.js';
import { hasVocabulary, modelFileNames } from '../../../src/formats/modelFiles.js';
import { readModelFolder } from '../../../src/formats/modelFolder.js';
import { writeSafetensors } from '../../../src/formats/safetensors.js';
import { readSentencePiece, readTokenizerTexts } from '../../../src/formats/tokenizerTexts.js';
import { describeNotice } from '../../../src/shared/notices.js';
import { safetensorsBytes, temporaryFolder, tinyConfig, tinyModel, userError, writeTinyFolder } from './files.js';

const root = temporaryFolder();
let folder = '';
let count = 0;
beforeEach(() => {
  folder = join(root, String(count++));
  mkdirSync(folder);
});

const wanted = { task: 'single-label', labelNames: ['bad', 'good'], seed: 42 } as const;

describe('weights are found under every name that transformers has used', () => {
  test.each<[string, (name: string) => string]>([
    ['the present names', (name) => name],
    ['names without bert.', (name) => name.replace(/^bert\./, '')],
    [
      'gamma and beta',
      (name) => name.replace('LayerNorm.weight', 'LayerNorm.gamma').replace('LayerNorm.bias', 'LayerNorm.beta'),
    ],
    [
      'both',
      (name) =>
        name
          .replace(/^bert\./, '')
          .replace('LayerNorm.weight', 'LayerNorm.gamma')
          .replace('LayerNorm.bias', 'LayerNorm.beta'),
    ],
  ])('%s', async (_, rename) => {
    await writeTinyFolder(folder, tinyConfig(), rename);
    const read = await readModelFolder(folder);
    expect([...read.weights.keys()]).toEqual([...parameterShapes(tinyModel.config).keys()]);
    expect(read.weights).toEqual(tinyModel.weights);
    expect(read.config).toEqual(tinyModel.config);
    expect(read.labelNames).toEqual(['bad', 'good']);
    expect(read.notices).toEqual([]);
  });

  test('weights are found in several files with an index', async () => {
    await writeTinyFolder(folder);
    rmSync(join(folder, 'model.safetensors'));
    const all = [...tinyModel.weights];
    const shards = {
      'model-00001-of-00002.safetensors': all.slice(0, 9),
      'model-00002-of-00002.safetensors': all.slice(9),
    };
    const map: Record<string, string> = {};
    for (const [file, tensors] of Object.entries(shards)) {
      await writeSafetensors(join(folder, file), tensors);
      for (const [name] of tensors) map[name] = file;
    }
    const index = (weightMap: unknown) =>
      writeFileSync(
        join(folder, 'model.safetensors.index.json'),
        JSON.stringify({ metadata: {}, weight_map: weightMap }),
      );
    index(map);
    expect((await readModelFolder(folder)).weights).toEqual(tinyModel.weights);

    index({ ...map, 'classifier.bias': '../elsewhere.safetensors' });
    expect((await userError(readModelFolder(folder))).code).toBe('model.shardName');
    index({ ...map, 'classifier.bias': 'model-00001-of-00002.safetensors' });
    expect((await userError(readModelFolder(folder))).code).toBe('model.shardLacks');
    index(['no map']);
    expect((await userError(readModelFolder(folder))).code).toBe('model.invalidJson');
    index(map);
    rmSync(join(folder, 'model-00002-of-00002.safetensors'));
    expect((await userError(readModelFolder(folder))).message).toContain('model-00002-of-00002.safetensors');
  });

  test('extra weights are left out and reported, constants of old versions silently', async () => {
    await writeTinyFolder(folder);
    const extra: FloatTensor = { shape: [1], data: Float32Array.of(NaN) };
    const tensors = [
      ...tinyModel.weights,
      ['cls.predictions.bias', extra],
      ['bert.embeddings.position_ids', extra],
    ] as [string, FloatTensor][];
    await writeSafetensors(join(folder, 'model.safetensors'), tensors);
    const { weights, notices } = await readModelFolder(folder);
    expect(weights).toEqual(tinyModel.weights);
    expect(notices).toEqual([{ code: 'model.extraWeights', values: { count: 1, names: 'cls.predictions.bias' } }]);
  });
});

describe('the head', () => {
  const newHead = initializeHead(tinyModel.config, 42);

  test('is kept when the labels are the same', async () => {
    await writeTinyFolder(folder);
    const { weights, notices } = await readModelFolder(folder, wanted);
    expect(weights).toEqual(tinyModel.weights);
    expect(notices.map(({ code }) => code)).toEqual(['model.headKept']);
  });

  test.each([
    ['other names', { ...wanted, labelNames: ['good', 'dull'] }, 'model.headReplacedLabels', 'bad, good'],
    ['another number of labels', { ...wanted, labelNames: ['bad', 'fair', 'good'] }, 'model.headReplacedSize', '3'],
    ['another task', { ...wanted, task: 'multi-label' }, 'model.headReplacedTask', 'single-label'],
  ] as const)('is replaced for %s, with the reason', async (_, want, code, shown) => {
    await writeTinyFolder(folder);
    const { config, labelNames, weights, notices } = await readModelFolder(folder, want);
    expect(config).toMatchObject({ labels: want.labelNames.length, task: want.task });
    expect(labelNames).toEqual(want.labelNames);
    expect(weights.get('classifier.weight')).toEqual(initializeHead(config, 42).get('classifier.weight'));
    expect(weights.get('bert.pooler.dense.weight')).toEqual(tinyModel.weights.get('bert.pooler.dense.weight'));
    expect(notices.map((one) => one.code)).toEqual([code]);
    expect(describeNotice(notices[0]!, 'en')).toContain(shown);
    expect(describeNotice(notices[0]!, 'zh')).toContain(shown);
  });

  test('is kept for the same labels in another order, with its outputs reordered', async () => {
    await writeTinyFolder(folder);
    const { labelNames, weights, notices } = await readModelFolder(folder, { ...wanted, labelNames: ['good', 'bad'] });
    expect(labelNames).toEqual(['good', 'bad']);
    expect(notices.map(({ code }) => code)).toEqual(['model.headReordered']);
    for (const name of ['classifier.weight', 'classifier.bias']) {
      const before = tinyModel.weights.get(name)!.data;
      const after = weights.get(name)!.data;
      const width = before.length / 2;
      expect([...after]).toEqual([...before.subarray(width), ...before.subarray(0, width)]);
    }
    expect(weights.get('bert.pooler.dense.weight')).toEqual(tinyModel.weights.get('bert.pooler.dense.weight'));
  });

  test('is kept on request when the names differ, and a request that cannot be met is refused', async () => {
    await writeTinyFolder(folder);
    const kept = await readModelFolder(folder, { ...wanted, labelNames: ['0', '1'], keepHead: true });
    expect(kept.weights).toEqual(tinyModel.weights);
    expect(kept.labelNames).toEqual(['0', '1']);
    expect((await userError(readModelFolder(folder, { ...wanted, labelNames: ['a'], keepHead: true }))).code).toBe(
      'model.headDoesNotFit',
    );
  });

  test('is created when it is missing, like the pooler, if there are labels to train for', async () => {
    await writeTinyFolder(folder, tinyConfig(), (name) => (/^classifier|pooler/.test(name) ? undefined : name));
    const { weights, notices } = await readModelFolder(folder, wanted);
    expect(weights.get('classifier.weight')).toEqual(newHead.get('classifier.weight'));
    expect(weights.get('bert.pooler.dense.weight')?.data.every(Number.isFinite)).toBe(true);
    expect(notices.map(({ code }) => code)).toEqual(['model.headInitialized', 'model.poolerInitialized']);
    expect((await userError(readModelFolder(folder))).code).toBe('model.noHead');
  });

  test('is replaced when it classifies single words', async () => {
    await writeTinyFolder(folder, tinyConfig({ architectures: ['BertForTokenClassification'] }));
    expect((await readModelFolder(folder, wanted)).notices.map(({ code }) => code)).toEqual(['model.headInitialized']);
    expect((await userError(readModelFolder(folder))).code).toBe('model.noHead');
  });

  test('of a regression is kept, whatever the name of its output', async () => {
    await writeTinyFolder(folder, tinyConfig({ id2label: { 0: 'LABEL_0' }, problem_type: 'regression' }));
    const head = { shape: [1, 4], data: Float32Array.of(1, 2, 3, 4) };
    const tensors = new Map(tinyModel.weights)
      .set('classifier.weight', head)
      .set('classifier.bias', { shape: [1], data: new Float32Array(1) });
    await writeSafetensors(join(folder, 'model.safetensors'), tensors);
    const { weights } = await readModelFolder(folder, { task: 'regression', labelNames: ['stars'], seed: 42 });
    expect(weights.get('classifier.weight')).toEqual(head);
  });
});

describe('a faulty folder is reported', () => {
  const code = async (want?: typeof wanted) => (await userError(readModelFolder(folder, want))).code;

  test('without the folder, config.json or weights, and with weights of another format', async () => {
    expect((await userError(readModelFolder(join(folder, 'absent')))).code).toBe('model.notFound');
    expect(await code()).toBe('model.noConfig');
    writeFileSync(join(folder, 'config.json'), JSON.stringify(tinyConfig()));
    expect(await code()).toBe('model.noWeights');
    writeFileSync(join(folder, 'pytorch_model.bin'), '');
    expect(await code()).toBe('model.notPytorch');
    rmSync(join(folder, 'pytorch_model.bin'));
    for (const name of ['a.pth', 'b.pt']) writeFileSync(join(folder, name), '');
    expect(await code()).toBe('model.severalWeights');
  });

  test('with a config.json that is not JSON or not an object', async () => {
    await writeTinyFolder(folder);
    for (const text of ['{', '[]', 'null', '']) {
      writeFileSync(join(folder, 'config.json'), text);
      expect(await code()).toBe('model.invalidJson');
    }
    writeFileSync(join(folder, 'config.json'), `\uFEFF${JSON.stringify(tinyConfig())}`);
    await expect(readModelFolder(folder)).resolves.toBeDefined();
  });

  test('with a truncated weight file', async () => {
    await writeTinyFolder(folder);
    const { length } = readFileSync(join(folder, 'model.safetensors'));
    truncateSync(join(folder, 'model.safetensors'), length - 4);
    const { code: found, message } = await userError(readModelFolder(folder));
    expect(found).toBe('model.truncatedFile');
    expect(message).toContain(String(length));
  });

  test('with its missing weights', async () => {
    await writeTinyFolder(folder, tinyConfig(), (name) => (name.includes('.key.') ? undefined : name));
    const { code: found, message } = await userError(readModelFolder(folder, wanted));
    expect(found).toBe('model.missingWeights');
    expect(message).toContain(
      'bert.encoder.layer.0.attention.self.key.weight, bert.encoder.layer.0.attention.self.key.bias',
    );
  });

  test('with weights of another shape', async () => {
    await writeTinyFolder(folder, tinyConfig({ vocab_size: 8 }));
    const { code: found, message } = await userError(readModelFolder(folder));
    expect(found).toBe('model.weightShape');
    expect(message).toContain('[7, 4]');
    expect(message).toContain('[8, 4]');
  });

  test.each([NaN, Infinity, -Infinity])('with %f in a weight', async (value) => {
    const damaged = new Map(tinyModel.weights).set('bert.pooler.dense.bias', {
      shape: [4],
      data: Float32Array.of(0, 0, 0, value),
    });
    await writeTinyFolder(folder);
    await writeSafetensors(join(folder, 'model.safetensors'), damaged);
    const { code: found, message } = await userError(readModelFolder(folder));
    expect(found).toBe('model.notFinite');
    expect(message).toContain('bert.pooler.dense.bias');
  });

  test('with weights quantised to integers', async () => {
    await writeTinyFolder(folder);
    const names = [...parameterShapes(tinyModel.config)];
    let end = 0;
    const entries = names.map(([name, shape]) => {
      const begin = end;
      end += shape.reduce((product, length) => product * length, 1);
      return [name, { dtype: 'I8', shape, data_offsets: [begin, end] }] as const;
    });
    writeFileSync(
      join(folder, 'model.safetensors'),
      safetensorsBytes(Object.fromEntries(entries), new Uint8Array(end)),
    );
    expect(await code()).toBe('model.tensorType');
  });
});

describe('tokenizer files', () => {
  test('are read when they exist', async () => {
    writeFileSync(join(folder, 'vocab.txt'), '[PAD]\n的\n');
    writeFileSync(join(folder, 'tokenizer_config.json'), '{}');
    expect(await readTokenizerTexts(folder)).toEqual({ 'vocab.txt': '[PAD]\n的\n', 'tokenizer_config.json': '{}' });
  });

  test('must include a vocabulary, or the SentencePiece file of an architecture that has one', async () => {
    writeFileSync(join(folder, 'tokenizer_config.json'), '{}');
    const texts = await readTokenizerTexts(folder);
    expect(hasVocabulary((name) => name in texts)).toBe(false);
    expect((await userError(readSentencePiece(folder, 'spiece.model'))).code).toBe('model.noVocabulary');
    writeFileSync(join(folder, 'spiece.model'), 'pieces');
    expect(Buffer.from(await readSentencePiece(folder, 'spiece.model')).toString()).toBe('pieces');
    for (const wanted of [null, 'sentencepiece.bpe.model'])
      expect(await userError(readSentencePiece(folder, wanted))).toMatchObject({
        code: 'model.sentencePieceOnly',
        values: { file: 'spiece.model' },
      });
    truncateSync(join(folder, 'spiece.model'), 2 ** 27);
    expect((await userError(readSentencePiece(folder, 'spiece.model'))).code).toBe('model.fileTooLong');
    expect(modelFileNames(['config.json', 'spiece.model', 'model.safetensors'])).toEqual([
      'config.json',
      'model.safetensors',
      'spiece.model',
    ]);
    expect(modelFileNames(['config.json', 'spiece.model', 'tokenizer.json'])).toEqual([
      'config.json',
      'tokenizer.json',
    ]);
    // A vocabulary of byte pairs is none without its merges.
    const half = ['config.json', 'spiece.model', 'vocab.json'];
    expect(modelFileNames(half)).toEqual(half);
    expect(modelFileNames([...half, 'merges.txt'])).not.toContain('spiece.model');
    expect((await userError(readTokenizerTexts(join(folder, 'absent')))).code).toBe('model.notFound');
    copyFileSync(join(folder, 'tokenizer_config.json'), join(folder, 'vocab.txt'));
    truncateSync(join(folder, 'vocab.txt'), 2 ** 27);
    expect((await userError(readTokenizerTexts(folder))).code).toBe('model.fileTooLong');
  });
});
