// A model's vocabulary: the languages that it covers, and the words of texts that it contains.

import type { Tokenizer } from '../tokenizer.js';
import { japaneseCharacters, type LanguageCode, languageCodes, languages } from './languages.js';

/** The result of a tokenizer for one word. */
export interface WordPieces {
  readonly pieces: number;
  /** Whether a part of it is unknown and becomes [UNK]. */
  readonly unknown: boolean;
}

/** The pieces of words within a text; each word is encoded once. */
export class Vocabulary {
  private readonly known = new Map<string, WordPieces>();
  private readonly shares = new Map<LanguageCode, number>();

  constructor(private readonly tokenizer: Pick<Tokenizer, 'encode' | 'unknownId'>) {}

  /**
   * The pieces of a word within a text: some tokenizers treat the first word of a text, or a word after a space,
   * differently.
   */
  piecesOf(word: string, before = 'a '): WordPieces {
    const key = before + word;
    const found = this.known.get(key);
    if (found !== undefined) return found;
    const alone = this.ids(before.trim());
    const ids = this.ids(key);
    const unknown = this.countUnknown(ids) > this.countUnknown(alone);
    const pieces = { pieces: Math.max(1, ids.length - alone.length), unknown };
    this.known.set(key, pieces);
    return pieces;
  }

  /** The pieces of a character within a run of characters. */
  piecesOfCharacter(character: string): WordPieces {
    return this.piecesOf(character, character);
  }

  /** The share of a language's everyday words that the vocabulary contains whole, from 0 to 1. */
  knows(code: LanguageCode): number {
    const found = this.shares.get(code);
    if (found !== undefined) return found;
    const { everyday, script } = languages[code];
    const words = script === 'Han' ? Array.from(everyday) : everyday.split(' ').filter((word) => word !== '');
    const isWhole = (word: string) => {
      const { pieces, unknown } = script === 'Han' ? this.piecesOfCharacter(word) : this.piecesOf(word);
      return pieces === 1 && !unknown;
    };
    const share = words.length === 0 ? 0 : words.filter(isWhole).length / words.length;
    this.shares.set(code, share);
    return share;
  }

  /** Whether its Han characters are Japanese, without the simplified ones of Chinese. */
  get isJapaneseByCharacter(): boolean {
    const characters = Array.from(japaneseCharacters);
    const whole = characters.filter(
      (one) => !this.piecesOfCharacter(one).unknown && this.piecesOfCharacter(one).pieces === 1,
    );
    return whole.length >= 0.7 * characters.length && this.knows('zh') < 0.4;
  }

  /** The languages that it covers, the best covered first. */
  get languages(): LanguageCode[] {
    return languageCodes.filter((code) => this.knows(code) >= knownShare).sort((a, b) => this.knows(b) - this.knows(a));
  }

  /** Whether it was made for many languages: a vocabulary of one language has no words of other scripts. */
  get isMultilingual(): boolean {
    const known = languageCodes.filter((code) => this.knows(code) >= knownByMany);
    return known.length >= 5 && new Set(known.map((code) => languages[code].script)).size >= 2;
  }

  private countUnknown(ids: readonly number[]): number {
    return ids.filter((id) => id === this.tokenizer.unknownId).length;
  }

  private ids(text: string): number[] {
    return [...this.tokenizer.encode(text, null, Infinity).ids];
  }
}

/**
 * The share of everyday words that makes a language covered: its own vocabulary has nearly all of them, another one at
 * most a third.
 */
export const knownShare = 0.6;
/** The same share for a vocabulary of many languages, which has less room for each. */
const knownByMany = 0.45;
