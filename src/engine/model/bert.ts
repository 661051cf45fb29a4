// BERT as transformers' BertModel defines it, as a graph. (B, T, H) stands for [batch, length, hidden]; hidden states are
// kept as [batch*length, hidden]. (Devlin et al. 2018; the names of the weights are transformers'.)

import type { BertConfig } from '../../shared/model.js';
import { parameterShapes } from '../../shared/model.js';
import * as b from '../graph/build.js';
import type { Node } from '../graph/node.js';
import { keepScale, type DropoutPlan } from './dropout.js';

export const batch = 'batch';
export const length = 'length';
export const rows = 'batch*length';

export interface BertContext {
  readonly config: BertConfig;
  readonly dropout: DropoutPlan;
  /** The weight of that name. */
  readonly weight: (name: string) => Node;
  /** The int32 input [batch, length] of that name. */
  readonly tokens: (name: string) => Node;
}

/** A context that makes each weight's and each input's node once. */
export function createContext(config: BertConfig, dropout: DropoutPlan): BertContext {
  const shapes = parameterShapes(config);
  const weight = once((name) => {
    const shape = shapes.get(name);
    if (!shape) throw new Error(`BERT has no weight ${name}`);
    return b.parameter(name, shape);
  });
  return { config, dropout, weight, tokens: once((name) => b.input(name, 'int32', [batch, length])) };
}

function once(make: (name: string) => Node): (name: string) => Node {
  const known = new Map<string, Node>();
  return (name) => {
    const node = known.get(name) ?? make(name);
    known.set(name, node);
    return node;
  };
}

/** x·Wᵀ + b, times alpha. */
export function dense(context: BertContext, name: string, x: Node, alpha = 1): Node {
  return b.linear(x, context.weight(`${name}.weight`), context.weight(`${name}.bias`), alpha);
}

function norm(context: BertContext, name: string, x: Node): Node {
  return b.layerNorm(x, context.weight(`${name}.weight`), context.weight(`${name}.bias`), context.config.layerNormEpsilon);
}

/** The scale that dropout leaves to the product before it. */
function denseWithDropout(context: BertContext, name: string, x: Node): Node {
  const rate = context.config.hiddenDropout;
  return isDropping(context, rate) ? context.dropout.apply(dense(context, name, x, keepScale(rate)), rate) : dense(context, name, x);
}

function isDropping(context: BertContext, rate: number): boolean {
  return context.dropout.active && rate > 0;
}

export interface TokenInputs {
  /** Word vectors of the tokens [batch, length, hidden]. */
  readonly words: Node;
  /** int32 [batch, length]. */
  readonly types: Node;
}

/** Rows of the position table for the tokens of a batch: [length, hidden]. */
export function positionRows(context: BertContext): Node {
  return b.slice(context.weight('bert.embeddings.position_embeddings.weight'), 0, 0, length);
}

/** Words + positions + segments, normalised, with dropout: [batch*length, hidden]. */
export function embeddings(context: BertContext, inputs: TokenInputs, positions: Node): Node {
  const { config } = context;
  const types = b.gather(context.weight('bert.embeddings.token_type_embeddings.weight'), inputs.types);
  const sum = b.add(b.add(inputs.words, types), positions);
  const flat = b.reshape(sum, [rows, config.hiddenSize]);
  const normed = norm(context, 'bert.embeddings.LayerNorm', flat);
  return scaledDropout(context, normed, config.hiddenDropout);
}

/** Dropout with its scale, where no product is near to take it. */
export function scaledDropout(context: BertContext, x: Node, rate: number): Node {
  return isDropping(context, rate) ? b.scale(context.dropout.apply(x, rate), keepScale(rate)) : x;
}

/** 0 for a token and the lowest float for padding, to be added to the scores: [batch, 1, 1, length]. */
export function attentionBias(mask: Node): Node {
  const lowest = -3.4028234663852886e38;
  const bias = b.multiply(b.subtract(b.constant(1), b.cast(mask, 'float32')), b.constant(lowest));
  return b.reshape(bias, [batch, 1, 1, length]);
}

/** Which tokens a layer computes: all, or the first of each text alone (the last layer, when only [CLS] is read). */
export type Queries = 'all' | 'first';

/** One encoder layer: hidden states [batch*length, hidden] to the same, or to [batch, hidden] for the first tokens. */
export function encoderLayer(context: BertContext, layer: number, hidden: Node, bias: Node, queries: Queries): Node {
  const prefix = `bert.encoder.layer.${layer}`;
  const from = queries === 'all' ? hidden : firstTokens(context, hidden);
  const attended = attention(context, prefix, from, hidden, bias, queries);
  const output = denseWithDropout(context, `${prefix}.attention.output.dense`, attended);
  const middle = norm(context, `${prefix}.attention.output.LayerNorm`, b.add(output, from));
  const inner = activation(context.config, dense(context, `${prefix}.intermediate.dense`, middle));
  const outer = denseWithDropout(context, `${prefix}.output.dense`, inner);
  return norm(context, `${prefix}.output.LayerNorm`, b.add(outer, middle));
}

/** [batch*length, hidden] → [batch, hidden]: the vectors of [CLS]. */
export function firstTokens({ config }: BertContext, hidden: Node): Node {
  const width = config.hiddenSize;
  return b.reshape(b.slice(b.reshape(hidden, [batch, length, width]), 1, 0, 1), [batch, width]);
}

/** Multi-head attention with softmax(Q·Kᵀ/√d + bias)·V: [batch*queries, hidden]. */
function attention(context: BertContext, prefix: string, from: Node, hidden: Node, bias: Node, queries: Queries): Node {
  const { heads, hiddenSize, attentionDropout } = context.config;
  const size = hiddenSize / heads;
  const count = queries === 'all' ? length : 1;
  const split = (part: string, x: Node, tokens: string | number) =>
    b.transpose(b.reshape(dense(context, `${prefix}.attention.self.${part}`, x), [batch, tokens, heads, size]), [0, 2, 1, 3]);
  const query = split('query', from, count);
  const key = split('key', hidden, length);
  const value = split('value', hidden, length);
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

/** tanh(W·[CLS] + b): [batch, hidden]. */
export function pooler(context: BertContext, first: Node): Node {
  return b.tanh(dense(context, 'bert.pooler.dense', first));
}

/** Dropout and the classifier's logits: [batch, labels]. */
export function classifier(context: BertContext, pooled: Node): Node {
  return dense(context, 'classifier', scaledDropout(context, pooled, context.config.classifierDropout));
}
