// Weights that come from no file: a new head or pooler, or a whole model of a given shape, seeded.
// As transformers initialises BERT: normal with deviation initializer_range, biases 0, norms 1, the padding's embedding 0.

import { type BertConfig, type FloatTensor, parameterShapes, type Task } from '../shared/model.js';
import { createRandom } from '../shared/random.js';
import { refuseBeyondMemory } from './memory.js';
import { elementCount } from './safetensorsHeader.js';

/** Tells these random numbers from others drawn with the same seed. */
const weightsStream = 0x77656967;

/** `classifier.weight` [labels, hidden] and `classifier.bias` [labels]. The same seed gives the same head on any base model of this width. */
export function initializeHead(config: BertConfig, seed: number): Map<string, FloatTensor> {
  return initialize(config, seed, (name) => name.startsWith('classifier.'));
}

/** `bert.pooler.dense.weight` [hidden, hidden] and `bert.pooler.dense.bias` [hidden]. */
export function initializePooler(config: BertConfig, seed: number): Map<string, FloatTensor> {
  return initialize(config, seed, (name) => name.startsWith('bert.pooler.'));
}

export interface RandomShape {
  readonly layers: number;
  /** A multiple of `heads`. */
  readonly hidden: number;
  readonly heads: number;
  readonly vocabularySize: number;
  readonly labels: number;
  readonly task: Task;
  readonly seed: number;
}

export interface RandomModel {
  readonly config: BertConfig;
  /** In the order of `parameterShapes`. */
  readonly weights: Map<string, FloatTensor>;
}

/** A BERT that knows nothing, with the proportions of BERT-base: 4 × hidden in the middle, 512 positions, dropout 0.1. Throws machine.outOfMemory. */
export function randomModel(shape: RandomShape): RandomModel {
  const config = randomConfig(shape);
  refuseBeyondMemory(4 * [...parameterShapes(config).values()].reduce((sum, size) => sum + elementCount(size), 0));
  return { config, weights: initialize(config, shape.seed, () => true) };
}

/** The configuration of such a model. */
export function randomConfig({ layers, hidden, heads, vocabularySize, labels, task }: Omit<RandomShape, 'seed'>): BertConfig {
  return {
    vocabularySize,
    hiddenSize: hidden,
    layers,
    heads,
    intermediateSize: 4 * hidden,
    maxPositions: 512,
    typeVocabularySize: 2,
    activation: 'gelu',
    layerNormEpsilon: 1e-12,
    hiddenDropout: 0.1,
    attentionDropout: 0.1,
    classifierDropout: 0.1,
    initializerRange: 0.02,
    padTokenId: 0,
    labels,
    task,
  };
}

/** Each tensor has a stream of its own, counted from the head down: a new head does not depend on what lies below. */
function initialize(config: BertConfig, seed: number, wanted: (name: string) => boolean): Map<string, FloatTensor> {
  const shapes = [...parameterShapes(config)];
  const weights = new Map<string, FloatTensor>();
  shapes.forEach(([name, shape], index) => {
    if (wanted(name)) weights.set(name, { shape, data: initialData(name, elementCount(shape), config, [seed, weightsStream, shapes.length - index]) });
  });
  return weights;
}

function initialData(name: string, length: number, config: BertConfig, [seed, ...stream]: [number, ...number[]]): Float32Array {
  const data = new Float32Array(length);
  if (name.endsWith('.bias')) return data;
  if (name.endsWith('LayerNorm.weight')) return data.fill(1);
  const random = createRandom(seed, ...stream);
  for (let i = 0; i < length; i++) data[i] = random.normal() * config.initializerRange;
  if (name === 'bert.embeddings.word_embeddings.weight') {
    data.fill(0, config.padTokenId * config.hiddenSize, (config.padTokenId + 1) * config.hiddenSize);
  }
  return data;
}
