// The tokens beside a model's vocabulary, with the ids that Hugging Face's tokenizers gives them.

import type { AddedToken } from '../bertPipeline.js';
import type { TokenRule, TokensById } from './tokenizerConfig.js';

/** A vocabulary by token, whatever it was read from. */
export type Ids = ReadonlyMap<string, number>;

/**
 * Adds tokens in their order: one that the vocabulary has keeps its id, others get the next free ones, and a token that
 * was added before keeps its id and gets new rules (tokenizers/src/tokenizer/added_vocabulary.rs).
 */
export function withIds(ids: Ids, rules: readonly TokenRule[]): AddedToken[] {
  const added = new Map<string, AddedToken>();
  let next = ids.size;
  for (const rule of rules) {
    if (rule.content === '') continue;
    const known = added.get(rule.content)?.id ?? ids.get(rule.content);
    const id = known ?? next;
    added.set(rule.content, { id, ...rule });
    if (id >= next) next = id + 1;
  }
  return [...added.values()].sort((a, b) => a.id - b.id);
}

export interface AddedParts {
  readonly ids: Ids;
  /** Tokens that the files list by id. */
  readonly listed: TokensById;
  /** Special tokens by use, and further ones. */
  readonly special: readonly TokenRule[];
  /** Those of them that are not added where the vocabulary lacks them: no weights were trained for them. */
  readonly expected: ReadonlySet<string>;
}

/** The listed tokens by their ids, then those special ones that are not among them: the order of transformers. */
export function addedTokensOf({ ids, listed, special, expected }: AddedParts): AddedToken[] {
  const rules = [...listed].sort(([a], [b]) => a - b).map(([, token]) => token);
  const known = new Set(rules.map(({ content }) => content));
  for (const token of special) {
    const { content } = token;
    if (known.has(content) || (expected.has(content) && !ids.has(content))) continue;
    known.add(content);
    rules.push(token);
  }
  return withIds(ids, rules);
}
