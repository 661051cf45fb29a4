// The tree of layers: converts the setting `freeze` into trained parts, and back.

import { architectureNames } from '../../src/shared/architectureNames.js';
import type { ModelPart } from '../../src/shared/messages/models.js';

export type Checked = 'true' | 'false' | 'mixed';

export interface TreeNode {
  /** The part's name in the setting; `encoder` for the node that contains the layers. */
  readonly part: string;
  readonly parameters: number;
  /** The number of trained parameters. */
  readonly trained: number;
  readonly checked: Checked;
  readonly children: readonly TreeNode[];
}

const layer = /^encoder\.(\d+)$/;

/** The smallest parts, which together are the model. */
function leaves(parts: readonly ModelPart[]): ModelPart[] {
  return parts.flatMap((part) => (part.parts.length > 0 ? leaves(part.parts) : [part]));
}

/**
 * Whether a name in the setting covers a part: itself, a part of it, a range of layers, or everything but the
 * classifier.
 */
function covers(name: string, part: string): boolean {
  if (architectureNames.some((known) => known === name)) return part !== 'classifier';
  const range = /^encoder\.(\d+)-(\d+)(\..+)?$/.exec(name);
  if (range === null) return part === name || part.startsWith(`${name}.`);
  const [, first, last, inner] = range;
  const found = /^encoder\.(\d+)(\..+)?$/.exec(part);
  return (
    found !== null &&
    Number(found[1]) >= Number(first) &&
    Number(found[1]) <= Number(last) &&
    (inner === undefined || found[2] === inner)
  );
}

/** The names of the smallest parts that the setting `freeze` keeps from training. Unknown names are ignored. */
export function frozenLeaves(freeze: string, parts: readonly ModelPart[]): Set<string> {
  const names = freeze
    .split(/[,，]/)
    .map((name) => name.trim())
    .filter((name) => name !== '');
  return new Set(
    leaves(parts)
      .map(({ part }) => part)
      .filter((part) => names.some((name) => covers(name, part))),
  );
}

/** @param frozen names of the smallest parts that do not learn */
export function layerTree(parts: readonly ModelPart[], frozen: ReadonlySet<string>): TreeNode[] {
  const nodes = parts.map((part) => nodeOf(part, frozen));
  const first = nodes.findIndex(({ part }) => layer.test(part));
  if (first < 0) return nodes;
  const layers = nodes.filter(({ part }) => layer.test(part));
  return [...nodes.slice(0, first), groupOf('encoder', layers), ...nodes.slice(first + layers.length)];
}

function nodeOf({ part, parameters, parts }: ModelPart, frozen: ReadonlySet<string>): TreeNode {
  if (parts.length > 0)
    return groupOf(
      part,
      parts.map((each) => nodeOf(each, frozen)),
    );
  const learns = !frozen.has(part);
  return { part, parameters, trained: learns ? parameters : 0, checked: learns ? 'true' : 'false', children: [] };
}

function groupOf(part: string, children: TreeNode[]): TreeNode {
  const sum = (key: 'parameters' | 'trained') => children.reduce((total, child) => total + child[key], 0);
  const [first] = children;
  const checked = children.every((child) => child.checked === first?.checked) ? (first?.checked ?? 'true') : 'mixed';
  return { part, parameters: sum('parameters'), trained: sum('trained'), checked, children };
}

function leavesOf(node: TreeNode): string[] {
  return node.children.length === 0 ? [node.part] : node.children.flatMap(leavesOf);
}

/**
 * The frozen names after a node's box was toggled: everything below it is trained, or frozen if all of it was trained.
 */
export function toggled(node: TreeNode, frozen: ReadonlySet<string>): Set<string> {
  const result = new Set(frozen);
  for (const leaf of leavesOf(node)) {
    if (node.checked === 'true') result.add(leaf);
    else result.delete(leaf);
  }
  return result;
}

/** The shortest value of `freeze` for these frozen names. */
export function freezeText(parts: readonly ModelPart[], frozen: ReadonlySet<string>): string {
  const tree = layerTree(parts, frozen);
  const body = tree.filter(({ part }) => part !== 'classifier');
  const classifier = frozen.has('classifier') ? ['classifier'] : [];
  if (body.length > 0 && body.every(({ checked }) => checked === 'false')) return ['bert', ...classifier].join(',');
  return [...body.flatMap(namesOf), ...classifier].join(',');
}

function namesOf(node: TreeNode): string[] {
  if (node.checked === 'true') return [];
  if (node.checked === 'false') return [node.part];
  if (node.part !== 'encoder') return node.children.flatMap(namesOf);
  return rangesOf(node.children);
}

/** Neighbouring layers that are frozen whole become one range. */
function rangesOf(layers: readonly TreeNode[]): string[] {
  const names: string[] = [];
  for (let index = 0; index < layers.length; index++) {
    if (layers[index]!.checked !== 'false') {
      for (const name of namesOf(layers[index]!)) names.push(name);
      continue;
    }
    const first = index;
    while (layers[index + 1]?.checked === 'false') index++;
    names.push(first === index ? `encoder.${first}` : `encoder.${first}-${index}`);
  }
  return names;
}

export interface Preset {
  readonly kind: 'everything' | 'top' | 'classifier';
  /** The number of trained layers; 0 for the other kinds. */
  readonly top: number;
  readonly freeze: string;
}

/** The presets: everything trained, the upper third of the layers, only the classifier. */
export function presets(layers: number): Preset[] {
  const top = Math.max(1, Math.round(layers / 3));
  const middle: Preset[] = layers > 1 ? [{ kind: 'top', top, freeze: topFreeze(layers, top) }] : [];
  return [{ kind: 'everything', top: 0, freeze: '' }, ...middle, { kind: 'classifier', top: 0, freeze: 'bert' }];
}

/** The value of `freeze` that freezes everything below the top layers. */
export function topFreeze(layers: number, top: number): string {
  const last = layers - top - 1;
  return last < 0 ? 'embeddings' : `embeddings,encoder.${last === 0 ? '0' : `0-${last}`}`;
}

/** The visible nodes from top to bottom; those below a collapsed node are hidden. */
export function visibleNodes(
  tree: readonly TreeNode[],
  expanded: ReadonlySet<string>,
  level = 1,
): { readonly node: TreeNode; readonly level: number }[] {
  return tree.flatMap((node) => [
    { node, level },
    ...(expanded.has(node.part) ? visibleNodes(node.children, expanded, level + 1) : []),
  ]);
}
