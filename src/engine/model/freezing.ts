// Which weights do not learn: the grammar of the setting `freeze`, from parts of a model to names of weights.

import { UserError } from '../../shared/errors.js';
import { parameterShapes, type BertConfig } from '../../shared/model.js';

/** The three disjoint parts of an encoder layer, by the middle of their weights' names. */
const layerParts = {
  attention: ['attention.self.', 'attention.output.dense.'],
  'feed-forward': ['intermediate.dense.', 'output.dense.'],
  norms: ['attention.output.LayerNorm.', 'output.LayerNorm.'],
} as const;
type LayerPart = keyof typeof layerParts;

const wholeParts: Readonly<Record<string, string>> = {
  bert: 'bert.',
  embeddings: 'bert.embeddings.',
  encoder: 'bert.encoder.',
  pooler: 'bert.pooler.',
  classifier: 'classifier.',
};

/**
 * Names of the weights that `freeze` keeps from learning.
 * Parts, separated by commas: `bert`, `embeddings`, `encoder`, `pooler`, `classifier`; `encoder.3` and `encoder.0-9` for
 * layers; `encoder.11.attention`, `.feed-forward`, `.norms` for parts of them.
 * Throws `setting.freezePart` for a part that this model does not have, `setting.freezeAll` when nothing is left to learn.
 */
export function frozenWeights(freeze: string, config: BertConfig): Set<string> {
  const names = [...parameterShapes(config).keys()];
  const prefixes = freeze
    .split(/[,，]/)
    .map((part) => part.trim())
    .filter((part) => part !== '')
    .flatMap((part) => prefixesOf(part, config.layers));
  const frozen = new Set(names.filter((name) => prefixes.some((prefix) => name.startsWith(prefix))));
  if (frozen.size === names.length) throw new UserError('setting.freezeAll', { name: 'freeze', value: freeze });
  return frozen;
}

function prefixesOf(part: string, layers: number): string[] {
  const whole = Object.hasOwn(wholeParts, part) ? wholeParts[part] : undefined;
  if (whole !== undefined) return [whole];
  const match = /^encoder\.(\d{1,4})(?:-(\d{1,4}))?(?:\.(attention|feed-forward|norms))?$/.exec(part);
  const first = Number(match?.[1]);
  const last = Number(match?.[2] ?? match?.[1]);
  if (match === null || first > last || last >= layers) throw unknownPart(part, layers);
  const ends = match[3] === undefined ? [''] : layerParts[match[3] as LayerPart];
  const range = Array.from({ length: last - first + 1 }, (_, index) => first + index);
  return range.flatMap((layer) => ends.map((end) => `bert.encoder.layer.${layer}.${end}`));
}

function unknownPart(part: string, layers: number): UserError {
  const parts = ['bert', 'embeddings', 'encoder'];
  if (layers > 0) {
    parts.push('encoder.0');
    if (layers > 1) parts.push(`encoder.0-${layers - 1}`);
    parts.push(...Object.keys(layerParts).map((name) => `encoder.${layers - 1}.${name}`));
  }
  return new UserError('setting.freezePart', { name: 'freeze', part, layers, parts: [...parts, 'pooler', 'classifier'].join(', ') });
}
