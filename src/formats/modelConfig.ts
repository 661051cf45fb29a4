// A model's config.json: parsed into our BertConfig, and written back with everything else that it said.

import * as z from 'zod';
import { UserError } from '../shared/errors.js';
import type { Activation, BertConfig, Task } from '../shared/model.js';
import type { JsonObject } from './json.js';
import { printable } from './printable.js';

export interface ModelConfig {
  readonly config: BertConfig;
  /** Names by class id; LABEL_0 … when the file has none. */
  readonly labelNames: readonly string[];
  /** Whether the weights hold a classifier of whole texts, as far as the file says. */
  readonly classifiesTexts: boolean;
  /** config.json as it was read. */
  readonly raw: JsonObject;
}

/** transformers' names of the activations that the engine computes. */
const activationNames: ReadonlyMap<string, Activation> = new Map<string, Activation>([
  ['gelu', 'gelu'],
  ['gelu_new', 'gelu_tanh'],
  ['gelu_pytorch_tanh', 'gelu_tanh'],
  ['relu', 'relu'],
]);

const problemTypes = {
  'single-label': 'single_label_classification',
  'multi-label': 'multi_label_classification',
  regression: 'regression',
} as const satisfies Record<Task, string>;

/** Limits are far above any BERT's sizes: they keep a hostile file from costing time or memory. */
const size = (limit: number) => z.int().min(1).max(limit);
const share = z.number().min(0).lt(1);
const absent = z.union([z.null(), z.undefined(), z.literal(false)]);
const positive = z.number().gt(0);

/** Fields and defaults of transformers' BertConfig. */
const configSchema = z.object({
  architectures: z.array(z.string()).nullish(),
  vocab_size: size(1e7).default(30522),
  hidden_size: size(65536).default(768),
  num_hidden_layers: size(1000).default(12),
  num_attention_heads: size(65536).default(12),
  intermediate_size: size(1e6).default(3072),
  max_position_embeddings: size(1e6).default(512),
  type_vocab_size: size(65536).default(2),
  hidden_act: z.string().default('gelu'),
  layer_norm_eps: positive.max(1).default(1e-12),
  hidden_dropout_prob: share.default(0.1),
  attention_probs_dropout_prob: share.default(0.1),
  classifier_dropout: share.nullish(),
  initializer_range: positive.max(100).default(0.02),
  pad_token_id: z.int().min(0).nullish(),
  problem_type: z.enum([problemTypes['single-label'], problemTypes['multi-label'], problemTypes.regression]).nullish(),
  id2label: z.record(z.string(), z.string()).nullish(),
  num_labels: size(1e5).nullish(),
});
type Fields = z.infer<typeof configSchema>;

/**
 * What a config.json says.
 * @param raw its object
 * @param file its name, for errors
 * @throws UserError when it is no BERT, needs what the engine lacks, or has a field that cannot be
 */
export function parseModelConfig(raw: JsonObject, file: string): ModelConfig {
  checkArchitecture(raw, file);
  const parsed = configSchema.safeParse(raw);
  if (!parsed.success) {
    const field = String(parsed.error.issues[0]?.path[0]);
    throw fieldError(file, field, raw[field]);
  }
  const fields = parsed.data;
  const labelNames = labelNamesOf(fields, file);
  const { architectures } = fields;
  const classifiesTexts = architectures == null || architectures.length === 0 || architectures.includes('BertForSequenceClassification');
  return { config: bertConfig(fields, labelNames.length, file), labelNames, classifiesTexts, raw };
}

function fieldError(file: string, field: string, value: unknown): UserError {
  return new UserError('model.configField', { file, field, value: printable(JSON.stringify(value)) });
}

function shown(value: unknown): string {
  return printable(typeof value === 'string' ? value : JSON.stringify(value));
}

/** Refuses what would load and then compute something else. Files from before 2020 name no model_type. */
function checkArchitecture(raw: JsonObject, file: string): void {
  const type = raw['model_type'];
  if (type !== undefined && type !== 'bert') {
    throw new UserError('model.otherArchitecture', { folder: file.replace(/[\\/][^\\/]*$/, ''), architecture: shown(type) });
  }
  const positions = raw['position_embedding_type'];
  if (positions != null && positions !== 'absolute') throw new UserError('model.unsupportedPositions', { type: shown(positions) });
  for (const field of ['is_decoder', 'add_cross_attention', 'quantization_config']) {
    if (!absent.safeParse(raw[field]).success) throw new UserError('model.unsupportedFeature', { file, field });
  }
  const pruned = raw['pruned_heads'];
  if (pruned != null && Object.keys(pruned).length > 0) throw new UserError('model.unsupportedFeature', { file, field: 'pruned_heads' });
}

function bertConfig(fields: Fields, labels: number, file: string): BertConfig {
  const { hidden_size: hidden, num_attention_heads: heads, hidden_act: activationName, problem_type: problemType } = fields;
  if (hidden % heads !== 0) throw new UserError('model.headsDivide', { file, hidden: String(hidden), heads: String(heads) });
  const activation = activationNames.get(activationName);
  if (activation === undefined) {
    throw new UserError('model.unsupportedActivation', { activation: printable(activationName), supported: [...activationNames.keys()].join(', ') });
  }
  const padTokenId = fields.pad_token_id ?? 0;
  if (padTokenId >= fields.vocab_size) throw fieldError(file, 'pad_token_id', padTokenId);
  return {
    vocabularySize: fields.vocab_size,
    hiddenSize: hidden,
    layers: fields.num_hidden_layers,
    heads,
    intermediateSize: fields.intermediate_size,
    maxPositions: fields.max_position_embeddings,
    typeVocabularySize: fields.type_vocab_size,
    activation,
    layerNormEpsilon: fields.layer_norm_eps,
    hiddenDropout: fields.hidden_dropout_prob,
    attentionDropout: fields.attention_probs_dropout_prob,
    classifierDropout: fields.classifier_dropout ?? fields.hidden_dropout_prob,
    initializerRange: fields.initializer_range,
    padTokenId,
    labels,
    task: taskOf(problemType, labels),
  };
}

/** transformers takes a model of one output for a regression unless it is told otherwise. */
function taskOf(problemType: Fields['problem_type'], labels: number): Task {
  if (problemType == null) return labels === 1 ? 'regression' : 'single-label';
  return (Object.keys(problemTypes) as Task[]).find((task) => problemTypes[task] === problemType)!;
}

function labelNamesOf({ id2label, num_labels: count }: Fields, file: string): string[] {
  if (id2label == null || Object.keys(id2label).length === 0) return Array.from({ length: count ?? 2 }, (_, id) => `LABEL_${id}`);
  return Array.from({ length: Object.keys(id2label).length }, (_, id) => {
    const name = id2label[String(id)];
    if (name === undefined) throw fieldError(file, 'id2label', id2label);
    return name;
  });
}

/** Fields of a base model's config that say nothing true of the result, or that newer fields replace. */
const outdated = ['_name_or_path', 'auto_map', 'gradient_checkpointing', 'num_labels', 'torch_dtype', 'transformers_version'];

/**
 * The config.json of a result, as `BertForSequenceClassification.from_pretrained` takes it.
 * @param base the base model's config.json; what it says beyond our fields is kept
 */
export function modelConfigJson(config: BertConfig, labelNames: readonly string[], base: JsonObject): JsonObject {
  const kept = Object.entries(base).filter(([field]) => !outdated.includes(field));
  const sameActivation = typeof base['hidden_act'] === 'string' && activationNames.get(base['hidden_act']) === config.activation;
  const ownDropout = config.classifierDropout === config.hiddenDropout && base['classifier_dropout'] == null;
  const fields: JsonObject = {
    ...Object.fromEntries(kept),
    model_type: 'bert',
    architectures: ['BertForSequenceClassification'],
    attention_probs_dropout_prob: config.attentionDropout,
    classifier_dropout: ownDropout ? null : config.classifierDropout,
    dtype: 'float32',
    hidden_act: sameActivation ? base['hidden_act'] : { gelu: 'gelu', gelu_tanh: 'gelu_pytorch_tanh', relu: 'relu' }[config.activation],
    hidden_dropout_prob: config.hiddenDropout,
    hidden_size: config.hiddenSize,
    id2label: Object.fromEntries(labelNames.map((name, id) => [String(id), name])),
    initializer_range: config.initializerRange,
    intermediate_size: config.intermediateSize,
    label2id: Object.fromEntries(labelNames.map((name, id) => [name, id])),
    layer_norm_eps: config.layerNormEpsilon,
    max_position_embeddings: config.maxPositions,
    num_attention_heads: config.heads,
    num_hidden_layers: config.layers,
    pad_token_id: config.padTokenId,
    problem_type: problemTypes[config.task],
    type_vocab_size: config.typeVocabularySize,
    vocab_size: config.vocabularySize,
  };
  return Object.fromEntries(Object.entries(fields).sort(([a], [b]) => (a < b ? -1 : 1)));
}
