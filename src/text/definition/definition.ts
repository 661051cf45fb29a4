// The files that a tokenizer is read from, and the parsed definition.

import type { AddedToken, SpecialNames } from '../bertPipeline.js';
import type { SentencePieceFamily } from '../sentencePiece.js';
import type { Ids } from './addedTokens.js';

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
  /** The classes that transformers uses where the files name none, for WordPiece and for a tokenizer.json. */
  readonly wordPieceClass?: string | undefined;
  readonly tokenizerClass?: string | undefined;
  /** The class that config.json names; that of tokenizer_config.json goes before it. */
  readonly configClass?: string | undefined;
  /** Whether the model is fed with the types of its tokens. */
  readonly feedsTypes?: boolean | undefined;
}

/** A tokenizer.json, parsed. */
export type TokenizerObject = Record<string, unknown>;

export interface TokenizerDefinition {
  /** The file that the vocabulary came from, for messages. */
  readonly file: string;
  /** The tokenizer.json of the tokenizer that transformers builds from the files. */
  readonly tokenizer: TokenizerObject;
  /** The tokenizer_config.json to save beside it. */
  readonly config: Record<string, unknown>;
  /** The vocabulary with the added tokens. */
  readonly ids: Ids;
  readonly addedTokens: readonly AddedToken[];
  /** The kind of the model: WordPiece, BPE, … */
  readonly kind: string;
  readonly names: SpecialNames;
  /**
   * Whether the scores of the pieces are meant as they are written. Where tokenizer.json is parsed in Rust instead, one
   * in ten is rounded otherwise, which decides between two ways to split a run of one character.
   */
  readonly exactScores: boolean;
  /** Whether special tokens that a text spells are split as any other text. */
  readonly splitsSpecial: boolean;
}
