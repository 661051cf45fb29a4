// What a tokenizer is read from, and the parsed definition that comes of it.

import type { AddedToken, Normalization, SpecialNames } from '../bertPipeline.js';
import type { SentencePieceFamily } from '../sentencePiece.js';

/**
 * Contents of a model folder's tokenizer files, null or absent where the folder has none. tokenizer.json goes before
 * vocab.txt, that before byte pairs, and those before SentencePiece's file.
 */
export interface TokenizerSource {
  /** The folder, for messages. */
  readonly folder: string;
  readonly tokenizerJson?: string | null | undefined;
  readonly tokenizerConfig?: string | null | undefined;
  readonly vocabulary?: string | null | undefined;
  /** Path of the vocabulary where it is not `vocab.txt` of the folder, for messages. */
  readonly vocabularyFile?: string | undefined;
  /** vocab.json and merges.txt, which go together. */
  readonly bytePairs?: { readonly vocabulary: string; readonly merges: string } | undefined;
  /** SentencePiece's own file, where there is nothing else, and whose it is. */
  readonly sentencePiece?:
    { readonly name: string; readonly bytes: Uint8Array; readonly family: SentencePieceFamily } | undefined;
  /**
   * The class that transformers takes for WordPiece where tokenizer_config.json names none; BertTokenizer when not
   * given.
   */
  readonly wordPieceClass?: string | undefined;
}

/** A tokenizer.json, parsed; what the library reads, kept whole. */
export type TokenizerObject = Record<string, unknown>;

export interface TokenizerDefinition {
  /** The file that the vocabulary came from, for messages. */
  readonly file: string;
  readonly tokenizer: TokenizerObject;
  readonly config: Record<string, unknown>;
  readonly addedTokens: readonly AddedToken[];
  /** Kind of the model: WordPiece, BPE, … */
  readonly kind: string;
  readonly names: SpecialNames;
  /** Of BERT's own normaliser, where that is the one. */
  readonly normalization: Normalization | null;
}
