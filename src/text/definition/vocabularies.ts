// What the files of a tokenizer hold, whatever their format: the vocabulary, and what belongs to its kind.

import * as z from 'zod';

import { UserError } from '../../shared/errors.js';
import { parseVocabulary, type SpecialNames } from '../bertPipeline.js';
import { parseMerges } from '../bytePairs.js';
import { modelKinds, parseSentencePieces, type Piece, unigramKind, vocabularyOf } from '../sentencePiece.js';
import type { Ids } from './addedTokens.js';
import { inFolder, parseFile, vocabularyOf as vocabularyIn } from './checks.js';
import type { TokenizerSource } from './definition.js';
import { addedToken, type TokenRule } from './tokenizerConfig.js';

export interface VocabularyParts {
  readonly file: string;
  /** WordPiece, BPE, Unigram, or another that tokenizer.json names. */
  readonly kind: string;
  readonly ids: Ids;
  /** Of Unigram, in the order of their ids. */
  readonly pieces?: readonly Piece[];
  /** Of BPE: the pairs that become one token, the most important first. */
  readonly merges?: readonly (readonly [string, string])[];
  /** SentencePiece's table of character replacements, as tokenizer.json has it. */
  readonly characters?: string | null;
  readonly added: readonly (TokenRule & { readonly id: number })[];
  /** The whole tokenizer.json, where the vocabulary is from there. */
  readonly json?: z.infer<typeof tokenizerSchema>;
}

const component = z.looseObject({ type: z.string().optional() }).nullish();
const tokenId = z.looseObject({
  id: z
    .int()
    .min(0)
    .max(2 ** 31 - 1),
});
/** SentencePiece's pieces, each with its score. */
const piecesSchema = z.array(z.tuple([z.string(), z.number()])).min(1);
const mergesSchema = z.array(z.union([z.string(), z.tuple([z.string(), z.string()])])).default([]);

const tokenizerSchema = z.looseObject({
  truncation: z.looseObject({ direction: z.string().optional() }).nullish(),
  added_tokens: z.array(tokenId.and(addedToken)).default([]),
  normalizer: component,
  pre_tokenizer: component,
  post_processor: component,
  decoder: component,
  model: z.looseObject({ type: z.string().optional(), vocab: z.unknown() }),
});

/** The parts of those files that take precedence. Throws a UserError, also where there are none. */
export function partsIn(files: TokenizerSource, names: SpecialNames): VocabularyParts {
  const { folder, tokenizerJson, vocabulary, vocabularyFile, bytePairs, sentencePiece } = files;
  if (tokenizerJson != null) return partsOfTokenizerJson(tokenizerJson, inFolder(folder, 'tokenizer.json'));
  if (vocabulary != null) return partsOfVocabulary(vocabulary, vocabularyFile ?? inFolder(folder, 'vocab.txt'));
  if (bytePairs !== undefined) return partsOfBytePairs(bytePairs, folder);
  if (sentencePiece !== undefined) return partsOfSentencePiece(sentencePiece, names, folder);
  throw new UserError('model.noVocabulary', { folder });
}

/** The kinds whose vocabulary is a table of ids. */
const vocabularyKinds: readonly string[] = ['WordPiece', 'BPE', 'WordLevel'];

function partsOfTokenizerJson(text: string, file: string): VocabularyParts {
  const json = parseFile(tokenizerSchema, text, file);
  const { model, added_tokens: listed } = json;
  const kind = kindOf(model);
  const added = listed.map(({ id, content, single_word, lstrip, rstrip, normalized, special }) => ({
    id,
    content,
    single_word,
    lstrip,
    rstrip,
    normalized,
    special,
  }));
  const shared = { file, kind, added, json };
  if (kind === 'Unigram') {
    const pieces = piecesSchema.safeParse(model.vocab).data;
    if (pieces === undefined) throw new UserError('model.tokenizerField', { file, field: 'model.vocab' });
    return { ...shared, pieces, ids: idsOfPieces(pieces), characters: tableIn(json.normalizer) };
  }
  if (!vocabularyKinds.includes(kind)) throw new UserError('model.unsupportedTokenizer', { file, kind });
  const ids = new Map(Object.entries(vocabularyIn(model.vocab, file)));
  if (kind !== 'BPE') return { ...shared, ids };
  const merges = mergesSchema.safeParse(model['merges']).data?.map(pairOf);
  if (merges === undefined) throw new UserError('model.tokenizerField', { file, field: 'model.merges' });
  return { ...shared, ids, merges };
}

/** Old files name no type; transformers decides by the same signs. */
function kindOf(model: { readonly type?: string | undefined; readonly vocab?: unknown }): string {
  if (model.type !== undefined) return model.type;
  if ('merges' in model) return 'BPE';
  return 'continuing_subword_prefix' in model ? 'WordPiece' : Array.isArray(model.vocab) ? 'Unigram' : 'unknown';
}

function pairOf(merge: string | [string, string]): readonly [string, string] {
  if (typeof merge !== 'string') return merge;
  const [first = '', second = ''] = merge.split(' ');
  return [first, second];
}

/** The table of characters of a normaliser, or of a sequence of them; null where it has none. */
function tableIn(normalizer: unknown): string | null {
  if (typeof normalizer !== 'object' || normalizer === null) return null;
  if ('precompiled_charsmap' in normalizer && typeof normalizer.precompiled_charsmap === 'string')
    return normalizer.precompiled_charsmap;
  const parts: readonly unknown[] =
    'normalizers' in normalizer && Array.isArray(normalizer.normalizers) ? normalizer.normalizers : [];
  return parts.map(tableIn).find((table) => table !== null) ?? null;
}

function idsOfPieces(pieces: readonly Piece[]): Ids {
  return new Map(pieces.map(([text], id) => [text, id] as const));
}

function partsOfVocabulary(text: string, file: string): VocabularyParts {
  const ids = new Map(Object.entries(parseVocabulary(text)));
  if (ids.size === 0) throw new UserError('model.emptyVocabulary', { file });
  return { file, kind: 'WordPiece', ids, added: [] };
}

function partsOfBytePairs(
  files: { readonly vocabulary: string; readonly merges: string },
  folder: string,
): VocabularyParts {
  const file = inFolder(folder, 'vocab.json');
  const ids = new Map(
    Object.entries(vocabularyIn(parseFile(z.record(z.string(), z.number()), files.vocabulary, file), file)),
  );
  const merges = parseMerges(files.merges);
  if (merges === null)
    throw new UserError('model.tokenizerField', { file: inFolder(folder, 'merges.txt'), field: 'merges' });
  return { file, kind: 'BPE', ids, merges, added: [] };
}

/** @param names those that the family's special tokens have in the vocabulary */
function partsOfSentencePiece(
  { name, bytes, family }: NonNullable<TokenizerSource['sentencePiece']>,
  names: SpecialNames,
  folder: string,
): VocabularyParts {
  const file = inFolder(folder, name);
  const read = parseSentencePieces(bytes);
  if (read === null) throw new UserError('model.notSentencePiece', { file });
  if (read.kind !== unigramKind) {
    const kind = `SentencePiece ${modelKinds[read.kind] ?? read.kind}`;
    throw new UserError('model.unsupportedTokenizer', { file, kind });
  }
  const pieces = vocabularyOf(family, read, names);
  const ids = idsOfPieces(pieces);
  const rules = { single_word: false, lstrip: false, rstrip: false, normalized: false };
  const added = read.added.flatMap(({ text, isControl }) => {
    const id = ids.get(text);
    return id === undefined ? [] : [{ id, content: text, ...rules, special: isControl }];
  });
  const characters = read.characters === null ? null : Buffer.from(read.characters).toString('base64');
  return { file, kind: 'Unigram', ids, pieces, characters, added };
}
