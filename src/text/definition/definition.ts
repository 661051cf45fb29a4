// The files that a tokenizer is read from, and the parsed definition.

import type { AddedToken, Normalization, SpecialNames } from '../bertPipeline.js';
import type { SentencePieceFamily } from '../sentencePiece.js';

/**
 * The contents of a model folder's tokenizer files, null or absent where the folder has none. tokenizer.json takes
 * precedence over vocab.txt, that over byte pairs, and those over SentencePiece's file.
 */
export interface TokenizerSource {
  /** The folder, for messages. */
  readonly folder: string;
  readonly tokenizerJson?: string | null | undefined;
  readonly tokenizerConfig?: string | null | undefined;
  readonly vocabulary?: string | null | undefined;
  /** added_tokens.json and special_tokens_map.json. */
  readonly addedTokens?: string | null | undefined;
  readonly specialTokens?: string | null | undefined;
  /** The path of the vocabulary where it is not `vocab.txt` of the folder, for messages. */
  readonly vocabularyFile?: string | undefined;
  /** The contents of vocab.json and merges.txt, which belong together. */
  readonly bytePairs?: { readonly vocabulary: string; readonly merges: string } | undefined;
  /** SentencePiece's own file and its family, where there is no other vocabulary. */
  readonly sentencePiece?:
    { readonly name: string; readonly bytes: Uint8Array; readonly family: SentencePieceFamily } | undefined;
  /**
   * The class that transformers uses for WordPiece where tokenizer_config.json names none; BertTokenizer when absent.
   */
  readonly wordPieceClass?: string | undefined;
}

/** A parsed tokenizer.json, kept whole for the library. */
export type TokenizerObject = Record<string, unknown>;

export interface TokenizerDefinition {
  /** The file that the vocabulary came from, for messages. */
  readonly file: string;
  readonly tokenizer: TokenizerObject;
  readonly config: Record<string, unknown>;
  readonly addedTokens: readonly AddedToken[];
  /** The kind of the model: WordPiece, BPE, … */
  readonly kind: string;
  readonly names: SpecialNames;
  /** The settings of BERT's own normaliser, where the tokenizer uses it. */
  readonly normalization: Normalization | null;
}
