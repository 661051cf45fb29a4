// The frozen weights: parses the setting `freeze` from parts of a model to names of weights.

import {
  type BertConfig,
  type LayerPart,
  outerNames,
  parameters,
  storedLayers,
  type WeightLocation,
} from '../../base/model.js';
import { UserError } from '../../shared/errors.js';

export const layerParts: readonly LayerPart[] = ['attention', 'feed-forward', 'norms'];

type Covers = (place: WeightLocation) => boolean;

const wholeParts: ReadonlyMap<string, Covers> = new Map<string, Covers>([
  ['bert', ({ part }) => part !== 'classifier'],
  ...(['embeddings', 'encoder', 'pooler', 'classifier'] as const).map((name): [string, Covers] => [
    name,
    ({ part }) => part === name,
  ]),
]);

/**
 * The names of the weights that `freeze` freezes. Parts, separated by commas: `bert` (or the architecture's own name:
 * all but the classifier), `embeddings`, `encoder`, `pooler`, `classifier`; `encoder.3` and `encoder.0-9` for layers;
 * `encoder.11.attention`, `.feed-forward`, `.norms` for parts of them. Layers that share their weights are one,
 * `encoder.0`.
 * Throws `setting.freezePart` for a part that this model does not have, `setting.freezeAll` when no trainable weight is
 * left.
 */
export function frozenWeights(freeze: string, config: BertConfig): Set<string> {
  const all = parameters(config);
  const covered = freeze
    .split(/[,，]/)
    .map((part) => part.trim())
    .filter((part) => part !== '')
    .map((part) => coveredBy(part, config));
  const frozen = new Set(
    all.filter(({ location }) => covered.some((covers) => covers(location))).map(({ name }) => name),
  );
  if (frozen.size === all.length) throw new UserError('setting.freezeAll', { name: 'freeze', value: freeze });
  return frozen;
}

function coveredBy(name: string, config: BertConfig): Covers {
  const layers = storedLayers(config);
  const whole = wholeParts.get(name === config.architecture ? 'bert' : name);
  if (whole !== undefined && (name !== 'pooler' || outerNames(config).pooler !== null)) return whole;
  const match = /^encoder\.(\d{1,4})(?:-(\d{1,4}))?(?:\.(attention|feed-forward|norms))?$/.exec(name);
  const first = Number(match?.[1]);
  const last = Number(match?.[2] ?? match?.[1]);
  if (match === null || first > last || last >= layers) throw unknownPart(name, config);
  const inner = match[3];
  return (place) =>
    place.part === 'encoder' &&
    place.layer >= first &&
    place.layer <= last &&
    (inner === undefined || place.inner === inner);
}

function unknownPart(part: string, config: BertConfig): UserError {
  const layers = storedLayers(config);
  const parts = ['bert', 'embeddings', 'encoder'];
  if (layers > 0) {
    parts.push('encoder.0');
    if (layers > 1) parts.push(`encoder.0-${layers - 1}`);
    for (const name of layerParts) parts.push(`encoder.${layers - 1}.${name}`);
  }
  if (outerNames(config).pooler !== null) parts.push('pooler');
  return new UserError('setting.freezePart', {
    name: 'freeze',
    part,
    layers,
    parts: [...parts, 'classifier'].join(', '),
  });
}
