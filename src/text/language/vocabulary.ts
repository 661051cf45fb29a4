// What a model's vocabulary knows: which languages, and which words of some texts.

import type { Tokenizer } from '../tokenizer.js';
import { japaneseCharacters, type LanguageCode, languageCodes, languages } from './languages.js';

/** What a tokenizer makes of one word. */
export interface WordPieces {
  readonly pieces: number;
  /** Whether a part of it is unknown and stands as [UNK]. */
  readonly unknown: boolean;
}

/** What is before a word, so that it is spelt as within a text; a character stands within a run of itself. */
const beforeWord = 'a ';

/** The pieces of words, as they come within a text; each word is encoded once. */
export class Vocabulary {
  /** Token ids by text. */
  private readonly known = new Map<string, Int32Array>();
  private readonly shares = new Map<LanguageCode, number>();

  private constructor(private readonly tokenizer: Pick<Tokenizer, 'encodeAll' | 'unknownId'>) {}

  /** Knows the everyday words of all languages from the start. */
  static async of(tokenizer: Pick<Tokenizer, 'encodeAll' | 'unknownId'>): Promise<Vocabulary> {
    const vocabulary = new Vocabulary(tokenizer);
    const isOfHan = (code: LanguageCode) => languages[code].script === 'Han';
    const words = languageCodes.filter((code) => !isOfHan(code)).flatMap(everydayWords);
    await vocabulary.learn(words, [
      ...languageCodes.filter(isOfHan).flatMap(everydayWords),
      ...Array.from(japaneseCharacters),
    ]);
    return vocabulary;
  }

  /** Words and characters must be learnt before they are asked for. */
  async learn(words: readonly string[], characters: readonly string[]): Promise<void> {
    const texts = [beforeWord.trim(), ...words.map((word) => beforeWord + word)];
    const runs = characters.flatMap((character) => [character, character + character]);
    const fresh = [...new Set([...texts, ...runs])].filter((text) => !this.known.has(text));
    const encoded = await this.tokenizer.encodeAll(
      fresh.map((text) => [text, null] as const),
      Infinity,
    );
    fresh.forEach((text, index) => this.known.set(text, encoded[index]!.ids));
  }

  /** A word within a text: some tokenizers spell the first word of a text, or a word after a space, otherwise. */
  piecesOf(word: string, before = beforeWord): WordPieces {
    const alone = this.ids(before.trim());
    const ids = this.ids(before + word);
    const unknown = this.countUnknown(ids) > this.countUnknown(alone);
    return { pieces: Math.max(1, ids.length - alone.length), unknown };
  }

  /** A character within a run of them. */
  piecesOfCharacter(character: string): WordPieces {
    return this.piecesOf(character, character);
  }

  /** The share of a language's everyday words that are whole, from 0 to 1. */
  knows(code: LanguageCode): number {
    const found = this.shares.get(code);
    if (found !== undefined) return found;
    const { script } = languages[code];
    const words = everydayWords(code);
    const isWhole = (word: string) => {
      const { pieces, unknown } = script === 'Han' ? this.piecesOfCharacter(word) : this.piecesOf(word);
      return pieces === 1 && !unknown;
    };
    const share = words.length === 0 ? 0 : words.filter(isWhole).length / words.length;
    this.shares.set(code, share);
    return share;
  }

  /** Whether its Han characters are Japanese ones, without the simplified ones of Chinese. */
  get isJapaneseByCharacter(): boolean {
    const characters = Array.from(japaneseCharacters);
    const whole = characters.filter(
      (one) => !this.piecesOfCharacter(one).unknown && this.piecesOfCharacter(one).pieces === 1,
    );
    return whole.length >= 0.7 * characters.length && this.knows('zh') < 0.4;
  }

  /** The languages that it knows, the best known first. */
  get languages(): LanguageCode[] {
    return languageCodes.filter((code) => this.knows(code) >= knownShare).sort((a, b) => this.knows(b) - this.knows(a));
  }

  /** Whether it was made for many languages: a vocabulary of one knows the words of no other script. */
  get isMultilingual(): boolean {
    const known = languageCodes.filter((code) => this.knows(code) >= knownByMany);
    return known.length >= 5 && new Set(known.map((code) => languages[code].script)).size >= 2;
  }

  private countUnknown(ids: Int32Array): number {
    return ids.filter((id) => id === this.tokenizer.unknownId).length;
  }

  private ids(text: string): Int32Array {
    const ids = this.known.get(text);
    if (ids === undefined) throw new Error(`“${text}” was not learnt`);
    return ids;
  }
}

function everydayWords(code: LanguageCode): string[] {
  const { everyday, script } = languages[code];
  return script === 'Han' ? Array.from(everyday) : everyday.split(' ').filter((word) => word !== '');
}

/** A vocabulary of a language has nearly all of its everyday words, another has a third of them at most. */
export const knownShare = 0.6;
/** One of a hundred languages has less room for each. */
const knownByMany = 0.45;
