// A model's config.json: parsed into our BertConfig, and written back with all its other fields.

import * as z from 'zod';

import { architectures, architectureTitles, type ConfigFields } from '../base/architectures.js';
import { type Activation, type BertConfig, mostTokens, type Task } from '../base/model.js';
import { type ArchitectureName, architectureNames } from '../shared/architectureNames.js';
import { UserError } from '../shared/errors.js';
import type { JsonObject } from './json.js';
import { printable } from './printable.js';

export interface ModelConfig {
  readonly config: BertConfig;
  /** Names by class id; LABEL_0 … when the file has none. */
  readonly labelNames: readonly string[];
  /** Whether the weights hold a classifier of whole texts, as far as the file tells. */
  readonly classifiesTexts: boolean;
  /** The object that was read from config.json. */
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

/** These limits are far above any BERT's sizes: they keep a hostile file from costing time or memory. */
const size = (limit: number) => z.int().min(1).max(limit);
const share = z.number().min(0).lt(1);
const absent = z.union([z.null(), z.undefined(), z.literal(false)]);
const positive = z.number().gt(0);
const mostLayers = 1000;

/** The fields that every config.json may have, by transformers' names. */
const commonSchema = z.object({
  architectures: z.array(z.string()).nullish(),
  problem_type: z.enum([problemTypes['single-label'], problemTypes['multi-label'], problemTypes.regression]).nullish(),
  id2label: z.record(z.string(), z.string()).nullish(),
  num_labels: size(1e5).nullish(),
});
type CommonFields = z.infer<typeof commonSchema>;

/** The fields whose names depend on the architecture, by our names. */
const fieldsSchema = z.object({
  vocabularySize: size(1e7),
  embeddingSize: size(65536).optional(),
  hiddenSize: size(65536),
  layers: size(mostLayers),
  layerGroups: size(mostLayers).optional(),
  layersOfGroup: size(mostLayers).optional(),
  heads: size(65536),
  intermediateSize: size(1e6),
  maxPositions: size(1e6),
  typeVocabularySize: size(65536).optional(),
  activation: z.string(),
  layerNormEpsilon: positive.max(1).optional(),
  hiddenDropout: share,
  attentionDropout: share,
  classifierDropout: share.nullable(),
  initializerRange: positive.max(100),
  padTokenId: z.int().min(0),
});
type Fields = z.infer<typeof fieldsSchema>;
type FieldName = keyof ConfigFields;

/**
 * Parses a config.json.
 * @param raw its object
 * @param file its name, for errors
 * @throws UserError when the architecture is unknown, the engine lacks a feature of it, or a field has an impossible
 *   value
 */
export function parseModelConfig(raw: JsonObject, file: string): ModelConfig {
  const architecture = checkArchitecture(raw, file);
  const common = parse(commonSchema, raw, file, (name) => name);
  const { fields: known, className } = architectures[architecture];
  const fields = parse(fieldsSchema, fieldsOf(raw, known), file, (name) => known[name as FieldName]?.key ?? name);
  const labelNames = labelNamesOf(common, file);
  const { architectures: classes } = common;
  const classifiesTexts = classes == null || classes.length === 0 || classes.includes(className);
  return { config: configOf(architecture, fields, common, labelNames.length, file), labelNames, classifiesTexts, raw };
}

/** The architecture's fields by our names; an absent field takes transformers' default. */
function fieldsOf(raw: JsonObject, known: ConfigFields): Record<string, unknown> {
  const named = Object.entries(known) as [FieldName, ConfigFields[FieldName]][];
  return Object.fromEntries(
    named.flatMap(([name, field]) => (field === null ? [] : [[name, valueOf(raw[field.key], name, field.default)]])),
  );
}

/** Null means the default only where transformers' configurations treat it so. */
function valueOf(value: unknown, name: FieldName, usual: unknown): unknown {
  return value === undefined || (value === null && (name === 'padTokenId' || name === 'classifierDropout'))
    ? usual
    : value;
}

function parse<Schema extends z.ZodType>(
  schema: Schema,
  value: Record<string, unknown>,
  file: string,
  keyOf: (name: string) => string,
): z.infer<Schema> {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const field = String(parsed.error.issues[0]?.path[0]);
  throw fieldError(file, keyOf(field), value[field]);
}

function fieldError(file: string, field: string, value: unknown): UserError {
  return new UserError('model.configField', { file, field, value: printable(JSON.stringify(value)) });
}

function shown(value: unknown): string {
  return printable(typeof value === 'string' ? value : JSON.stringify(value));
}

/**
 * Refuses a model that would load and then compute something else. Files from before 2020 have no model_type: they are
 * BERT's.
 */
function checkArchitecture(raw: JsonObject, file: string): ArchitectureName {
  const type = raw['model_type'] === undefined ? 'bert' : raw['model_type'];
  const architecture = architectureNames.find((name) => name === type);
  if (architecture === undefined) {
    const supported = architectureNames.map((name) => `"${name}"`).join(', ');
    throw new UserError('model.otherArchitecture', {
      folder: file.replace(/[\\/][^\\/]*$/, ''),
      architecture: shown(type),
      titles: architectureTitles,
      supported,
    });
  }
  const positions = raw['position_embedding_type'];
  if (positions != null && positions !== 'absolute')
    throw new UserError('model.unsupportedPositions', { type: shown(positions) });
  for (const field of ['is_decoder', 'add_cross_attention', 'quantization_config']) {
    if (!absent.safeParse(raw[field]).success) throw new UserError('model.unsupportedFeature', { file, field });
  }
  const pruned = raw['pruned_heads'];
  if (pruned != null && Object.keys(pruned).length > 0)
    throw new UserError('model.unsupportedFeature', { file, field: 'pruned_heads' });
  return architecture;
}

function configOf(
  architecture: ArchitectureName,
  fields: Fields,
  common: CommonFields,
  labels: number,
  file: string,
): BertConfig {
  const { fields: known } = architectures[architecture];
  const { hiddenSize, heads, layersOfGroup = 1, vocabularySize, padTokenId } = fields;
  if (hiddenSize % heads !== 0) {
    const hiddenField = known.hiddenSize.key;
    const headsField = known.heads.key;
    throw new UserError('model.headsDivide', {
      file,
      hiddenField,
      hidden: String(hiddenSize),
      headsField,
      heads: String(heads),
    });
  }
  const activation = activationNames.get(fields.activation);
  if (activation === undefined) {
    throw new UserError('model.unsupportedActivation', {
      activation: printable(fields.activation),
      supported: [...activationNames.keys()].join(', '),
    });
  }
  if (padTokenId >= vocabularySize) throw fieldError(file, known.padTokenId.key, padTokenId);
  const { layerGroups = fields.layers } = fields;
  if (layerGroups > fields.layers) throw fieldError(file, known.layerGroups?.key ?? '', layerGroups);
  if (fields.layers * layersOfGroup > mostLayers) throw fieldError(file, known.layersOfGroup?.key ?? '', layersOfGroup);
  const config: BertConfig = {
    ...fields,
    architecture,
    embeddingSize: fields.embeddingSize ?? hiddenSize,
    layers: fields.layers * layersOfGroup,
    layerGroups,
    layersOfGroup,
    typeVocabularySize: fields.typeVocabularySize ?? 0,
    activation,
    layerNormEpsilon: fields.layerNormEpsilon ?? 1e-12,
    classifierDropout: fields.classifierDropout ?? fields.hiddenDropout,
    labels,
    task: taskOf(common.problem_type, labels),
  };
  if (mostTokens(config) < 1) throw fieldError(file, known.maxPositions.key, config.maxPositions);
  return config;
}

/** transformers treats a model with one output as a regression unless the file says otherwise. */
function taskOf(problemType: CommonFields['problem_type'], labels: number): Task {
  if (problemType == null) return labels === 1 ? 'regression' : 'single-label';
  return (Object.keys(problemTypes) as Task[]).find((task) => problemTypes[task] === problemType)!;
}

function labelNamesOf({ id2label, num_labels: count }: CommonFields, file: string): string[] {
  if (id2label == null || Object.keys(id2label).length === 0)
    return Array.from({ length: count ?? 2 }, (_, id) => `LABEL_${id}`);
  return Array.from({ length: Object.keys(id2label).length }, (_, id) => {
    const name = id2label[String(id)];
    if (name === undefined) throw fieldError(file, 'id2label', id2label);
    return name;
  });
}

/** Fields of a base model's config that are not true of the result, or that newer fields replace. */
const outdated = [
  '_name_or_path',
  'auto_map',
  'gradient_checkpointing',
  'num_labels',
  'torch_dtype',
  'transformers_version',
];

/**
 * The config.json of a result, as `AutoModelForSequenceClassification.from_pretrained` reads it.
 * @param base the base model's config.json; its fields beyond ours are kept
 */
export function modelConfigJson(config: BertConfig, labelNames: readonly string[], base: JsonObject): JsonObject {
  const { className, fields: known } = architectures[config.architecture];
  const kept = Object.entries(base).filter(([field]) => !outdated.includes(field));
  const named = Object.entries(known) as [FieldName, ConfigFields[FieldName]][];
  const fields: JsonObject = {
    ...Object.fromEntries(kept),
    ...Object.fromEntries(
      named.flatMap(([name, field]) =>
        field === null ? [] : [[field.key, writtenField(name, field.key, config, base)]],
      ),
    ),
    model_type: config.architecture,
    architectures: [className],
    dtype: 'float32',
    id2label: Object.fromEntries(labelNames.map((name, id) => [String(id), name])),
    label2id: Object.fromEntries(labelNames.map((name, id) => [name, id])),
    problem_type: problemTypes[config.task],
  };
  return Object.fromEntries(Object.entries(fields).sort(([a], [b]) => (a < b ? -1 : 1)));
}

function writtenField(name: FieldName, key: string, config: BertConfig, base: JsonObject): unknown {
  const said = base[key];
  switch (name) {
    case 'activation':
      // gelu_new and gelu_pytorch_tanh are the same function: the name in the file stays.
      return typeof said === 'string' && activationNames.get(said) === config.activation
        ? said
        : { gelu: 'gelu', gelu_tanh: 'gelu_pytorch_tanh', relu: 'relu' }[config.activation];
    case 'classifierDropout': {
      const follows = architectures[config.architecture].fields.classifierDropout.default === null;
      return follows && config.classifierDropout === config.hiddenDropout && said == null
        ? null
        : config.classifierDropout;
    }
    case 'layers':
      return config.layers / config.layersOfGroup;
    default:
      return config[name];
  }
}
