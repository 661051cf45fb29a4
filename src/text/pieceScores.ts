// Scores of SentencePiece's pieces as the tokenizers library reads them from a tokenizer.json.

const digits = /^(\d)(?:\.(\d+))?e([+-]\d+)$/;

/**
 * The number that serde_json makes of a number's shortest digits: the digits as a whole, divided or multiplied by a power of ten, so rounded twice where
 * JavaScript and Python round once. One in ten scores is one unit in the last place off, which decides between two ways to split a run of one character.
 */
export function scoreAsRead(score: number): number {
  const parts = digits.exec(Math.abs(score).toExponential());
  if (parts === null) return score;
  const [, whole = '', fraction = '', power = ''] = parts;
  const exponent = Number(power) - fraction.length;
  const value = exponent >= 0 ? Number(whole + fraction) * Number(`1e${exponent}`) : Number(whole + fraction) / Number(`1e${-exponent}`);
  // Scores are far from the ends of what a double holds; the library refuses a file whose scores are not.
  return Number.isFinite(value) && value !== 0 ? Math.sign(score) * value : score;
}

/** The tokenizer.json of a Unigram model, its scores as the library has them. Any other as it is. */
export function withScoresAsRead(tokenizer: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  const { model } = tokenizer;
  if (typeof model !== 'object' || model === null || !('vocab' in model) || !Array.isArray(model.vocab)) return tokenizer;
  const vocab = (model.vocab as readonly (readonly [piece: string, score: number])[]).map(([piece, score]) => [piece, scoreAsRead(score)]);
  return { ...tokenizer, model: { ...model, vocab } };
}
