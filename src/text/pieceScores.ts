// The scores of SentencePiece's pieces as the tokenizers library reads them from a tokenizer.json.

import type { TokenizerDefinition, TokenizerObject } from './definition/definition.js';

const digits = /^(\d)(?:\.(\d+))?e([+-]\d+)$/;

/**
 * The number that serde_json parses from a number's shortest digits: the digits as an integer, divided or multiplied by
 * a power of ten. It rounds twice where JavaScript and Python round once. One in ten scores differs by one unit in the
 * last place, which decides between two ways to split a run of one character.
 */
function scoreAsRead(score: number): number {
  const parts = digits.exec(Math.abs(score).toExponential());
  if (parts === null) return score;
  const [, whole = '', fraction = '', power = ''] = parts;
  const exponent = Number(power) - fraction.length;
  const value =
    exponent >= 0
      ? Number(whole + fraction) * Number(`1e${exponent}`)
      : Number(whole + fraction) / Number(`1e${-exponent}`);
  // Scores are far from the limits of a double; the library refuses a file whose scores are not.
  return Number.isFinite(value) && value !== 0 ? Math.sign(score) * value : score;
}

/** The classes whose tokenizer.json transformers parses in Python, which rounds once, to build the tokenizer anew. */
const builtAnew = /^(XLMRoberta|Albert)Tokenizer/;

/** The tokenizer.json with the scores that transformers computes with, if its model is Unigram. */
export function withScoresAsRead({
  tokenizer,
  config,
  kind,
}: Pick<TokenizerDefinition, 'tokenizer' | 'config' | 'kind'>): TokenizerObject {
  const { tokenizer_class: name } = config;
  if (kind !== 'Unigram' || typeof name !== 'string' || builtAnew.test(name)) return tokenizer;
  const model = tokenizer['model'] as { readonly vocab: readonly (readonly [piece: string, score: number])[] };
  return { ...tokenizer, model: { ...model, vocab: model.vocab.map(([piece, score]) => [piece, scoreAsRead(score)]) } };
}
