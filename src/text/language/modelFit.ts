// Whether a model's vocabulary reads some texts: by their language, and by how much of their words it has.

import { type LanguageCode, languages } from './languages.js';
import { isUnspaced, type TextLanguage } from './textLanguage.js';
import { knownShare, type Vocabulary } from './vocabulary.js';

export interface Fit {
  readonly reads: boolean;
  /** The share of the texts' words that are not whole in the vocabulary, from 0 to 1. */
  readonly unread: number;
  /** Pieces of a word, or of a character where words are not separated. */
  readonly pieces: number;
  /** The language of the model; null where that does not show, or where it has many. */
  readonly modelLanguage: LanguageCode | null;
}

/** Words that are looked at: more would change nothing. */
const mostWords = 4000;
/** From so many words with an unknown part on, a text is not read. */
const mostUnknown = 0.15;
/** With so many words whole, it does not matter what language a vocabulary was made for. */
const wholeEnough = 0.8;
/** Fewer letters in a piece are single letters nearly everywhere. */
const fewestLetters = 1.7;

interface Counted {
  /** The share of words with an unknown part, and of those that are whole. */
  readonly unknown: number;
  readonly whole: number;
  readonly pieces: number;
  readonly lettersOfPiece: number;
}

/**
 * Judges a vocabulary by a sample of texts. A text without letters is read by any.
 * @param written the language of these texts
 */
export async function fitOf(texts: readonly string[], written: TextLanguage, vocabulary: Vocabulary): Promise<Fit> {
  const counted = await countWords(texts, written, vocabulary);
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
  // Characters of Chinese and Japanese are the same ones to a large part: in Japanese it takes the words.
  if (script === 'Kana') return vocabulary.isJapaneseByCharacter;
  if (counted.whole >= wholeEnough) return true;
  if (language !== null && languages[language].everyday !== '') return false;
  const own = vocabulary.languages;
  const isOfOtherScripts = own.length > 0 && own.every((code) => languages[code].script !== script);
  return !isOfOtherScripts && (isUnspaced(script) ? counted.pieces < 1.5 : counted.lettersOfPiece >= fewestLetters);
}

async function countWords(
  texts: readonly string[],
  { script }: TextLanguage,
  vocabulary: Vocabulary,
): Promise<Counted | null> {
  const apart = isUnspaced(script);
  const pattern = apart ? /\p{L}/gu : /[\p{L}\p{M}]+/gu;
  const words = texts.flatMap((text) => text.match(pattern) ?? []).slice(0, mostWords);
  if (words.length === 0) return null;
  await vocabulary.learn(apart ? [] : words, apart ? words : []);
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
