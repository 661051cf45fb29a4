// BERT and its relatives as transformers' models define them, as one graph; their differences are in
// `architectures.ts`. (B, T, H) stands for [batch, length, hidden]; hidden states are kept as [batch*length, hidden].
// (Devlin et al. 2018; the names of the weights are transformers'.)

import type { HeadActivation, LayerNames } from '../../base/architectures.js';
import {
  architectureOf,
  type BertConfig,
  firstPosition,
  layerNames,
  type OuterNames,
  outerNames,
  parameterShapes,
  storedLayerOf,
} from '../../base/model.js';
import * as b from '../graph/build.js';
import { MadeOnce } from '../graph/madeOnce.js';
import type { Node } from '../graph/node.js';
import { type DropoutPlan, keepScale } from './dropout.js';

export const batch = 'batch';
export const length = 'length';
export const rows = 'batch*length';

export interface BertContext {
  readonly config: BertConfig;
  readonly names: OuterNames;
  readonly dropout: DropoutPlan;
  /** The weight of that name. */
  readonly weight: (name: string) => Node;
  /** The int32 input [batch, length] of that name. */
  readonly tokens: (name: string) => Node;
  /** Marks a node that the backward pass may recompute others from, and returns it. */
  readonly keep: (node: Node) => Node;
}

/** A context that makes each weight's and each input's node once. */
export function createContext(
  config: BertConfig,
  dropout: DropoutPlan,
  keep = (node: Node): Node => node,
): BertContext {
  const shapes = parameterShapes(config);
  const weights = new MadeOnce<Node>();
  const inputs = new MadeOnce<Node>();
  const parameter = (name: string) => {
    const shape = shapes.get(name);
    if (!shape) throw new Error(`the model has no weight ${name}`);
    return b.parameter(name, shape);
  };
  return {
    config,
    names: outerNames(config),
    dropout,
    weight: (name) => weights.get(name, () => parameter(name)),
    tokens: (name) => inputs.get(name, () => b.input(name, 'int32', [batch, length])),
    keep,
  };
}

/** x·Wᵀ + b, times alpha. */
export function dense(context: BertContext, name: string, x: Node, alpha = 1): Node {
  return b.linear(x, context.weight(`${name}.weight`), context.weight(`${name}.bias`), alpha);
}

function norm(context: BertContext, name: string, x: Node): Node {
  return b.layerNorm(
    x,
    context.weight(`${name}.weight`),
    context.weight(`${name}.bias`),
    context.config.layerNormEpsilon,
  );
}

/** Applies dropout, where the architecture has it there; its scale is left to the matmul before it. */
function denseWithDropout(context: BertContext, name: string, x: Node, drops: boolean): Node {
  const rate = context.config.hiddenDropout;
  return drops && isDropping(context, rate)
    ? context.dropout.apply(dense(context, name, x, keepScale(rate)), rate)
    : dense(context, name, x);
}

function isDropping(context: BertContext, rate: number): boolean {
  return context.dropout.active && rate > 0;
}

export interface TokenInputs {
  /** Word vectors of the tokens [batch, length, embedding]. */
  readonly words: Node;
  /** The segments of the tokens, int32 [batch, length]. */
  readonly types: () => Node;
}

/**
 * The rows of the position table that tokens of a batch may take: [length, embedding].
 */
export function positionRows({ config, names, weight }: BertContext): Node {
  const first = firstPosition(config);
  const table = weight(names.positions);
  return b.slice(first === 0 ? table : b.slice(table, 0, first, config.maxPositions), 0, 0, length);
}

/**
 * The position vectors of the tokens [batch, length, embedding] as `create_position_ids_from_input_ids` of
 * RoBERTa counts: the padding token has a position of its own wherever a text spells it, which never learns, and is not
 * counted. For other architectures the rows of the table as they are: [length, embedding].
 * @param ids of the tokens, int32 [batch, length]
 * @param table the rows of `positionRows`, which gradients flow to
 */
export function countedPositions({ config, names, weight }: BertContext, ids: Node, table: Node): Node {
  if (!architectureOf(config).positionsAfterPadding) return table;
  const { padTokenId, embeddingSize } = config;
  const isPadding = b.cast(b.equal(ids, b.constant(padTokenId, 'int32')), 'float32');
  const isCounted = b.subtract(b.constant(1), isPadding);
  const places = b.range(length);
  const from1 = b.add(places, b.constant(1, 'int32'));
  const upTo = b.cast(b.greater(b.reshape(from1, [1, length]), b.reshape(places, [length, 1])), 'float32');
  const counts = b.reshape(b.cast(b.multiply(b.matmul(isCounted, upTo), isCounted), 'int32'), [batch, length, 1]);
  const selected = b.reshape(b.equal(counts, b.reshape(from1, [1, 1, length])), [rows, length]);
  const ofPadding = b.reshape(b.slice(weight(names.positions), 0, padTokenId, padTokenId + 1), [1, 1, embeddingSize]);
  const ofTokens = b.reshape(b.matmul(b.cast(selected, 'float32'), table), [batch, length, embeddingSize]);
  return b.add(ofTokens, b.multiply(b.reshape(isPadding, [batch, length, 1]), ofPadding));
}

/**
 * Words + positions + segments, normalised, with dropout, and projected to the width of the layers: [batch*length,
 * hidden].
 */
export function embeddings(context: BertContext, inputs: TokenInputs, positions: Node): Node {
  const { config, names } = context;
  const sum = b.add(withTypes(context, inputs), positions);
  const flat = b.reshape(sum, [rows, config.embeddingSize]);
  const dropped = scaledDropout(context, norm(context, names.embeddingNorm, flat), config.hiddenDropout);
  return names.projection === null ? dropped : dense(context, names.projection, dropped);
}

function withTypes({ config, names, weight }: BertContext, { words, types }: TokenInputs): Node {
  if (names.tokenTypes === null) return words;
  const table = weight(names.tokenTypes);
  return b.add(words, readsTokenTypes(config) ? b.gather(table, types()) : table);
}

/** Whether the segments of the tokens affect anything. */
export function readsTokenTypes(config: BertConfig): boolean {
  const { feedsTokenTypes } = architectureOf(config);
  return feedsTokenTypes === 'always' || (feedsTokenTypes === 'several' && config.typeVocabularySize > 1);
}

/** Dropout with its scale, where no neighbouring matmul can take it. */
export function scaledDropout(context: BertContext, x: Node, rate: number): Node {
  return isDropping(context, rate) ? b.scale(context.dropout.apply(x, rate), keepScale(rate)) : x;
}

/** 0 for a token and the lowest float for padding, to be added to the scores: [batch, 1, 1, length]. */
export function attentionBias(mask: Node): Node {
  const lowest = -3.4028234663852886e38;
  const bias = b.multiply(b.subtract(b.constant(1), b.cast(mask, 'float32')), b.constant(lowest));
  return b.reshape(bias, [batch, 1, 1, length]);
}

/**
 * The tokens that a layer computes: all, or only the first of each text (in the last layer, when only [CLS] is read).
 */
export type Queries = 'all' | 'first';

/** One encoder layer: hidden states [batch*length, hidden] to the same, or to [batch, hidden] for the first tokens. */
export function encoderLayer(context: BertContext, layer: number, hidden: Node, bias: Node, queries: Queries): Node {
  const { config } = context;
  const names = layerNames(config, storedLayerOf(config, layer));
  const { dropout } = architectureOf(config);
  const from = queries === 'all' ? hidden : firstTokens(context, hidden);
  const attended = attention(context, names, from, hidden, bias, queries);
  const output = denseWithDropout(context, names.attentionOutput, attended, dropout.attentionOutput);
  const middle = norm(context, names.attentionNorm, context.keep(b.add(output, from)));
  const inner = activation(config, dense(context, names.intermediate, middle));
  const outer = denseWithDropout(context, names.output, inner, dropout.layerOutput);
  return norm(context, names.outputNorm, context.keep(b.add(outer, middle)));
}

/** [batch*length, hidden] → [batch, hidden]: the vectors of [CLS]. */
export function firstTokens({ config }: BertContext, hidden: Node): Node {
  const width = config.hiddenSize;
  return b.reshape(b.slice(b.reshape(hidden, [batch, length, width]), 1, 0, 1), [batch, width]);
}

/** Multi-head attention with softmax(Q·Kᵀ/√d + bias)·V: [batch*queries, hidden]. */
function attention(
  context: BertContext,
  names: LayerNames,
  from: Node,
  hidden: Node,
  bias: Node,
  queries: Queries,
): Node {
  const { heads, hiddenSize, attentionDropout } = context.config;
  const size = hiddenSize / heads;
  const count = queries === 'all' ? length : 1;
  const split = (name: string, x: Node, tokens: string | number) =>
    b.transpose(b.reshape(dense(context, name, x), [batch, tokens, heads, size]), [0, 2, 1, 3]);
  const query = split(names.query, from, count);
  const key = split(names.key, hidden, length);
  const value = split(names.value, hidden, length);
  const scores = b.add(b.matmul(query, key, { transposeB: true, alpha: 1 / Math.sqrt(size) }), bias);
  const weights = b.softmax(scores);
  const dropping = isDropping(context, attentionDropout);
  const kept = dropping ? context.dropout.apply(weights, attentionDropout) : weights;
  const mixed = b.matmul(kept, value, { alpha: dropping ? keepScale(attentionDropout) : 1 });
  return b.reshape(b.transpose(mixed, [0, 2, 1, 3]), [queries === 'all' ? rows : batch, hiddenSize]);
}

function activation(config: BertConfig, x: Node): Node {
  switch (config.activation) {
    case 'gelu':
      return b.gelu(x, 'none');
    case 'gelu_tanh':
      return b.gelu(x, 'tanh');
    case 'relu':
      return b.relu(x);
  }
}

/** tanh(W·[CLS] + b), [batch, hidden]; the vector itself in an architecture without a pooler. */
export function pooler(context: BertContext, first: Node): Node {
  const { pooler: name } = context.names;
  return name === null ? first : b.tanh(dense(context, name, first));
}

const headActivations: Readonly<Record<HeadActivation, (x: Node) => Node>> = {
  tanh: b.tanh,
  relu: b.relu,
  gelu: (x) => b.gelu(x, 'none'),
};

/** The head's logits, with its dropout: [batch, labels]. */
export function classifier(context: BertContext, pooled: Node): Node {
  const { head } = architectureOf(context.config);
  const drop = (x: Node) => scaledDropout(context, x, context.config.classifierDropout);
  if (head.dense === null) return dense(context, head.output, drop(pooled));
  const { name, activation: kind, dropoutBefore } = head.dense;
  const inner = headActivations[kind](dense(context, name, dropoutBefore ? drop(pooled) : pooled));
  return dense(context, head.output, drop(inner));
}
