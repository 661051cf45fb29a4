// @huggingface/tokenizers, typed: its own declarations import without extensions, which TypeScript does not resolve under Node's rules.

import { Tokenizer } from '@huggingface/tokenizers';

/** The parts of its Tokenizer that are used here. */
export interface LibraryTokenizer {
  readonly normalizer: { normalize(text: string): string } | null;
  readonly pre_tokenizer: { pre_tokenize_text(text: string): string[] } | null;
  readonly model: { readonly tokens_to_ids: ReadonlyMap<string, number>; readonly unk_token_id?: number; encode(words: string[]): string[] };
  readonly post_processor: {
    post_process(tokens: string[], pair: string[] | null, addSpecialTokens: boolean): { readonly tokens: string[]; readonly token_type_ids?: number[] };
  } | null;
  /** Tokens of a text, special ones only where the text itself spells them. */
  tokenize(text: string): string[];
  token_to_id(token: string): number | undefined;
  get_vocab(): Map<string, number>;
}

/** Throws an Error for a part that the library does not know. */
export function createLibraryTokenizer(tokenizer: Readonly<Record<string, unknown>>, config: Readonly<Record<string, unknown>>): LibraryTokenizer {
  return new Tokenizer(tokenizer, config) as LibraryTokenizer;
}
