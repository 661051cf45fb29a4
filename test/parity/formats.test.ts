// The recorded models and goldens are read as their makers describe them.

import { expect, test } from 'vitest';

import { parameterShapes } from '../../src/base/model.js';
import { readModelFolder } from '../../src/formats/modelFolder.js';
import { openSafetensors } from '../../src/formats/safetensors.js';
import { readTokenizerTexts } from '../../src/formats/tokenizerTexts.js';
import { describeWithShared, sharedPath } from '../support/shared.js';

const recipes = {
  tutorial: { labels: 2, task: 'single-label' },
  trainer: { labels: 3, task: 'single-label' },
  'frozen-bert': { labels: 2, task: 'single-label' },
  'frozen-bottom': { labels: 2, task: 'single-label' },
  accumulate: { labels: 2, task: 'single-label' },
  regression: { labels: 1, task: 'regression' },
  'multi-label': { labels: 4, task: 'multi-label' },
} as const;

describeWithShared(
  'goldens',
  Object.keys(recipes).map((name) => `goldens/${name}`),
  () => {
    test.each(Object.entries(recipes))(
      'hold a head for the labels and tensors in the shapes of the weights (%s)',
      async (name, { labels, task }) => {
        const { config, weights, notices } = await readModelFolder(sharedPath(`goldens/${name}`));
        expect(config).toMatchObject({
          labels,
          task,
          layers: 3,
          hiddenSize: 32,
          heads: 4,
          hiddenDropout: 0,
          initializerRange: 0.2,
        });
        expect(notices).toEqual([]);
        const golden = await openSafetensors(sharedPath(`goldens/${name}/golden.safetensors`));
        for (const [weight, { shape }] of weights) expect(golden.shape(`final.${weight}`)).toEqual(shape);
        const ids = await golden.read('batch.0.input_ids');
        expect(golden.type('batch.0.input_ids')).toBe('I64');
        expect(ids.every((id) => Number.isInteger(id) && id >= 0 && id < config.vocabularySize)).toBe(true);
        await golden.close();
      },
    );
  },
);

describeWithShared('base models', ['models/bert-tiny-zh', 'models/all-MiniLM-L6-v2'], () => {
  const wanted = { task: 'single-label', labelNames: ['负面', '正面'], seed: 42 } as const;

  test('bert-tiny-zh is float16, and its pre-training heads are left out', async () => {
    const { config, weights, notices } = await readModelFolder(sharedPath('models/bert-tiny-zh'), wanted);
    expect(config).toMatchObject({
      layers: 2,
      hiddenSize: 128,
      heads: 2,
      intermediateSize: 512,
      vocabularySize: 21128,
      labels: 2,
    });
    expect([...weights.keys()]).toEqual([...parameterShapes(config).keys()]);
    expect(notices.map(({ code }) => code)).toEqual(['model.headInitialized', 'model.extraWeights']);
    const { 'vocab.txt': vocabulary } = await readTokenizerTexts(sharedPath('models/bert-tiny-zh'));
    expect(vocabulary?.trimEnd().split('\n')).toHaveLength(config.vocabularySize);
  });

  test('all-MiniLM-L6-v2 has names without bert. and a stored constant that is left out silently', async () => {
    const { config, weights, notices } = await readModelFolder(sharedPath('models/all-MiniLM-L6-v2'), wanted);
    expect(config).toMatchObject({ layers: 6, hiddenSize: 384, heads: 12, vocabularySize: 30522 });
    expect([...weights.keys()]).toEqual([...parameterShapes(config).keys()]);
    expect(notices.map(({ code }) => code)).toEqual(['model.headInitialized']);
  });
});
