// Random initial weights, seeded: a new head or pooler, or a whole model of a given shape. As transformers initialises
// BERT and its relatives: normal with deviation initializer_range, biases 0, norms 1, the padding's embedding 0.

import { type BertConfig, type FloatTensor, outerNames, type Parameter, parameters, type Task } from '../base/model.js';
import { createRandom } from '../base/random.js';
import { refuseBeyondMemory } from './memoryLimit.js';
import { elementCount } from './safetensorsHeader.js';

/** Separates these random numbers from others drawn with the same seed. */
const weightsStream = 0x77656967;

/**
 * All weights of the head: for BERT `classifier.weight` [labels, hidden] and `classifier.bias` [labels]. The same seed
 * gives the same head on any base model of this width.
 */
export function initializeHead(config: BertConfig, seed: number): Map<string, FloatTensor> {
  return initialize(config, seed, ({ location }) => location.part === 'classifier');
}

/** The pooler's weight [hidden, hidden] and bias [hidden]; empty where an architecture has no pooler. */
export function initializePooler(config: BertConfig, seed: number): Map<string, FloatTensor> {
  return initialize(config, seed, ({ location }) => location.part === 'pooler');
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
  /** In the order of `parameters`. */
  readonly weights: Map<string, FloatTensor>;
}

/**
 * A BERT with random weights, with the proportions of BERT-base: intermediate size 4 × hidden, 512 positions, dropout
 * 0.1. Throws machine.outOfMemory.
 */
export function randomModel(shape: RandomShape): RandomModel {
  const config = randomConfig(shape);
  refuseBeyondMemory(4 * parameters(config).reduce((sum, { shape: size }) => sum + elementCount(size), 0));
  return { config, weights: initializeAll(config, shape.seed) };
}

/** All weights of a model with random values, in the order of `parameters`. */
export function initializeAll(config: BertConfig, seed: number): Map<string, FloatTensor> {
  return initialize(config, seed, () => true);
}

/** The configuration of such a model. */
export function randomConfig({
  layers,
  hidden,
  heads,
  vocabularySize,
  labels,
  task,
}: Omit<RandomShape, 'seed'>): BertConfig {
  return {
    architecture: 'bert',
    vocabularySize,
    embeddingSize: hidden,
    hiddenSize: hidden,
    layers,
    layerGroups: layers,
    layersOfGroup: 1,
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

/**
 * Each tensor has a random stream of its own, numbered from the head down: a new head does not depend on the layers
 * below it.
 */
function initialize(
  config: BertConfig,
  seed: number,
  wanted: (parameter: Parameter) => boolean,
): Map<string, FloatTensor> {
  const all = parameters(config);
  const weights = new Map<string, FloatTensor>();
  all.forEach((parameter, index) => {
    if (wanted(parameter))
      weights.set(parameter.name, {
        shape: parameter.shape,
        data: initialData(parameter, config, [seed, weightsStream, all.length - index]),
      });
  });
  return weights;
}

function initialData(
  { name, shape, kind }: Parameter,
  config: BertConfig,
  [seed, ...stream]: [number, ...number[]],
): Float32Array {
  const length = elementCount(shape);
  const data = new Float32Array(length);
  if (kind === 'bias') return data;
  if (kind === 'norm') return data.fill(1);
  const random = createRandom(seed, ...stream);
  for (let i = 0; i < length; i++) data[i] = random.normal() * config.initializerRange;
  if (name === outerNames(config).words)
    data.fill(0, config.padTokenId * config.embeddingSize, (config.padTokenId + 1) * config.embeddingSize);
  return data;
}
