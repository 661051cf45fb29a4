// Where the trainable part of a model begins, seen from what is frozen.

import { parameterShapes, type BertConfig } from '../../shared/model.js';
import type { FrozenStage } from '../../shared/training.js';

/** The deepest point below which every weight is frozen. */
export function frozenStageOf(config: BertConfig, frozen: ReadonlySet<string>): FrozenStage {
  const learning = [...parameterShapes(config).keys()].filter((name) => !frozen.has(name));
  const learns = (prefix: string) => learning.some((name) => name.startsWith(prefix));
  if (learns('bert.embeddings.')) return { kind: 'none' };
  for (let layer = 0; layer < config.layers; layer++) {
    if (learns(`bert.encoder.layer.${layer}.`)) return { kind: 'hidden', layers: layer };
  }
  return learns('bert.pooler.') ? { kind: 'first' } : { kind: 'pooled' };
}

/**
 * How far a weight is from the classifier, for layer-wise decay of the learning rate: 0 for classifier and pooler, 1 for
 * the top layer, layers + 1 for the embeddings. (As in ULMFiT and ELECTRA's fine-tuning.)
 */
export function depthOf(name: string, config: BertConfig): number {
  const layer = /^bert\.encoder\.layer\.(\d+)\./.exec(name)?.[1];
  if (layer !== undefined) return config.layers - Number(layer);
  return name.startsWith('bert.embeddings.') ? config.layers + 1 : 0;
}
