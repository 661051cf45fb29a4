// The graphs that a trainer runs: a training step down to the gradients, the frozen bottom, and the forward pass alone.

import { architectureOf, type BertConfig, outerNames } from '../../base/model.js';
import type { FrozenStage } from '../../base/training.js';
import { gradients } from '../autodiff/gradients.js';
import * as b from '../graph/build.js';
import { createGraph, type Graph } from '../graph/graph.js';
import type { Node } from '../graph/node.js';
import { shareCommonSubexpressions } from '../graph/passes.js';
import {
  attentionBias,
  batch,
  type BertContext,
  classifier,
  countedPositions,
  createContext,
  embeddings,
  encoderLayer,
  firstTokens,
  length,
  pooler,
  positionRows,
  rows,
} from './bert.js';
import { type DropoutPlan, hashedDropout, withoutDropout } from './dropout.js';
import { lossOf, type LossOptions, targetsInput } from './losses.js';

/** Inputs of the graphs; the first three are called as transformers' exporter calls them. */
export const inputNames = {
  ids: 'input_ids',
  mask: 'attention_mask',
  types: 'token_type_ids',
  /** The distinct ids of a batch [unique], and for each token its index among them [batch, length]. */
  uniqueIds: 'unique_ids',
  places: 'places',
  frozen: 'frozen',
  targets: 'targets',
  /** The factor on the gradients: the batch's share among those of its step. */
  share: 'share',
  dropout: 'dropout',
} as const;

/** Hidden states [batch*length, hidden] after `layers` encoder layers, from the embeddings or from a frozen bottom. */
interface Bottom {
  readonly hidden: Node;
  readonly layers: number;
}

function frozenInput(config: BertConfig, stage: FrozenStage): Node {
  return stage.kind === 'hidden'
    ? b.reshape(b.input(inputNames.frozen, 'float32', [batch, length, config.hiddenSize]), [rows, config.hiddenSize])
    : b.input(inputNames.frozen, 'float32', [batch, config.hiddenSize]);
}

const allWords = (context: BertContext): Node =>
  b.gather(context.weight(context.names.words), context.tokens(inputNames.ids));

function embedded(context: BertContext, words: Node, positions = positionRows(context)): Bottom {
  const counted = countedPositions(context, context.tokens(inputNames.ids), positions);
  return { hidden: embeddings(context, { words, types: () => context.tokens(inputNames.types) }, counted), layers: 0 };
}

/** Runs encoder layers up to `last`; of the model's last layer only [CLS] is computed, unless all is asked for. */
function encode(context: BertContext, bottom: Bottom, last: number, whole = false): Node {
  const bias = attentionBias(context.tokens(inputNames.mask));
  let hidden = context.keep(bottom.hidden);
  for (let layer = bottom.layers; layer < last; layer++) {
    const top = layer === context.config.layers - 1 && !whole;
    hidden = encoderLayer(context, layer, hidden, bias, top ? 'first' : 'all');
  }
  return hidden;
}

/** [CLS] after the last layer: [batch, hidden]. */
function firstVectors(context: BertContext, bottom: Bottom): Node {
  const { layers } = context.config;
  const hidden = encode(context, bottom, layers);
  return bottom.layers < layers ? hidden : firstTokens(context, hidden);
}

function logitsFrom(context: BertContext, stage: FrozenStage, tokens: () => Bottom): Node {
  const { config } = context;
  switch (stage.kind) {
    case 'pooled':
      return classifier(context, frozenInput(config, stage));
    case 'first':
      return classifier(context, pooler(context, frozenInput(config, stage)));
    case 'hidden':
      return classifier(
        context,
        pooler(context, firstVectors(context, { hidden: frozenInput(config, stage), layers: stage.layers })),
      );
    case 'none':
      return classifier(context, pooler(context, firstVectors(context, tokens())));
  }
}

const finish = (outputs: Readonly<Record<string, Node>>): Graph =>
  shareCommonSubexpressions(createGraph(new Map(Object.entries(outputs))));

/** tokens, or a frozen bottom's output → logits [batch, labels]; no dropout. Also what an exported model computes. */
export function predictionGraph(config: BertConfig, stage: FrozenStage): Graph {
  const context = createContext(config, withoutDropout);
  return finish({ logits: logitsFrom(context, stage, () => embedded(context, allWords(context))) });
}

/** tokens → the output of the frozen layers, which is the trainable part's input; no dropout. */
export function frozenGraph(config: BertConfig, stage: Exclude<FrozenStage, { kind: 'none' }>): Graph {
  const context = createContext(config, withoutDropout);
  const bottom = embedded(context, allWords(context));
  if (stage.kind === 'hidden') {
    const hidden = encode(context, bottom, stage.layers, true);
    return finish({ frozen: b.reshape(hidden, [batch, length, config.hiddenSize]) });
  }
  const first = firstVectors(context, bottom);
  return finish({ frozen: stage.kind === 'first' ? first : pooler(context, first) });
}

/** tokens → the hidden states after the embeddings and each layer [batch, length, hidden], and the logits. */
export function hiddenStatesGraph(config: BertConfig): Graph {
  const context = createContext(config, withoutDropout);
  let bottom = embedded(context, allWords(context));
  const outputs: Record<string, Node> = {};
  for (;;) {
    outputs[`hidden.${bottom.layers}`] = b.reshape(bottom.hidden, [batch, length, config.hiddenSize]);
    if (bottom.layers === config.layers) break;
    bottom = { hidden: encode(context, bottom, bottom.layers + 1, true), layers: bottom.layers + 1 };
  }
  outputs['logits'] = classifier(context, pooler(context, firstTokens(context, bottom.hidden)));
  return finish(outputs);
}

export interface TrainingGraphOptions extends LossOptions {
  readonly config: BertConfig;
  readonly stage: FrozenStage;
  /** Weights that learn. */
  readonly trainable: readonly string[];
  /** Keeps one sum of each layer for the backward pass, which recomputes the rest of the layer. */
  readonly checkpointActivations?: boolean | undefined;
  /**
   * Where the rows that the word table's gradient has for each token are added up: in the graph, one row for each of
   * `unique_ids` [unique, embedding], or by the caller, who gets a row for each token [batch, length, embedding]. Such
   * rows are not in `norm`, and those of padding are still there.
   */
  readonly wordRows: 'unique' | 'tokens';
}

export interface TrainingGraph {
  /** Outputs: `loss`, `logits`, `norm` of the gradients, and `gradient.NAME` of each trainable weight. */
  readonly graph: Graph;
  /**
   * The number of dropout sites that the `dropout` input has factors for: its length is two more. With frozen layers
   * some are unused.
   */
  readonly dropoutPlaces: number;
}

/**
 * Name of the output with the gradient of a weight. The word table's has the rows that `wordRows` says, the position
 * table's `length` rows from `firstPosition`.
 */
export const gradientName = (weight: string): string => `gradient.${weight}`;

/**
 * A training step down to the gradients. Backward stops at the lowest trainable weight. The gradients of the word and
 * the position table hold only the rows that the batch uses.
 */
export function trainingGraph({
  config,
  stage,
  trainable,
  checkpointActivations = false,
  wordRows,
  ...loss
}: TrainingGraphOptions): TrainingGraph {
  const kept: Node[] = [];
  const keep = (node: Node): Node => {
    if (checkpointActivations) kept.push(node);
    return node;
  };
  const dropout = trainingDropout(config, keep);
  const context = createContext(config, dropout, keep);
  const uniqueIds = b.input(inputNames.uniqueIds, 'int32', ['unique']);
  const { words, positions } = outerNames(config);
  const usedWords = wordRows === 'tokens' ? allWords(context) : b.gather(context.weight(words), uniqueIds);
  const usedPositions = positionRows(context);
  const targets = targetsInput(config, loss);
  const tokenWords = () => (wordRows === 'tokens' ? usedWords : b.gather(usedWords, context.tokens(inputNames.places)));
  const logits = logitsFrom(context, stage, () => embedded(context, tokenWords(), usedPositions));
  const value = lossOf(config, logits, targets, loss);
  const learned = (name: string) =>
    name === words ? usedWords : name === positions ? usedPositions : context.weight(name);
  const found = gradients(b.multiply(value, b.input(inputNames.share, 'float32', [])), trainable.map(learned), kept);
  const outputs: Record<string, Node> = { loss: value, logits };
  const all: Node[] = [];
  for (const name of trainable) {
    const gradient = found.get(learned(name)) as Node;
    const ofTokens = name === words && wordRows === 'tokens';
    const whole = name === words && !ofTokens ? withoutPadding(gradient, uniqueIds, config.padTokenId) : gradient;
    outputs[gradientName(name)] = whole;
    if (!ofTokens) all.push(whole);
  }
  return {
    graph: finish({ ...outputs, norm: all.length === 0 ? b.constant(0) : b.globalNorm(all) }),
    dropoutPlaces: dropout.active ? dropoutPlaces(config) : 0,
  };
}

function trainingDropout(config: BertConfig, keep: (node: Node) => Node): DropoutPlan {
  const rates = [config.hiddenDropout, config.attentionDropout, config.classifierDropout];
  if (rates.every((rate) => rate === 0)) return withoutDropout;
  return hashedDropout(b.input(inputNames.dropout, 'int32', [2 + dropoutPlaces(config)]), keep);
}

/** The number of dropout sites: after the embeddings, up to three in each layer, and before each matmul of the head. */
function dropoutPlaces(config: BertConfig): number {
  return 1 + 3 * config.layers + (architectureOf(config).head.dense === null ? 1 : 2);
}

/** The padding token's vector does not learn, as torch's Embedding with padding_idx has it. */
function withoutPadding(gradient: Node, uniqueIds: Node, padding: number): Node {
  const isPadding = b.cast(b.equal(uniqueIds, b.constant(padding, 'int32')), 'float32');
  return b.multiply(gradient, b.reshape(b.subtract(b.constant(1), isPadding), ['unique', 1]));
}
