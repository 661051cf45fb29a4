// The defaults of a run where the settings leave a choice open.

import { availableParallelism } from 'node:os';

import { type BertConfig, parameters } from '../../base/model.js';
import { longestText } from '../../base/openFile.js';

/**
 * A model with fewer weights outside the embeddings counts as small: bert-tiny-zh has 0.4 million, all-MiniLM-L6-v2 11,
 * BERT-base 86.
 */
const smallModel = 5e6;

/**
 * A learning rate that usually works: 1e-3 for a head on a frozen BERT, 5e-4 for a small model, 5e-5 for the others:
 * the fewer weights are trainable, the further each has to move.
 */
export function defaultLearningRate(config: BertConfig, frozen: ReadonlySet<string>): number {
  const all = parameters(config);
  if (
    all.every(({ name, location }) => frozen.has(name) || location.part === 'classifier' || location.part === 'pooler')
  )
    return 1e-3;
  const body = all
    .filter(({ location }) => location.part !== 'embeddings')
    .map(({ name, shape }) => [name, shape] as const);
  return countParameters(body) < smallModel ? 5e-4 : 5e-5;
}

/** The configuration with the setting `dropout`, where it is given. */
export function withDropout(config: BertConfig, dropout: number | null): BertConfig {
  return dropout === null
    ? config
    : { ...config, hiddenDropout: dropout, attentionDropout: dropout, classifierDropout: dropout };
}

export function countParameters(shapes: Iterable<readonly [string, readonly number[]]>): number {
  let count = 0;
  for (const [, shape] of shapes) count += shape.reduce((product, size) => product * size, 1);
  return count;
}

/** Bytes that no file of a model with so many parameters exceeds, whatever a stranger's sparse file claims. */
export function longestModelFile(parameters: number): number {
  // Weights of 8 bytes with two moments are 24 a parameter; a vocabulary comes beside.
  return 24 * parameters + longestText;
}

export function defaultThreads(): number {
  return availableParallelism();
}
