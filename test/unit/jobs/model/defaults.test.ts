// The defaults that depend on the model and the frozen layers.

import { expect, test } from 'vitest';

import type { BertConfig } from '../../../../src/base/model.js';
import { frozenWeights } from '../../../../src/engine/model/freezing.js';
import { defaultLearningRate } from '../../../../src/jobs/model/defaults.js';

const model = (layers: number, hiddenSize: number, vocabularySize: number): BertConfig => ({
  architecture: 'bert',
  vocabularySize,
  embeddingSize: hiddenSize,
  hiddenSize,
  layers,
  layerGroups: layers,
  layersOfGroup: 1,
  heads: 2,
  intermediateSize: 4 * hiddenSize,
  maxPositions: 512,
  typeVocabularySize: 2,
  activation: 'gelu',
  layerNormEpsilon: 1e-12,
  hiddenDropout: 0.1,
  attentionDropout: 0.1,
  classifierDropout: 0.1,
  initializerRange: 0.02,
  padTokenId: 0,
  labels: 2,
  task: 'single-label',
});
const none = new Set<string>();

test('the learning rate of bert-tiny-zh is 5e-4, that of all-MiniLM-L6-v2 and BERT-base 5e-5', () => {
  expect(defaultLearningRate(model(2, 128, 21128), none)).toBe(5e-4);
  expect(defaultLearningRate(model(6, 384, 30522), none)).toBe(5e-5);
  expect(defaultLearningRate(model(12, 768, 21128), none)).toBe(5e-5);
});

test('the learning rate of a head on a frozen BERT is 1e-3, for every size, with or without the pooler', () => {
  for (const config of [model(2, 128, 21128), model(12, 768, 21128)]) {
    expect(defaultLearningRate(config, frozenWeights('bert', config))).toBe(1e-3);
    expect(defaultLearningRate(config, frozenWeights('embeddings,encoder', config))).toBe(1e-3);
  }
  const base = model(12, 768, 21128);
  expect(defaultLearningRate(base, frozenWeights('embeddings,encoder.0-10', base))).toBe(5e-5);
});
