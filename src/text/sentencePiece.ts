// SentencePiece's own model file, the only tokenizer in old folders of XLM-RoBERTa and ALBERT, as the tokenizer.json
// that transformers builds from it (XLMRobertaTokenizer, AlbertTokenizer).

import { BinaryReader, WireType } from '@bufbuild/protobuf/wire';

import { type AddedToken, bertTemplate, sentenceTemplate, type SpecialNames } from './bertPipeline.js';

export type SentencePieceFamily = 'xlm-roberta' | 'albert';

export type Piece = readonly [text: string, score: number];

/** The needed fields of a ModelProto (sentencepiece_model.proto). */
export interface SentencePieces {
  readonly pieces: readonly Piece[];
  /** The pieces that are found in the raw text, and whether they control the model. */
  readonly added: readonly { readonly text: string; readonly isControl: boolean }[];
  /** The table of character replacements; null where there is none. */
  readonly characters: Uint8Array | null;
  /** The kind of the model; 1 is Unigram. */
  readonly kind: number;
}

export const unigramKind = 1;
export const modelKinds: Readonly<Record<number, string>> = { 1: 'Unigram', 2: 'BPE', 3: 'word', 4: 'char' };

/** XLM-RoBERTa, the largest known vocabulary, has a quarter of this. */
const mostPieces = 1_000_000;
const controlPiece = 3;
const userPiece = 4;

/** Null for bytes that are no such model. Nothing is allocated for a length before that many bytes are there. */
export function parseSentencePieces(bytes: Uint8Array): SentencePieces | null {
  try {
    return readModel(bytes);
  } catch {
    // The reader throws Errors of its own where bytes end too soon or are not valid protobuf.
    return null;
  }
}

function readModel(bytes: Uint8Array): SentencePieces | null {
  const pieces: Piece[] = [];
  const added: { text: string; isControl: boolean }[] = [];
  let characters: Uint8Array | null = null;
  let kind: number = unigramKind;
  for (const [field, value] of fieldsOf(bytes)) {
    if (!(value instanceof Uint8Array)) continue;
    if (field === 1) {
      const { text, score, type } = readPiece(value);
      if (text === '' || !Number.isFinite(score) || pieces.length === mostPieces) return null;
      pieces.push([text, score]);
      if (type === controlPiece || type === userPiece) added.push({ text, isControl: type === controlPiece });
    }
    if (field === 2)
      for (const [inside, found] of fieldsOf(value)) if (inside === 3 && typeof found === 'number') kind = found;
    if (field === 3)
      for (const [inside, found] of fieldsOf(value))
        if (inside === 2 && found instanceof Uint8Array) characters = found.length === 0 ? null : found;
  }
  return pieces.length === 0 ? null : { pieces, added, characters, kind };
}

function readPiece(bytes: Uint8Array): { readonly text: string; readonly score: number; readonly type: number } {
  const piece = { text: '', score: 0, type: 1 };
  for (const [field, value] of fieldsOf(bytes)) {
    if (field === 1 && value instanceof Uint8Array) piece.text = decoder.decode(value);
    if (field === 2 && typeof value === 'number') piece.score = value;
    if (field === 3 && typeof value === 'number') piece.type = value;
  }
  return piece;
}

const decoder = new TextDecoder('utf-8', { ignoreBOM: true, fatal: true });

/**
 * The fields of a message: bytes, or 32-bit numbers as protobuf writes floats and enumerations. Other fields are
 * skipped.
 */
function* fieldsOf(bytes: Uint8Array): Generator<readonly [field: number, value: Uint8Array | number]> {
  const reader = new BinaryReader(bytes);
  while (reader.pos < reader.len) {
    const [field, wire] = reader.tag();
    if (wire === WireType.LengthDelimited) yield [field, reader.bytes()];
    else if (wire === WireType.Bit32) yield [field, reader.float()];
    else if (wire === WireType.Varint) yield [field, Number(reader.int64())];
    else reader.skip(wire, field);
  }
}

/**
 * The pieces with the ids that the family's models were trained with: fairseq numbered XLM-RoBERTa's special tokens
 * differently from the file.
 */
export function vocabularyOf(family: SentencePieceFamily, { pieces }: SentencePieces, names: SpecialNames): Piece[] {
  if (family === 'albert') return [...pieces];
  const { classification, padding, separator, unknown, mask } = names;
  return [
    ...[classification, padding, separator, unknown].map((name): Piece => [name, 0]),
    ...pieces.slice(3),
    [mask, 0],
  ];
}

export interface SentencePieceOptions {
  readonly family: SentencePieceFamily;
  readonly vocabulary: readonly Piece[];
  /** The vocabulary with the added tokens. */
  readonly ids: ReadonlyMap<string, number>;
  /** The table of character replacements in base64. */
  readonly characters: string | null;
  readonly addedTokens: readonly AddedToken[];
  readonly names: SpecialNames;
  readonly prefixSpace: boolean;
  /** For ALBERT only. */
  readonly lowercase: boolean;
  readonly keepAccents: boolean;
}

/** The whole tokenizer.json. */
export function sentencePiecePipeline(options: SentencePieceOptions): Record<string, unknown> {
  const { family, vocabulary, ids, addedTokens, names, prefixSpace } = options;
  const metaspace = {
    type: 'Metaspace',
    replacement: '▁',
    prepend_scheme: prefixSpace ? 'always' : 'never',
    split: true,
  };
  return {
    version: '1.0',
    truncation: null,
    padding: null,
    added_tokens: addedTokens,
    normalizer: normalizer(options),
    pre_tokenizer: { type: 'Sequence', pretokenizers: [{ type: 'WhitespaceSplit' }, metaspace] },
    post_processor: family === 'albert' ? bertTemplate(ids, names) : sentenceTemplate(ids, names),
    decoder: metaspace,
    model: { type: 'Unigram', unk_id: family === 'albert' ? 1 : 3, vocab: vocabulary, byte_fallback: false },
  };
}

function normalizer({
  family,
  characters,
  lowercase,
  keepAccents,
}: SentencePieceOptions): Record<string, unknown> | null {
  const table = characters === null ? [] : [{ type: 'Precompiled', precompiled_charsmap: characters }];
  if (family === 'xlm-roberta') return table[0] ?? null;
  const quotes = ['``', "''"].map((quote) => ({ type: 'Replace', pattern: { String: quote }, content: '"' }));
  const accents = keepAccents ? [] : [{ type: 'NFKD' }, { type: 'StripAccents' }];
  return {
    type: 'Sequence',
    normalizers: [...quotes, ...accents, ...(lowercase ? [{ type: 'Lowercase' }] : []), ...table],
  };
}
