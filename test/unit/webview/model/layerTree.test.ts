// The tree of layers against the setting `freeze`, with the engine's own reading as the oracle.

import { describe, expect, test } from 'vitest';

import { frozenWeights } from '../../../../src/engine/model/freezing.js';
import { randomConfig } from '../../../../src/formats/initialWeights.js';
import {
  freezeText,
  frozenLeaves,
  layerTree,
  presets,
  toggled,
  topFreeze,
  visibleNodes,
} from '../../../../webview/model/layerTree.js';

const layers = 4;
const parts = [
  { part: 'embeddings', parameters: 100, parts: [] },
  ...Array.from({ length: layers }, (_, layer) => ({
    part: `encoder.${layer}`,
    parameters: 60,
    parts: ['attention', 'feed-forward', 'norms'].map((name) => ({
      part: `encoder.${layer}.${name}`,
      parameters: 20,
      parts: [],
    })),
  })),
  { part: 'pooler', parameters: 10, parts: [] },
  { part: 'classifier', parameters: 2, parts: [] },
];
const config = randomConfig({ layers, hidden: 4, heads: 2, vocabularySize: 10, labels: 2, task: 'single-label' });

const nodeOf = (freeze: string, part: string) => {
  const all = new Set(['encoder', ...parts.map((each) => each.part)]);
  return visibleNodes(layerTree(parts, frozenLeaves(freeze, parts)), all).find(({ node }) => node.part === part)!.node;
};

describe('the setting `freeze`', () => {
  test.each([
    '',
    'bert',
    'embeddings',
    'embeddings,encoder.0-2',
    'encoder',
    'encoder.1,encoder.3',
    'encoder.0-1.attention,pooler',
    'embeddings,encoder.0,encoder.2.norms',
  ])('%j freezes the same weights after a round trip through the tree', (freeze) => {
    const again = freezeText(parts, frozenLeaves(freeze, parts));
    expect(frozenLeaves(again, parts)).toEqual(frozenLeaves(freeze, parts));
    // The engine reads both alike.
    const weights = (text: string) => [...frozenWeights(text, config)].sort();
    expect(weights(again)).toEqual(weights(freeze));
  });

  test('is written as briefly as possible', () => {
    expect(freezeText(parts, frozenLeaves('embeddings,encoder.0,encoder.1,encoder.2', parts))).toBe(
      'embeddings,encoder.0-2',
    );
    expect(freezeText(parts, frozenLeaves('embeddings,encoder,pooler', parts))).toBe('bert');
    expect(freezeText(parts, frozenLeaves('encoder.0,encoder.1,encoder.2,encoder.3', parts))).toBe('encoder');
  });
});

describe('a box', () => {
  test('shows that its children differ', () => {
    expect(nodeOf('encoder.0', 'encoder').checked).toBe('mixed');
    expect(nodeOf('encoder.0.norms', 'encoder.0').checked).toBe('mixed');
    expect(nodeOf('encoder.0', 'encoder.0').checked).toBe('false');
    expect(nodeOf('', 'encoder').checked).toBe('true');
    expect(nodeOf('encoder.0-1', 'encoder').trained).toBe(120);
  });

  test('sets all its children', () => {
    const frozen = frozenLeaves('encoder.0', parts);
    const encoder = nodeOf('encoder.0', 'encoder');
    expect(freezeText(parts, toggled(encoder, frozen))).toBe('');
    expect(freezeText(parts, toggled(nodeOf('', 'encoder'), new Set()))).toBe('encoder');
  });
});

test('every preset freezes parts that the engine knows, and leaves some to learn', () => {
  for (const { freeze } of presets(layers)) expect(() => frozenWeights(freeze, config)).not.toThrow();
  expect(topFreeze(12, 4)).toBe('embeddings,encoder.0-7');
  expect(topFreeze(2, 1)).toBe('embeddings,encoder.0');
  expect(topFreeze(2, 2)).toBe('embeddings');
  expect(presets(1).map(({ kind }) => kind)).toEqual(['everything', 'classifier']);
});

test('a closed part hides its children, an open one shows them', () => {
  const tree = layerTree(parts, new Set());
  expect(visibleNodes(tree, new Set()).map(({ node }) => node.part)).toEqual([
    'embeddings',
    'encoder',
    'pooler',
    'classifier',
  ]);
  expect(visibleNodes(tree, new Set(['encoder'])).length).toBe(4 + layers);
});
