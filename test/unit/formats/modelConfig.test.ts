// config.json: supported fields are read as in transformers, and unsupported ones are refused by name.

import { describe, expect, test } from 'vitest';

import { modelConfigJson, parseModelConfig } from '../../../src/formats/modelConfig.js';
import type { UserError } from '../../../src/shared/errors.js';
import { tinyConfig, userError } from './files.js';

const file = '/models/some/config.json';

function refusal(config: Record<string, unknown>): Promise<UserError> {
  return userError(Promise.resolve(config).then((raw) => parseModelConfig(raw, file)));
}

describe('a config.json is read as in transformers', () => {
  test('as BERT-base when it is empty', () => {
    const { config, labelNames, classifiesTexts } = parseModelConfig({}, file);
    expect(config).toEqual({
      architecture: 'bert',
      vocabularySize: 30522,
      embeddingSize: 768,
      hiddenSize: 768,
      layers: 12,
      layerGroups: 12,
      layersOfGroup: 1,
      heads: 12,
      intermediateSize: 3072,
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
    expect(labelNames).toEqual(['LABEL_0', 'LABEL_1']);
    expect(classifiesTexts).toBe(true);
  });

  test('with the dropout of the hidden layers for the classifier, unless it has its own', () => {
    expect(
      parseModelConfig({ hidden_dropout_prob: 0.3, classifier_dropout: null }, file).config.classifierDropout,
    ).toBe(0.3);
    expect(parseModelConfig({ hidden_dropout_prob: 0.3, classifier_dropout: 0 }, file).config.classifierDropout).toBe(
      0,
    );
  });

  test('with the task of problem_type, or regression for a single output', () => {
    const one = { id2label: { 0: 'score' } };
    expect(parseModelConfig(one, file).config.task).toBe('regression');
    expect(parseModelConfig({ ...one, problem_type: 'single_label_classification' }, file).config.task).toBe(
      'single-label',
    );
    expect(parseModelConfig({ problem_type: 'multi_label_classification' }, file).config.task).toBe('multi-label');
    expect(parseModelConfig({ num_labels: 5 }, file).labelNames).toHaveLength(5);
  });

  test.each([
    ['gelu', 'gelu'],
    ['gelu_new', 'gelu_tanh'],
    ['gelu_pytorch_tanh', 'gelu_tanh'],
    ['relu', 'relu'],
  ])('with the activation %s', (name, expected) => {
    expect(parseModelConfig({ hidden_act: name }, file).config.activation).toBe(expected);
  });
});

describe('an unsupported field is refused by name', () => {
  test.each<[Record<string, unknown>, string, string]>([
    [{ model_type: 'gpt2' }, 'model.otherArchitecture', 'gpt2'],
    [{ model_type: 'gpt2' }, 'model.otherArchitecture', 'BERT, DistilBERT, RoBERTa, XLM-RoBERTa, ELECTRA, ALBERT'],
    [{ model_type: 'constructor' }, 'model.otherArchitecture', 'constructor'],
    [{ model_type: 'distilbert', dim: 10, n_heads: 3 }, 'model.headsDivide', 'n_heads'],
    [{ model_type: 'distilbert', n_layers: 0 }, 'model.configField', 'n_layers'],
    [{ model_type: 'roberta', max_position_embeddings: 2 }, 'model.configField', 'max_position_embeddings'],
    [{ model_type: 'albert', num_hidden_groups: 13 }, 'model.configField', 'num_hidden_groups'],
    [{ model_type: 'albert', inner_group_num: 1000 }, 'model.configField', 'inner_group_num'],
    [{ model_type: null }, 'model.otherArchitecture', 'null'],
    [{ hidden_act: 'silu' }, 'model.unsupportedActivation', 'gelu_pytorch_tanh, relu'],
    [{ position_embedding_type: 'relative_key' }, 'model.unsupportedPositions', 'relative_key'],
    [{ is_decoder: true }, 'model.unsupportedFeature', 'is_decoder'],
    [{ add_cross_attention: true }, 'model.unsupportedFeature', 'add_cross_attention'],
    [{ quantization_config: { bits: 4 } }, 'model.unsupportedFeature', 'quantization_config'],
    [{ pruned_heads: { 0: [1] } }, 'model.unsupportedFeature', 'pruned_heads'],
    [{ hidden_size: 10, num_attention_heads: 3 }, 'model.headsDivide', '10'],
    [{ num_hidden_layers: 1e15 }, 'model.configField', 'num_hidden_layers'],
    [{ hidden_size: '768' }, 'model.configField', '"768"'],
    [{ hidden_size: -1 }, 'model.configField', 'hidden_size'],
    [{ vocab_size: 1.5 }, 'model.configField', 'vocab_size'],
    [{ hidden_dropout_prob: 1 }, 'model.configField', 'hidden_dropout_prob'],
    [{ layer_norm_eps: 0 }, 'model.configField', 'layer_norm_eps'],
    [{ pad_token_id: 30522 }, 'model.configField', 'pad_token_id'],
    [{ problem_type: 'ranking' }, 'model.configField', 'ranking'],
    [{ id2label: { 0: 'a', 2: 'b' } }, 'model.configField', 'id2label'],
    [{ id2label: { 0: null } }, 'model.configField', 'id2label'],
  ])('%j', async (config, code, shown) => {
    const error = await refusal(config);
    expect(error.code).toBe(code);
    expect(error.message).toContain(shown);
  });
});

describe('a written config.json', () => {
  const base = {
    ...tinyConfig(),
    hidden_act: 'gelu_new',
    classifier_dropout: null,
    torch_dtype: 'float16',
    dtype: 'float16',
    _name_or_path: '/home/me/base',
    num_labels: 9,
    transformers_version: '4.1.0',
    architectures: ['BertForPreTraining'],
    task_specific_params: { a: [1] },
    auto_map: { AutoModel: 'x' },
  };
  const { config } = parseModelConfig(base, file);

  test('is read as the same configuration and label names', () => {
    const written = parseModelConfig(modelConfigJson(config, ['差评', '好评'], base), file);
    expect(written.config).toEqual(config);
    expect(written.labelNames).toEqual(['差评', '好评']);
    expect(written.raw['label2id']).toEqual({ 差评: 0, 好评: 1 });
  });

  test('keeps the fields of the base model that still hold, and no others', () => {
    const written = modelConfigJson(config, ['差评', '好评'], base);
    expect(written).toMatchObject({
      hidden_act: 'gelu_new',
      classifier_dropout: null,
      task_specific_params: { a: [1] },
    });
    expect(written).toMatchObject({
      architectures: ['BertForSequenceClassification'],
      dtype: 'float32',
      problem_type: 'single_label_classification',
    });
    for (const field of ['_name_or_path', 'torch_dtype', 'num_labels', 'transformers_version', 'auto_map'])
      expect(written).not.toHaveProperty(field);
  });

  test('has the dropout and the activation of the run', () => {
    const changed = { ...config, classifierDropout: 0.4, activation: 'relu' } as const;
    expect(modelConfigJson(changed, ['a', 'b'], base)).toMatchObject({ classifier_dropout: 0.4, hidden_act: 'relu' });
  });
});
