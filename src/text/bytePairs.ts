// RoBERTa's own tokenizer as a tokenizer.json: the one that transformers' RobertaTokenizer builds around vocab.json and
// merges.txt.

import type { AddedToken, SpecialNames } from './bertPipeline.js';

export interface BytePairOptions {
  /** The vocabulary with the added tokens. */
  readonly ids: ReadonlyMap<string, number>;
  readonly vocabulary: Readonly<Record<string, number>>;
  /** The pairs that become one token, the most important first. */
  readonly merges: readonly (readonly [string, string])[];
  readonly addedTokens: readonly AddedToken[];
  readonly names: SpecialNames;
  /** Whether a text's first word is treated as one that follows a space. */
  readonly prefixSpace: boolean;
  readonly trimOffsets: boolean;
}

/**
 * Parses a merges.txt: a line with the version, then one pair a line, separated by a space. Null when a line is no
 * pair.
 */
export function parseMerges(text: string): [string, string][] | null {
  const lines = text.replace(/^\uFEFF/, '').split(/\r?\n/);
  if (lines[0]?.startsWith('#version') === true) lines.shift();
  const merges: [string, string][] = [];
  for (const line of lines) {
    if (line === '') continue;
    const [first, second, ...more] = line.split(' ');
    if (first === undefined || second === undefined || more.length > 0) return null;
    merges.push([first, second]);
  }
  return merges;
}

/** The whole tokenizer.json. */
export function bytePairPipeline({
  ids,
  vocabulary,
  merges,
  addedTokens,
  names,
  prefixSpace,
  trimOffsets,
}: BytePairOptions): Record<string, unknown> {
  const special = (token: string) => [token, ids.get(token)];
  const bytes = { type: 'ByteLevel', add_prefix_space: prefixSpace, trim_offsets: true, use_regex: true };
  return {
    version: '1.0',
    truncation: null,
    padding: null,
    added_tokens: addedTokens,
    normalizer: null,
    pre_tokenizer: bytes,
    post_processor: {
      type: 'RobertaProcessing',
      sep: special(names.separator),
      cls: special(names.classification),
      trim_offsets: trimOffsets,
      add_prefix_space: prefixSpace,
    },
    decoder: { ...bytes, add_prefix_space: true },
    model: {
      type: 'BPE',
      dropout: null,
      unk_token: null,
      continuing_subword_prefix: '',
      end_of_word_suffix: '',
      fuse_unk: false,
      byte_fallback: false,
      vocab: vocabulary,
      merges,
    },
  };
}
