// Names of a model's parts, as the tree of layers shows them.

import { say } from '../locale.js';

const named = ['embeddings', 'encoder', 'attention', 'feed-forward', 'norms', 'pooler', 'classifier'] as const;

/** @param part as the setting `freeze` names it */
export function partName(part: string): string {
  const last = part.split('.').at(-1) ?? part;
  const known = named.find((name) => name === last);
  return known === undefined ? say('layers.name.layer', { index: last }) : say(`layers.name.${known}`);
}
