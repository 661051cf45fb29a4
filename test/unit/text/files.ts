// A small vocabulary for the tests of this folder.

import { createTokenizer, type Tokenizer } from '../../../src/text/tokenizer.js';

const characters = Array.from('abcdefghijklmnopqrstuvwxyz0123456789好不吃快很餐。，！?!,.-[]');

/** Every character above, each as a beginning and a continuation, and some whole words. */
export const vocabulary = [
  '[PAD]',
  '[UNK]',
  '[CLS]',
  '[SEP]',
  '[MASK]',
  'the',
  'food',
  'was',
  'good',
  'un',
  '##believ',
  '##able',
  'σ',
  '##σ',
  'é',
  ...characters,
  ...characters.map((c) => `##${c}`),
];

export const vocabularyText = `${vocabulary.join('\n')}\n`;

export function smallTokenizer(config: Record<string, unknown> = {}): Promise<Tokenizer> {
  return createTokenizer({ folder: 'small', vocabulary: vocabularyText, tokenizerConfig: JSON.stringify(config) });
}

export function tokensOf(ids: Int32Array): string[] {
  return [...ids].map((id) => vocabulary[id] ?? `no token ${id}`);
}
