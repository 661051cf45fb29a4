// @huggingface/tokenizers, typed: its own declarations import without extensions, which TypeScript does not resolve under Node's rules.

import { Tokenizer } from '@huggingface/tokenizers';

/** Tokens with the special ones among them, and the segment of each. */
interface Processed {
  readonly tokens: string[];
  readonly token_type_ids?: number[];
}

/** The parts of its Tokenizer that are used here. */
export interface LibraryTokenizer {
  readonly normalizer: { normalize(text: string): string } | null;
  readonly pre_tokenizer: { pre_tokenize_text(text: string): string[] } | null;
  readonly model: { readonly tokens_to_ids: ReadonlyMap<string, number>; readonly unk_token_id?: number; encode(words: string[]): string[] };
  readonly post_processor: {
    readonly config: { readonly type?: string };
    post_process(tokens: string[], pair: string[] | null, addSpecialTokens: boolean): Processed;
  } | null;
  /** Tokens of a text, special ones only where the text itself spells them. */
  tokenize(text: string): string[];
  token_to_id(token: string): number | undefined;
}

const Library = Tokenizer as unknown as new (tokenizer: object, config: object) => LibraryTokenizer;

/** Throws an Error for a part that the library does not know. */
export function createLibraryTokenizer(tokenizer: Readonly<Record<string, unknown>>, config: Readonly<Record<string, unknown>>): LibraryTokenizer {
  return new Library(tokenizer, config);
}
