// Checkpoints of Google's first BERTs: TensorFlow itself writes one, and every weight is read under today's name.

import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterAll, expect, test } from 'vitest';

import type { FloatTensor } from '../../src/base/model.js';
import {
  type AttrValue,
  elementTypes,
  encodeSavedModel,
  type NodeDef,
} from '../../src/engine/backends/tensorflow/proto.js';
import { openCheckpoint } from '../../src/formats/checkpoint/checkpointFile.js';
import { initializePooler, randomModel } from '../../src/formats/initialWeights.js';
import { modelConfigJson } from '../../src/formats/modelConfig.js';
import { readModelFolder } from '../../src/formats/modelFolder.js';
import { openTensorflow } from '../../src/tensorflow/graphRuntime.js';
import { loadTensorflow } from '../../src/tensorflow/load.js';
import { describeOn } from '../support/devices.js';
import { userError } from '../unit/formats/files.js';

const root = mkdtempSync(join(tmpdir(), 'checkpoint-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));

const { config, weights } = randomModel({
  layers: 2,
  hidden: 8,
  heads: 2,
  vocabularySize: 40,
  labels: 2,
  task: 'single-label',
  seed: 3,
});

/** As google-research/bert names it, with a dense layer's [inputs, outputs]. */
function asGoogle([name, { shape, data }]: readonly [string, FloatTensor]): [string, FloatTensor] {
  const dense = /(query|key|value|dense)\.weight$/.test(name);
  const renamed = name
    .replace('layer.', 'layer_')
    .replace(/(query|key|value|dense)\.weight$/, '$1.kernel')
    .replace('LayerNorm.weight', 'LayerNorm.gamma')
    .replace('LayerNorm.bias', 'LayerNorm.beta')
    .replace(/_embeddings\.weight$/, '_embeddings')
    .replaceAll('.', '/');
  if (!dense) return [renamed, { shape, data }];
  const [outputs = 0, inputs = 0] = shape;
  return [
    renamed,
    {
      shape: [inputs, outputs],
      data: Float32Array.from(data, (_, at) => data[(at % outputs) * inputs + Math.floor(at / outputs)]!),
    },
  ];
}

/** A graph of one SaveV2, fed with everything: the file's name, the names, and the tensors. */
async function save(prefix: string, tensors: readonly (readonly [string, FloatTensor])[]): Promise<void> {
  const runtime = await openTensorflow();
  const { binding } = await loadTensorflow();
  const string = 7;
  const attribute = (key: string, value: AttrValue) => ({ key, value });
  const placeholder = (name: string, type: number): NodeDef => ({
    name,
    op: 'Placeholder',
    input: [],
    attr: [attribute('dtype', { type })],
  });
  const values = tensors.map((_, index) => `value${index}`);
  const texts = ['prefix', 'names', 'slices'];
  const saving: NodeDef = {
    name: 'save',
    op: 'SaveV2',
    input: [...texts, ...values],
    attr: [attribute('dtypes', { list: { type: values.map(() => elementTypes.float32) } })],
  };
  const after: NodeDef = {
    name: 'after',
    op: 'Identity',
    input: ['value0', '^save'],
    attr: [attribute('T', { type: elementTypes.float32 })],
  };
  const session = runtime.openSession(
    encodeSavedModel(
      [
        ...texts.map((name) => placeholder(name, string)),
        ...values.map((name) => placeholder(name, elementTypes.float32)),
        saving,
        after,
      ],
      new Map(),
    ),
  );
  const strings = (shape: number[], list: readonly string[]) =>
    binding.createTensor(
      shape,
      binding.TF_STRING,
      list.map((text) => Buffer.from(text)),
    );
  const fed = [
    strings([], [prefix]),
    strings(
      [tensors.length],
      tensors.map(([name]) => name),
    ),
    strings(
      [tensors.length],
      tensors.map(() => ''),
    ),
  ];
  for (const [, { shape, data }] of tensors) fed.push(binding.createTensor([...shape], binding.TF_FLOAT, data));
  binding.runSavedModel(session, fed, [...texts, ...values].map((name) => `${name}:0`).join(','), 'after:0');
  for (const tensor of fed) binding.deleteTensor(tensor);
  binding.deleteSavedModel(session);
}

describeOn('tensorflow', 'a folder as Google published it in 2018', () => {
  test('loads with every weight; pre-training heads are reported as extra, optimiser state is left out', async () => {
    const folder = join(root, 'chinese_L-2_H-8_A-2');
    mkdirSync(folder);
    const { model_type: type, architectures, ...old } = modelConfigJson(config, ['bad', 'good'], {});
    expect([type, architectures]).toEqual(['bert', ['BertForSequenceClassification']]);
    writeFileSync(join(folder, 'bert_config.json'), JSON.stringify(old));
    const one = (shape: number[]): FloatTensor => ({
      shape,
      data: new Float32Array(shape.reduce((count, size) => count * size, 1)).fill(1),
    });
    const bert = [...weights].filter(([name]) => name.startsWith('bert.')).map(asGoogle);
    const others: [string, FloatTensor][] = [
      ['cls/predictions/output_bias', one([40])],
      ['bert/pooler/dense/kernel/adam_m', one([8, 8])],
      ['global_step', one([])],
    ];
    await save(join(folder, 'bert_model.ckpt'), [...bert, ...others]);
    const read = await readModelFolder(folder, { task: 'single-label', labelNames: ['bad', 'good'], seed: 3 });
    for (const [name, tensor] of weights)
      if (name.startsWith('bert.')) expect(read.weights.get(name), name).toEqual(tensor);
    expect(read.notices.map(({ code }) => code)).toEqual(['model.headInitialized', 'model.extraWeights']);
    expect(read.notices.at(-1)!.values).toMatchObject({ names: 'cls.predictions.output_bias' });
  });

  test('the classifier of run_classifier.py is kept', async () => {
    const folder = join(root, 'fine-tuned');
    mkdirSync(folder);
    writeFileSync(join(folder, 'bert_config.json'), JSON.stringify(modelConfigJson(config, ['bad', 'good'], {})));
    const bert = [...weights].filter(([name]) => name.startsWith('bert.')).map(asGoogle);
    await save(join(folder, 'model.ckpt-2000'), [
      ...bert,
      ['output_weights', weights.get('classifier.weight')!],
      ['output_bias', weights.get('classifier.bias')!],
    ]);
    const read = await readModelFolder(folder);
    expect(read.weights).toEqual(weights);
  });

  test('a truncated checkpoint or index is reported', async () => {
    const prefix = join(root, 'cut.ckpt');
    await save(prefix, [...initializePooler(config, 1)]);
    const index = readFileSync(`${prefix}.index`);
    const code = async () => (await userError(openCheckpoint(`${prefix}.index`))).code;
    writeFileSync(`${prefix}.data-00000-of-00001`, Buffer.alloc(100));
    expect(await code()).toBe('model.truncatedFile');
    for (const bytes of [
      Buffer.alloc(0),
      index.subarray(0, 60),
      Buffer.concat([index.subarray(0, 4), Buffer.alloc(8, 255), index.subarray(12)]),
    ]) {
      writeFileSync(`${prefix}.index`, bytes);
      expect(await code()).toBe('model.notCheckpoint');
    }
  });
});
