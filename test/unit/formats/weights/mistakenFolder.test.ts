// Folders as strangers bring them: weights under other prefixes and names, and folders that are something else.

import { cpSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { beforeEach, describe, expect, test } from 'vitest';

import { readModelFolder } from '../../../../src/formats/modelFolder.js';
import { readTokenizerTexts } from '../../../../src/formats/tokenizerTexts.js';
import { writeStateDict } from '../../../../src/formats/torch/writeStateDict.js';
import { temporaryFolder, tinyConfig, tinyModel, userError, writeTinyFolder } from '../files.js';

const root = temporaryFolder();
let folder = '';
let count = 0;
beforeEach(() => {
  folder = join(root, String(count++));
  mkdirSync(folder);
});

const pointer = `version https://git-lfs.github.com/spec/v1\noid sha256:${'a'.repeat(64)}\nsize 231508\n`;
const page = '<!DOCTYPE html><html lang="en"><head></head></html>';

describe('the weights of a complete classifier are read', () => {
  test.each([
    ['after parallel training', (name: string) => `module.${name}`],
    ['after compilation', (name: string) => `_orig_mod.${name}`],
    ['from Lightning', (name: string) => `model.${name}`],
    ['from a class that calls it bert', (name: string) => `bert.${name}`],
    ['with two of them', (name: string) => `module._orig_mod.${name}`],
    ['from a class of any name', (name: string) => `my_own.Net2.${name}`],
  ])('%s', async (_, rename) => {
    await writeTinyFolder(folder, tinyConfig(), rename);
    const { weights, notices } = await readModelFolder(folder);
    expect(weights).toEqual(tinyModel.weights);
    // What a wrapper of PyTorch calls them computes the same; another class may not.
    const isWrapper = /^(module\.|_orig_mod\.)+bert/.test(rename('bert.'));
    expect(notices.map(({ code }) => code)).toEqual(isWrapper ? [] : ['model.prefixTaken']);
  });

  test.each(['epoch=1-step=3.ckpt', 'bert.ckpt', 'model.bin', 'bert_best.bin', 'best.pt', 'm.pth'])(
    'in a PyTorch file of any one name: %s',
    async (name) => {
      await writeTinyFolder(folder);
      rmSync(join(folder, 'model.safetensors'));
      await writeStateDict(join(folder, name), tinyModel.weights);
      writeFileSync(join(folder, 'optimizer.pt'), 'x');
      writeFileSync(join(folder, 'training_args.bin'), 'x');
      expect((await readModelFolder(folder)).weights).toEqual(tinyModel.weights);
    },
  );

  test('in a safetensors file of any one name', async () => {
    await writeTinyFolder(folder);
    renameSync(join(folder, 'model.safetensors'), join(folder, 'best.safetensors'));
    expect((await readModelFolder(folder)).weights).toEqual(tinyModel.weights);
  });

  test('but names that begin with those of two models are left as they are', async () => {
    await writeTinyFolder(folder, tinyConfig(), (name) =>
      name.startsWith('bert.encoder') ? `a.${name}` : name.replace('bert.embeddings', 'x.embeddings'),
    );
    expect((await userError(readModelFolder(folder))).code).toBe('model.missingWeights');
  });
});

describe('a folder without weights is named for what it is', () => {
  test.each([
    ['TensorFlow 2', ['tf_model.h5'], 'model.otherFramework', /tf_model\.h5/],
    ['Flax', ['flax_model.msgpack'], 'model.otherFramework', /flax_model/],
    ['GGUF', ['bert-q8_0.gguf'], 'model.otherFramework', /bert-q8_0\.gguf/],
    ['OpenVINO', ['openvino_model.bin', 'openvino_model.xml'], 'model.otherFramework', /openvino_model\.bin/],
    ['ONNX', ['model.onnx'], 'model.otherFramework', /model\.onnx/],
    ['an adapter', ['adapter_model.safetensors', 'adapter_config.json'], 'model.adapterOnly', /LoRA/],
    [
      'a training',
      ['optimizer.pt', 'rng_state.pth', 'scheduler.pt'],
      'model.trainingState',
      /optimizer\.pt, rng_state/,
    ],
    ['nothing', ['README.md'], 'model.noWeights', /safetensors/],
  ] as const)('%s', async (_, names, code, sentence) => {
    writeFileSync(join(folder, 'config.json'), JSON.stringify(tinyConfig()));
    for (const name of names) writeFileSync(join(folder, name), 'x');
    const error = await userError(readModelFolder(folder));
    expect(error.code).toBe(code);
    expect(error.message).toMatch(sentence);
  });

  test.each([
    ['the root of the hub’s cache', 'models--a--b/snapshots/1', 'model.cacheOfModels', ''],
    ['a model in the hub’s cache', 'snapshots/abc', 'model.innerFolder', 'snapshots/abc'],
    ['a run', 'model', 'model.innerFolder', 'model'],
    ['a model of sentence-transformers', '0_Transformer', 'model.innerFolder', '0_Transformer'],
    ['a training with checkpoints', 'checkpoint-500', 'model.innerFolder', 'checkpoint-500'],
  ] as const)('%s', async (_, place, code, inner) => {
    mkdirSync(join(folder, place), { recursive: true });
    await writeTinyFolder(join(folder, place));
    const error = await userError(readModelFolder(folder));
    expect(error.code).toBe(code);
    if (inner !== '') expect(error.values).toMatchObject({ inner: join(folder, inner) });
  });
});

describe('a file that was not downloaded is named for what it is', () => {
  test.each([
    ['a Git LFS pointer', pointer, 'model.gitLfsPointer'],
    ['a web page', page, 'model.webPage'],
  ])('%s', async (_, content, code) => {
    await writeTinyFolder(folder);
    for (const name of ['vocab.txt', 'tokenizer.json', 'tokenizer_config.json']) {
      const copy = `${folder}-${name}`;
      cpSync(folder, copy, { recursive: true });
      writeFileSync(join(copy, name), content);
      expect(await userError(readTokenizerTexts(copy)), name).toMatchObject({
        code,
        values: { file: join(copy, name) },
      });
    }
    for (const name of ['model.safetensors', 'config.json', 'pytorch_model.bin']) {
      const copy = `${folder}-${name}`;
      cpSync(folder, copy, { recursive: true });
      if (name.endsWith('.bin')) rmSync(join(copy, 'model.safetensors'));
      writeFileSync(join(copy, name), content);
      expect(await userError(readModelFolder(copy)), name).toMatchObject({ code, values: { file: join(copy, name) } });
    }
  });
});

describe('a config.json is read as transformers reads it', () => {
  test('with integers as names of labels, and NaN where nobody looks', async () => {
    await writeTinyFolder(folder, tinyConfig({ id2label: { 0: 0, 1: 1 }, my_loss: 0, note: 'NaN, "Infinity"' }));
    const file = join(folder, 'config.json');
    writeFileSync(file, readFileSync(file, 'utf8').replace('"my_loss":0', '"my_loss": NaN, "x": [-Infinity]'));
    const { labelNames, base } = await readModelFolder(folder);
    expect(labelNames).toEqual(['0', '1']);
    expect(base).toMatchObject({ my_loss: null, x: [null], note: 'NaN, "Infinity"' });
  });

  test.each([
    ['gelu_python', 'gelu'],
    ['gelu_fast', 'gelu_tanh'],
    ['gelu_accurate', 'gelu_tanh'],
  ])('with the activation %s', async (hidden_act, activation) => {
    await writeTinyFolder(folder, tinyConfig({ hidden_act }));
    expect((await readModelFolder(folder)).config).toMatchObject({ activation });
  });

  test('but is refused where it predicts several numbers', async () => {
    await writeTinyFolder(folder, tinyConfig({ problem_type: 'regression' }));
    expect(await userError(readModelFolder(folder))).toMatchObject({
      code: 'model.severalNumbers',
      values: { count: 2 },
    });
  });

  test('and without a model_type by the class that it names', async () => {
    const config = tinyConfig({ architectures: ['RobertaForSequenceClassification'], model_type: undefined });
    await writeTinyFolder(folder, config);
    const error = await userError(readModelFolder(folder));
    // The weights are BERT's.
    expect(error.code).toBe('model.noHead');
  });
});
