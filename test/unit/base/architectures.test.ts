// The architectures next to BERT: the names of their parts, the places of their dropout, and what can be kept of frozen
// layers.

import { describe, expect, test } from 'vitest';

import { type BertConfig, mostTokens, parameters, parameterShapes } from '../../../src/base/model.js';
import type { LabelledBatch } from '../../../src/base/training.js';
import { namedInputs } from '../../../src/engine/graph/graph.js';
import { dropoutSeeds } from '../../../src/engine/model/dropout.js';
import { frozenWeights } from '../../../src/engine/model/freezing.js';
import { predictionGraph, trainingGraph } from '../../../src/engine/model/programs.js';
import { depthOf, frozenStageOf } from '../../../src/engine/model/stage.js';
import { initializeAll } from '../../../src/formats/initialWeights.js';
import { parseModelConfig } from '../../../src/formats/modelConfig.js';
import { type ArchitectureName, architectureNames } from '../../../src/shared/architectureNames.js';
import { UserError } from '../../../src/shared/errors.js';
import { describeOnDevices, trainerOn } from '../../support/devices.js';

const small = {
  vocab_size: 60,
  hidden_size: 32,
  num_attention_heads: 4,
  intermediate_size: 64,
  max_position_embeddings: 20,
  num_hidden_layers: 3,
  hidden_dropout_prob: 0.1,
  attention_probs_dropout_prob: 0.1,
};
const files: Readonly<Record<ArchitectureName, Record<string, unknown>>> = {
  bert: small,
  distilbert: { vocab_size: 60, dim: 32, n_heads: 4, hidden_dim: 64, n_layers: 3, max_position_embeddings: 20 },
  roberta: { ...small, type_vocab_size: 1 },
  'xlm-roberta': { ...small, type_vocab_size: 1 },
  electra: { ...small, embedding_size: 16 },
  albert: { ...small, embedding_size: 16 },
};
const configOf = (name: ArchitectureName, changes: Record<string, unknown> = {}): BertConfig =>
  parseModelConfig({ model_type: name, ...files[name], ...changes }, 'config.json').config;
const learning = (freeze: string, config: BertConfig) =>
  [...parameterShapes(config).keys()].filter((name) => !frozenWeights(freeze, config).has(name));
const stage = (freeze: string, config: BertConfig) => frozenStageOf(config, frozenWeights(freeze, config));

function refusal(freeze: string, config: BertConfig): string {
  try {
    frozenWeights(freeze, config);
  } catch (error) {
    if (error instanceof UserError) return error.message;
    throw error;
  }
  throw new Error(`accepted ${freeze}`);
}

describe('freezing', () => {
  test.each([
    ['distilbert', ['pre_classifier.weight', 'pre_classifier.bias', 'classifier.weight', 'classifier.bias']],
    [
      'roberta',
      ['classifier.dense.weight', 'classifier.dense.bias', 'classifier.out_proj.weight', 'classifier.out_proj.bias'],
    ],
    [
      'xlm-roberta',
      ['classifier.dense.weight', 'classifier.dense.bias', 'classifier.out_proj.weight', 'classifier.out_proj.bias'],
    ],
    [
      'electra',
      ['classifier.dense.weight', 'classifier.dense.bias', 'classifier.out_proj.weight', 'classifier.out_proj.bias'],
    ],
    ['albert', ['classifier.weight', 'classifier.bias']],
  ] as const)('bert, or its own name, freezes %s but the head', (name, head) => {
    const config = configOf(name);
    expect(learning('bert', config)).toEqual(head);
    expect(learning(name, config)).toEqual(head);
    expect(stage('bert', config)).toEqual({ kind: name === 'albert' ? 'pooled' : 'first' });
  });

  test('another architecture’s name, or a missing pooler, is refused with the existing parts', () => {
    expect(refusal('albert', configOf('roberta'))).toContain('albert');
    const message = refusal('pooler', configOf('electra'));
    expect(message).toContain('embeddings, encoder, encoder.0, encoder.0-2');
    expect(message.match(/pooler/g)).toHaveLength(1);
  });

  test('the projection of the embeddings freezes with them', () => {
    expect(frozenWeights('embeddings', configOf('electra'))).toContain('electra.embeddings_project.weight');
    expect(frozenWeights('embeddings', configOf('albert'))).toContain(
      'albert.encoder.embedding_hidden_mapping_in.bias',
    );
    expect(stage('embeddings', configOf('albert'))).toEqual({ kind: 'hidden', layers: 0 });
  });

  test('layers with shared weights are one part', () => {
    const config = configOf('albert');
    expect(frozenWeights('encoder.0', config)).toEqual(frozenWeights('encoder', config));
    expect(refusal('encoder.1', config)).toContain('encoder.1');
    expect(stage('embeddings,encoder.0.attention', config)).toEqual({ kind: 'hidden', layers: 0 });
    const grouped = configOf('albert', { num_hidden_layers: 6, num_hidden_groups: 3 });
    expect(stage('embeddings,encoder.0-1', grouped)).toEqual({ kind: 'hidden', layers: 4 });
  });
});

test('the learning rate decays from the head downwards, with shared layers as one', () => {
  const depths = (config: BertConfig) =>
    new Map(parameters(config).map(({ name, location }) => [name, depthOf(location, config)]));
  const distil = depths(configOf('distilbert'));
  expect(
    [
      'pre_classifier.weight',
      'distilbert.transformer.layer.2.ffn.lin1.weight',
      'distilbert.transformer.layer.0.sa_layer_norm.bias',
      'distilbert.embeddings.LayerNorm.bias',
    ].map((name) => distil.get(name)),
  ).toEqual([0, 1, 3, 4]);
  const shared = depths(configOf('albert'));
  expect(
    [
      'albert.pooler.weight',
      'albert.encoder.albert_layer_groups.0.albert_layers.0.ffn.weight',
      'albert.embeddings.word_embeddings.weight',
    ].map((name) => shared.get(name)),
  ).toEqual([0, 1, 2]);
});

test('the maximum length excludes the positions reserved for padding', () => {
  expect(mostTokens(configOf('roberta'))).toBe(18);
  expect(mostTokens(configOf('roberta', { pad_token_id: 0 }))).toBe(19);
  expect(mostTokens(configOf('distilbert'))).toBe(20);
});

test.each([
  ['bert', 2 + 9],
  ['distilbert', 2 + 6],
  ['roberta', 3 + 9],
  ['electra', 3 + 9],
  ['albert', 2 + 6],
] as const)('%s has dropout where transformers has it', (architecture, places) => {
  const config = configOf(architecture, { classifier_dropout_prob: 0.1 });
  const trainable = [...parameterShapes(config).keys()];
  const { graph, dropoutPlaces } = trainingGraph({
    config,
    stage: { kind: 'none' },
    trainable,
    labelSmoothing: 0,
    wordRows: 'unique',
  });
  const masks = new Set(graph.nodes.filter(({ operator }) => operator === 'keepWhere').map(({ inputs }) => inputs[1]));
  expect(masks.size).toBe(places);
  expect(dropoutSeeds(dropoutPlaces, 1, 0, 0).length).toBeGreaterThanOrEqual(2 + places);
});

test('only models with token types are fed them', () => {
  const reads = (config: BertConfig) =>
    namedInputs(predictionGraph(config, { kind: 'none' }), 'input').has('token_type_ids');
  expect(architectureNames.filter((name) => reads(configOf(name)))).toEqual(['bert', 'electra', 'albert']);
  expect(reads(configOf('roberta', { type_vocab_size: 2 }))).toBe(true);
});

function batchOf(number: number, padding: number): LabelledBatch {
  const size = 4;
  const length = 8;
  const mask = Int32Array.from({ length: size * length }, (_, at) =>
    Number(at % length < 4 + ((number + Math.floor(at / length)) % 5)),
  );
  return {
    size,
    length,
    mask,
    ids: mask.map((real, at) => (real === 1 ? 2 + ((number * 31 + at * 7) % 57) : padding)),
    types: mask.map((real, at) => Number(real === 1 && at % length > 2)),
    targets: Int32Array.of(0, 1, 1, 0),
  };
}

describeOnDevices('frozen lower layers', (device) => {
  for (const name of architectureNames) {
    test.each(['embeddings', 'embeddings,encoder.0', 'bert'])(
      `give the same losses when their outputs are kept (${name}, %s)`,
      async (freeze) => {
        const shared = name === 'albert' && freeze.includes('encoder');
        const config = {
          ...configOf(name, shared ? { num_hidden_groups: 3 } : {}),
          hiddenDropout: 0,
          attentionDropout: 0,
          classifierDropout: 0,
        };
        const optimizer = {
          beta1: 0.9,
          beta2: 0.999,
          epsilon: 1e-8,
          weightDecay: 0.01,
          decayAll: false,
          clip: 1,
          layerDecay: 0.9,
        };
        const options = {
          config,
          weights: initializeAll(config, 3),
          frozen: frozenWeights(freeze, config),
          optimizer,
          labelSmoothing: 0,
          seed: 7,
          threads: 2,
        };
        const losses: number[][] = [];
        for (const splitFrozen of [true, false]) {
          const trainer = await trainerOn(device, { ...options, splitFrozen });
          const found: number[] = [];
          for (let step = 0; step < 3; step++) {
            const batch = batchOf(step, config.padTokenId);
            found.push(
              (
                await trainer.step(
                  [splitFrozen ? { ...batch, frozen: await trainer.frozenOutputs(batch) } : batch],
                  1e-3,
                  step,
                )
              ).loss,
            );
          }
          losses.push(found);
          await trainer.dispose();
        }
        losses[0]!.forEach((loss, step) => expect(loss).toBeCloseTo(losses[1]![step]!, 5));
      },
    );
  }
});
