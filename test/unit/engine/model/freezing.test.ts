// Freezing: the weights of each named part, and the answer to a part that does not exist.

import { describe, expect, test } from 'vitest';

import { type BertConfig, parameterShapes } from '../../../../src/base/model.js';
import { frozenWeights } from '../../../../src/engine/model/freezing.js';
import { UserError } from '../../../../src/shared/errors.js';

const config: BertConfig = {
  architecture: 'bert',
  vocabularySize: 10,
  embeddingSize: 4,
  hiddenSize: 4,
  layers: 12,
  layerGroups: 12,
  layersOfGroup: 1,
  heads: 2,
  intermediateSize: 8,
  maxPositions: 16,
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
};
const all = [...parameterShapes(config).keys()];
const learning = (freeze: string) => all.filter((name) => !frozenWeights(freeze, config).has(name));
const layer = (name: string) => Number(/layer\.(\d+)\./.exec(name)?.[1] ?? -1);

function refusal(freeze: string, model: BertConfig = config): UserError {
  try {
    frozenWeights(freeze, model);
  } catch (error) {
    if (error instanceof UserError) return error;
    throw error;
  }
  throw new Error(`accepted ${freeze}`);
}

describe('the setting `freeze`', () => {
  test('freezes nothing when it is empty', () => {
    expect(frozenWeights('', config).size).toBe(0);
    expect(frozenWeights(' , ', config).size).toBe(0);
  });

  test('leaves only the classifier to train with bert', () => {
    expect(learning('bert')).toEqual(['classifier.weight', 'classifier.bias']);
  });

  test('covers every weight with embeddings, encoder, pooler and classifier', () => {
    const parts = ['embeddings', 'encoder', 'pooler', 'classifier'].map((part) => frozenWeights(part, config));
    expect(parts.reduce((sum, part) => sum + part.size, 0)).toBe(all.length);
  });

  test('freezes ten layers with encoder.0-9 and one with encoder.3', () => {
    expect(new Set([...frozenWeights('encoder.0-9', config)].map(layer))).toEqual(
      new Set([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]),
    );
    expect(frozenWeights('encoder.3', config).size).toBe(16);
    expect([...frozenWeights('encoder.1', config)].map(layer)).toEqual(new Array(16).fill(1));
  });

  test('divides a layer into attention, feed-forward and norms', () => {
    const parts = ['attention', 'feed-forward', 'norms'].map((part) => [
      ...frozenWeights(`encoder.11.${part}`, config),
    ]);
    expect(parts.map((part) => part.length)).toEqual([8, 4, 4]);
    expect(new Set(parts.flat())).toEqual(frozenWeights('encoder.11', config));
    expect(parts[1]).toContain('bert.encoder.layer.11.output.dense.weight');
    expect(parts[0]).toContain('bert.encoder.layer.11.attention.output.dense.weight');
  });

  test('freezes one part of a range of layers', () => {
    expect(frozenWeights('encoder.0-1.norms', config).size).toBe(8);
  });

  test('accepts spaces and a Chinese comma', () => {
    expect(frozenWeights(' embeddings ，pooler', config)).toEqual(frozenWeights('embeddings,pooler', config));
  });

  test.each([
    'encoder.12',
    'encoder.5-3',
    'encoder.0-12',
    'encoder.',
    'encoder.0.query',
    'Bert',
    'layer.1',
    'constructor',
    'encoder.-1',
  ])('refuses %s and names the parts of this model', (part) => {
    const { code, values } = refusal(`embeddings,${part}`);
    expect(code).toBe('setting.freezePart');
    expect(values).toMatchObject({ part, layers: 12 });
    expect(values['parts']).toContain('encoder.0-11');
  });

  test('names only existing parts in a refusal, also for a model of one layer', () => {
    const small = { ...config, layers: 1 };
    for (const part of String(refusal('x', small).values['parts']).split(', ')) {
      expect(frozenWeights(part, small).size).toBeGreaterThan(0);
    }
  });

  test('refuses to freeze everything', () => {
    expect(refusal('bert,classifier').code).toBe('setting.freezeAll');
  });
});
