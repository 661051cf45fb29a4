// Judges whether a model's vocabulary fits some texts: by their language, and by the share of their words that it
// contains.

import { type LanguageCode, languages } from './languages.js';
import { isUnspaced, type TextLanguage } from './textLanguage.js';
import { knownShare, type Vocabulary } from './vocabulary.js';

export interface Fit {
  readonly reads: boolean;
  /** The share of the texts' words that the vocabulary does not contain whole, from 0 to 1. */
  readonly unread: number;
  /** The mean number of pieces of a word, or of a character where words are not separated. */
  readonly pieces: number;
  /** The language of the model; null where it is unknown, or there are many. */
  readonly modelLanguage: LanguageCode | null;
}

/** The largest number of words that are examined: more would change nothing. */
const mostWords = 4000;
/** The share of words with an unknown part above which a vocabulary does not fit. */
const mostUnknown = 0.15;
/** The share of whole words above which the language of a vocabulary does not matter. */
const wholeEnough = 0.8;
/** The smallest mean number of letters in a piece: with fewer, nearly all pieces are single letters. */
const fewestLetters = 1.7;

interface Counted {
  /** The share of words with an unknown part, and of those that are whole. */
  readonly unknown: number;
  readonly whole: number;
  readonly pieces: number;
  readonly lettersOfPiece: number;
}

/**
 * Judges a vocabulary by a sample of texts. Every vocabulary fits texts without letters.
 * @param written the language of these texts
 */
export function fitOf(texts: readonly string[], written: TextLanguage, vocabulary: Vocabulary): Fit {
  const counted = countWords(texts, written, vocabulary);
  const modelLanguage = vocabulary.isMultilingual ? null : (vocabulary.languages[0] ?? null);
  if (counted === null) return { reads: true, unread: 0, pieces: 1, modelLanguage };
  return {
    reads: counted.unknown < mostUnknown && readsLanguage(written, counted, vocabulary),
    unread: 1 - counted.whole,
    pieces: counted.pieces,
    modelLanguage,
  };
}

function readsLanguage({ script, language }: TextLanguage, counted: Counted, vocabulary: Vocabulary): boolean {
  if (vocabulary.isMultilingual) return true;
  if (language !== null && vocabulary.knows(language) >= knownShare) return true;
  // Chinese and Japanese share most characters: for Japanese, words decide.
  if (script === 'Kana') return vocabulary.isJapaneseByCharacter;
  if (counted.whole >= wholeEnough) return true;
  if (language !== null && languages[language].everyday !== '') return false;
  const own = vocabulary.languages;
  const isOfOtherScripts = own.length > 0 && own.every((code) => languages[code].script !== script);
  return !isOfOtherScripts && (isUnspaced(script) ? counted.pieces < 1.5 : counted.lettersOfPiece >= fewestLetters);
}

function countWords(texts: readonly string[], { script }: TextLanguage, vocabulary: Vocabulary): Counted | null {
  const apart = isUnspaced(script);
  const pattern = apart ? /\p{L}/gu : /[\p{L}\p{M}]+/gu;
  const words = texts.flatMap((text) => text.match(pattern) ?? []).slice(0, mostWords);
  if (words.length === 0) return null;
  let unknown = 0;
  let whole = 0;
  let pieces = 0;
  let letters = 0;
  for (const word of words) {
    const found = apart ? vocabulary.piecesOfCharacter(word) : vocabulary.piecesOf(word);
    unknown += found.unknown ? 1 : 0;
    whole += found.pieces === 1 && !found.unknown ? 1 : 0;
    pieces += found.pieces;
    letters += word.length;
  }
  const count = words.length;
  return { unknown: unknown / count, whole: whole / count, pieces: pieces / count, lettersOfPiece: letters / pieces };
}
