// The boundary between the frozen and the trainable part of a model.

import {
  type BertConfig,
  outerNames,
  parameters,
  storedLayerOf,
  storedLayers,
  type WeightLocation,
} from '../../base/model.js';
import type { FrozenStage } from '../../base/training.js';

/** The deepest point below which every weight is frozen. */
export function frozenStageOf(config: BertConfig, frozen: ReadonlySet<string>): FrozenStage {
  const learning = parameters(config)
    .filter(({ name }) => !frozen.has(name))
    .map(({ location }) => location);
  const learns = (part: WeightLocation['part']) => learning.some((place) => place.part === part);
  if (learns('embeddings')) return { kind: 'none' };
  const layers = new Set(learning.map((place) => (place.part === 'encoder' ? place.layer : -1)));
  for (let layer = 0; layer < config.layers; layer++) {
    if (layers.has(storedLayerOf(config, layer))) return { kind: 'hidden', layers: layer };
  }
  return outerNames(config).pooler === null || learns('pooler') ? { kind: 'first' } : { kind: 'pooled' };
}

/**
 * The distance of a weight from the classifier, for layer-wise decay of the learning rate: 0 for classifier and pooler,
 * 1 for the top layer, one more for each layer below, most for the embeddings; layers that share their weights count
 * once. (As in ULMFiT and ELECTRA's fine-tuning.)
 */
export function depthOf(place: WeightLocation, config: BertConfig): number {
  if (place.part === 'encoder') return storedLayers(config) - place.layer;
  return place.part === 'embeddings' ? storedLayers(config) + 1 : 0;
}
