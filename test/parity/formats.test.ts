// The recorded goldens and the bundled model are read as what their makers say they are.

import { expect, test } from 'vitest';

import { readGolden } from '../../scripts/parity/golden.js';
import { parameterShapes } from '../../src/base/model.js';
import { readModelFolder } from '../../src/formats/modelFolder.js';
import { readTokenizerTexts } from '../../src/formats/tokenizerTexts.js';
import { bundledModel, fixturePath, recipes } from '../support/fixtures.js';

test.each(Object.entries(recipes))(
  'the golden %s has a head for its labels and tensors in the shapes of its weights',
  async (name, { labels, task }) => {
    const { config, weights, tensors, batches } = await readGolden(fixturePath(`goldens/${name}`));
    expect(config).toMatchObject({ labels, task, layers: 3, hiddenSize: 32, heads: 4, initializerRange: 0.2 });
    expect([config.hiddenDropout, config.attentionDropout, config.classifierDropout]).toEqual([0, 0, 0]);
    expect([...weights.keys()]).toEqual([...parameterShapes(config).keys()]);
    const recorded = tensors.names.filter((tensor) => /^(final|grad)\./.test(tensor));
    for (const tensor of recorded)
      expect(tensors.shape(tensor), tensor).toEqual(weights.get(tensor.replace(/^(final|grad)\./, ''))?.shape);
    const isFrozen = { 'frozen-bert': /^bert\./, 'frozen-bottom': /^bert\.(embeddings|encoder\.layer\.0)\./ };
    const frozen = name in isFrozen ? isFrozen[name as keyof typeof isFrozen] : /^$/;
    expect(recorded.filter((tensor) => tensor.startsWith('final.')).sort()).toEqual(
      [...weights.keys()]
        .filter((weight) => !frozen.test(weight))
        .map((weight) => `final.${weight}`)
        .sort(),
    );
    for (const { ids } of batches)
      expect(ids.every((id) => Number.isInteger(id) && id >= 0 && id < config.vocabularySize)).toBe(true);
    await tensors.close();
  },
);

test('the weights that goldens start from are those of a bare model: their head is new', async () => {
  const { config, weights, notices } = await readModelFolder(fixturePath('goldens/start'), {
    task: 'single-label',
    labelNames: ['a', 'b'],
    seed: 0,
  });
  expect([...weights.keys()]).toEqual([...parameterShapes(config).keys()]);
  expect(notices.map(({ code }) => code)).toEqual(['model.headInitialized']);
});

test('the bundled model is float16, with heads of pretraining that are left out', async () => {
  const { config, weights, notices } = await readModelFolder(bundledModel(), {
    task: 'single-label',
    labelNames: ['负面', '正面'],
    seed: 42,
  });
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
  const { 'vocab.txt': vocabulary } = await readTokenizerTexts(bundledModel());
  expect(vocabulary?.trimEnd().split('\n')).toHaveLength(config.vocabularySize);
});
