// Python loads what we write, and we load what Python writes: every weight to the bit, labels and tokens.

import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';

import type { FloatTensor, Weights } from '../../src/base/model.js';
import { readModelFolder } from '../../src/formats/modelFolder.js';
import { writeModelFolder } from '../../src/formats/modelFolderWriter.js';
import { writeSafetensors } from '../../src/formats/safetensors.js';
import { readTokenizerTexts } from '../../src/formats/tokenizerTexts.js';
import { writeStateDict } from '../../src/formats/torch/writeStateDict.js';
import { bundledModel } from '../support/fixtures.js';
import { describeWithPython, packagedModel, runPython } from '../support/python.js';

const root = mkdtempSync(join(tmpdir(), 'formats-python-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));

function python(mode: string, input = ''): string {
  const script = fileURLToPath(new URL('formats.py', import.meta.url));
  return runPython([script, mode, root], { input });
}

/** Tensors as formats.py dumps them. */
function dumped(path: string): Map<string, FloatTensor> {
  const list = z
    .array(z.tuple([z.string(), z.array(z.number())]))
    .parse(JSON.parse(readFileSync(`${path}.json`, 'utf8')));
  const bytes = readFileSync(`${path}.f32`);
  const tensors = new Map<string, FloatTensor>();
  let at = 0;
  for (const [name, shape] of list) {
    const length = shape.reduce((product, size) => product * size, 1);
    tensors.set(name, { shape, data: new Float32Array(new Uint8Array(bytes.subarray(at, at + 4 * length)).buffer) });
    at += 4 * length;
  }
  return tensors;
}

function expectEqual(found: Weights, expected: Weights, ordered: boolean): void {
  const names = (weights: Weights) => (ordered ? [...weights.keys()] : [...weights.keys()].sort());
  expect(names(found)).toEqual(names(expected));
  for (const [name, { shape, data }] of expected) {
    expect(found.get(name)?.shape, name).toEqual(shape);
    expect(Buffer.compare(bytesOf(found.get(name)!.data), bytesOf(data)), name).toBe(0);
  }
}

function bytesOf(data: Float32Array): Uint8Array {
  return new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
}

describeWithPython('a folder that Python wrote', () => {
  const labelNames = ['差评', '好评', 'other'];
  beforeAll(() => void python('write'));

  const pickled = [
    'bin',
    'bin-legacy',
    'bin-protocol-4',
    'bin-views',
    'bin-legacy-views',
    'bin-parameters',
    'bin-checkpoint',
    'bin-parallel',
    'bin-double',
    'bin-one-storage',
    'bin-sharded',
  ];

  test.each(['float32', 'float16', 'bfloat16', 'float64', 'sharded', 'gamma-beta', 'no-prefix', ...pickled])(
    'has the same weights (%s)',
    async (name) => {
      const read = await readModelFolder(join(root, name));
      expectEqual(read.weights, dumped(join(root, name, 'expected')), true);
      expect(read.labelNames).toEqual(labelNames);
      expect(read.config).toMatchObject({
        labels: 3,
        layers: 2,
        hiddenSize: 16,
        heads: 2,
        vocabularySize: 50,
        task: 'single-label',
      });
    },
  );

  test('gets the head, and the pooler, that it lacks', async () => {
    const wanted = { task: 'single-label', labelNames, seed: 1 } as const;
    const codes = async (name: string) =>
      (await readModelFolder(join(root, name), wanted)).notices.map(({ code }) => code);
    expect(await codes('masked-lm')).toEqual([
      'model.headInitialized',
      'model.poolerInitialized',
      'model.extraWeights',
    ]);
    expect(await codes('pre-training')).toEqual(['model.headInitialized', 'model.extraWeights']);
    expect(await codes('no-head')).toEqual(['model.headInitialized']);
  });

  test.each([
    [
      'a whole pickled model, which is code',
      'bin-whole',
      'transformers.models.bert.modeling_bert.BertForSequenceClassification',
    ],
    ['a quantised tensor', 'bin-quantised', 'torch._utils._rebuild_qtensor'],
  ])('is refused with the reason when it holds %s', async (_, name, refused) => {
    const error = await readModelFolder(join(root, name)).catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ code: 'model.pickleRefused', values: { name: refused } });
  });
});

const answerSchema = z.array(
  z.object({
    labels: z.array(z.string()),
    label2id: z.array(z.tuple([z.string(), z.number()])),
    problem: z.string(),
    dtype: z.string(),
    missing: z.array(z.string()),
    unexpected: z.array(z.string()),
    kind: z.string(),
    ordered: z.boolean(),
    sameBytes: z.boolean(),
    ids: z.array(z.array(z.number())),
    baseIds: z.array(z.array(z.number())),
  }),
);

const cases = [
  { base: 'bert-tiny-zh', task: 'single-label', labelNames: ['负面', '正面'], problem: 'single_label_classification' },
  {
    base: 'all-MiniLM-L6-v2',
    task: 'multi-label',
    labelNames: ['0', 'x', '__proto__', 'z "q"'],
    problem: 'multi_label_classification',
  },
  { base: 'bert-tiny-zh', task: 'regression', labelNames: ['stars'], problem: 'regression' },
] as const;

describeWithPython('a folder that we write', () => {
  const texts = ['味道很好，下次还来！', 'The quick brown fox, naïve café', '😀 [MASK] \u3000 \u4e00ABC'];
  const written: Weights[] = [];
  let answers: z.infer<typeof answerSchema> = [];

  beforeAll(async () => {
    const requests: object[] = [];
    for (const [index, { base, task, labelNames }] of cases.entries()) {
      const folder = base === 'bert-tiny-zh' ? bundledModel() : packagedModel();
      const model = await readModelFolder(folder, { task, labelNames, seed: 42 });
      const at = (name: string) => join(root, `${index}-${name}`);
      const request = {
        folder: at('model'),
        stateDict: at('model.pth'),
        zip64: at('zip64.pth'),
        safetensors: at('alone.safetensors'),
        base: folder,
        texts,
      };
      const tokenizer = await readTokenizerTexts(request.base);
      await writeModelFolder(request.folder, {
        config: model.config,
        labelNames,
        base: model.base,
        weights: model.weights,
        tokenizer,
        card: () => '# x\n',
      });
      await writeStateDict(request.stateDict, model.weights);
      await writeStateDict(request.zip64, model.weights, { zip64From: 1000 });
      await writeSafetensors(request.safetensors, model.weights, { format: 'pt' });
      written.push(model.weights);
      requests.push(request);
    }
    answers = answerSchema.parse(JSON.parse(python('read', JSON.stringify(requests))));
  });

  describe.each([...cases.entries()])('case %i: %j', (index, { labelNames, problem }) => {
    test('loads with from_pretrained: all weights and label names', () => {
      expectEqual(dumped(join(root, `${index}-from_pretrained`)), written[index]!, true);
      const { labels, label2id, missing, unexpected, dtype, problem: found } = answers[index]!;
      expect({ labels, missing, unexpected, dtype, found }).toEqual({
        labels: labelNames,
        missing: [],
        unexpected: [],
        dtype: 'torch.float32',
        found: problem,
      });
      expect(label2id).toEqual(labelNames.map((name, id) => [name, id]));
    });

    test('loads with torch.load(weights_only=True), in the order of the parameters, also mapped ZIP64 files', () => {
      expectEqual(dumped(join(root, `${index}-torch_load`)), written[index]!, true);
      expectEqual(dumped(join(root, `${index}-zip64`)), written[index]!, true);
      expect(answers[index]).toMatchObject({ kind: 'OrderedDict', ordered: true });
    });

    test('loads with Python’s safetensors, which writes the same bytes', () => {
      expectEqual(dumped(join(root, `${index}-safetensors`)), written[index]!, false);
      expect(answers[index]!.sameBytes).toBe(true);
    });

    test('loads with AutoTokenizer: the token ids of the base model', () => {
      expect(answers[index]!.ids).toEqual(answers[index]!.baseIds);
      expect(answers[index]!.ids.every((ids) => ids.length > 3)).toBe(true);
    });
  });
});
