// The description of a model that every layer shares: its configuration, and the names and shapes of its weights.

import { type ArchitectureName } from '../shared/architectureNames.js';
import { type Architecture, architectures, type LayerNames } from './architectures.js';

export interface FloatTensor {
  readonly shape: readonly number[];
  readonly data: Float32Array;
}

/** Weights by the name that transformers gives them, with the base model's prefix. */
export type Weights = ReadonlyMap<string, FloatTensor>;

export const activations = ['gelu', 'gelu_tanh', 'relu'] as const;
/** `gelu` is the exact one (erf); `gelu_tanh` is transformers' `gelu_new` and `gelu_pytorch_tanh`. */
export type Activation = (typeof activations)[number];

export type Task = 'single-label' | 'multi-label' | 'regression';

/** The fields of a config.json of BERT or a related architecture that change a number, in our spelling. */
export interface BertConfig {
  readonly architecture: ArchitectureName;
  readonly vocabularySize: number;
  /** Width of the embeddings; ELECTRA and ALBERT may have them narrower than the hidden states. */
  readonly embeddingSize: number;
  readonly hiddenSize: number;
  /** The number of layers that a text passes through. */
  readonly layers: number;
  /**
   * Groups of layers with weights of their own: as many as there are layers, except in ALBERT, where layers share
   * weights.
   */
  readonly layerGroups: number;
  /** The number of layers in one group; 1 except in ALBERT. */
  readonly layersOfGroup: number;
  readonly heads: number;
  readonly intermediateSize: number;
  /** Rows of the position table. */
  readonly maxPositions: number;
  /** 0 where there are no token types. */
  readonly typeVocabularySize: number;
  readonly activation: Activation;
  readonly layerNormEpsilon: number;
  readonly hiddenDropout: number;
  readonly attentionDropout: number;
  /** Dropout before the classifier; transformers falls back to `hiddenDropout`. */
  readonly classifierDropout: number;
  readonly initializerRange: number;
  readonly padTokenId: number;
  /** Outputs of the head: classes, or 1 for a regression. */
  readonly labels: number;
  readonly task: Task;
}

export function architectureOf(config: Pick<BertConfig, 'architecture'>): Architecture {
  return architectures[config.architecture];
}

/** The row of the position table that the first token takes. */
export function firstPosition(config: BertConfig): number {
  return architectureOf(config).positionsAfterPadding ? config.padTokenId + 1 : 0;
}

/** The largest number of tokens of a text, special tokens included. */
export function mostTokens(config: BertConfig): number {
  return config.maxPositions - firstPosition(config);
}

/** The number of layers that have weights of their own: the parts `encoder.0` … of a model. */
export function storedLayers(config: BertConfig): number {
  return config.layerGroups * config.layersOfGroup;
}

/** The stored layer that is used as layer number `layer`. (AlbertTransformer spreads the groups over the layers.) */
export function storedLayerOf(config: BertConfig, layer: number): number {
  const { layers, layerGroups, layersOfGroup } = config;
  const group = Math.floor(Math.floor(layer / layersOfGroup) / (layers / layersOfGroup / layerGroups));
  return group * layersOfGroup + (layer % layersOfGroup);
}

/** The parts of a stored layer, by transformers' full names, without `.weight` and `.bias`. */
export function layerNames(config: BertConfig, stored: number): LayerNames {
  const prefix = `${layerModule(config, stored)}.`;
  const { parts } = architectureOf(config).names;
  return {
    query: prefix + parts.query,
    key: prefix + parts.key,
    value: prefix + parts.value,
    attentionOutput: prefix + parts.attentionOutput,
    attentionNorm: prefix + parts.attentionNorm,
    intermediate: prefix + parts.intermediate,
    output: prefix + parts.output,
    outputNorm: prefix + parts.outputNorm,
  };
}

/** The name that transformers gives to the module of a stored layer. */
export function layerModule(config: BertConfig, stored: number): string {
  const { prefix, names } = architectureOf(config);
  return prefix + names.layer(Math.floor(stored / config.layersOfGroup), stored % config.layersOfGroup);
}

/**
 * The weights outside the layers, by transformers' full names; embedding tables end in `.weight`, the others lack it
 * and `.bias`.
 */
export interface OuterNames {
  readonly words: string;
  readonly positions: string;
  readonly tokenTypes: string | null;
  readonly embeddingNorm: string;
  readonly projection: string | null;
  readonly pooler: string | null;
}

export function outerNames(config: BertConfig): OuterNames {
  const { prefix, names, projects } = architectureOf(config);
  const projected = projects === 'always' || (projects === 'different' && config.embeddingSize !== config.hiddenSize);
  return {
    words: `${prefix}embeddings.word_embeddings.weight`,
    positions: `${prefix}embeddings.position_embeddings.weight`,
    tokenTypes: names.tokenTypes === null ? null : `${prefix}${names.tokenTypes}.weight`,
    embeddingNorm: `${prefix}embeddings.LayerNorm`,
    projection: projected && names.projection !== null ? prefix + names.projection : null,
    pooler: names.pooler === null ? null : prefix + names.pooler,
  };
}

export type LayerPart = 'attention' | 'feed-forward' | 'norms';

/** The part of a model that a weight belongs to. `layer` is the number of a stored layer. */
export type WeightLocation =
  | { readonly part: 'embeddings' | 'pooler' | 'classifier' }
  | { readonly part: 'encoder'; readonly layer: number; readonly inner: LayerPart };

export interface Parameter {
  readonly name: string;
  readonly shape: readonly number[];
  readonly location: WeightLocation;
  readonly kind: 'table' | 'matrix' | 'bias' | 'norm';
}

/**
 * All weights of a model with its classification head: embeddings, layers, pooler, head. For BERT in PyTorch's order of
 * `named_parameters()`.
 */
export function parameters(config: BertConfig): Parameter[] {
  const { embeddingSize: embedding, hiddenSize: hidden, intermediateSize: intermediate } = config;
  const found: Parameter[] = [];
  const table = (name: string, rows: number) =>
    found.push({ name, shape: [rows, embedding], location: { part: 'embeddings' }, kind: 'table' });
  const linear = (location: WeightLocation, name: string, outputs: number, inputs: number) =>
    found.push(
      { name: `${name}.weight`, shape: [outputs, inputs], location, kind: 'matrix' },
      { name: `${name}.bias`, shape: [outputs], location, kind: 'bias' },
    );
  const norm = (location: WeightLocation, name: string, size: number) =>
    found.push(
      { name: `${name}.weight`, shape: [size], location, kind: 'norm' },
      { name: `${name}.bias`, shape: [size], location, kind: 'bias' },
    );
  const names = outerNames(config);
  table(names.words, config.vocabularySize);
  table(names.positions, config.maxPositions);
  if (names.tokenTypes !== null) table(names.tokenTypes, config.typeVocabularySize);
  norm({ part: 'embeddings' }, names.embeddingNorm, embedding);
  if (names.projection !== null) linear({ part: 'embeddings' }, names.projection, hidden, embedding);
  for (let layer = 0; layer < storedLayers(config); layer++) {
    const parts = layerNames(config, layer);
    const inside = (inner: LayerPart): WeightLocation => ({ part: 'encoder', layer, inner });
    for (const name of [parts.query, parts.key, parts.value, parts.attentionOutput])
      linear(inside('attention'), name, hidden, hidden);
    norm(inside('norms'), parts.attentionNorm, hidden);
    linear(inside('feed-forward'), parts.intermediate, intermediate, hidden);
    linear(inside('feed-forward'), parts.output, hidden, intermediate);
    norm(inside('norms'), parts.outputNorm, hidden);
  }
  if (names.pooler !== null) linear({ part: 'pooler' }, names.pooler, hidden, hidden);
  const { dense, output } = architectureOf(config).head;
  if (dense !== null) linear({ part: 'classifier' }, dense.name, hidden, hidden);
  linear({ part: 'classifier' }, output, config.labels, hidden);
  return found;
}

/** Names and shapes of all weights, in the order of `parameters`. */
export function parameterShapes(config: BertConfig): Map<string, readonly number[]> {
  return new Map(parameters(config).map(({ name, shape }) => [name, shape]));
}
