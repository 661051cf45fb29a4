// The script and the language of a sample of texts, by Unicode's scripts and by the most frequent words.

import { type LanguageCode, languageCodes, languages, type Script } from './languages.js';

/** The script and language of texts. */
export interface TextLanguage {
  /** The script that most letters belong to; null where there are hardly any letters. */
  readonly script: Script | null;
  /** The language; null where the words do not identify one. */
  readonly language: LanguageCode | null;
}

const patterns: Readonly<Record<Script, RegExp>> = {
  Latin: /\p{Script=Latin}/gu,
  Cyrillic: /\p{Script=Cyrillic}/gu,
  Arabic: /\p{Script=Arabic}/gu,
  Han: /\p{Script=Han}/gu,
  Kana: /[\p{Script=Hiragana}\p{Script=Katakana}]/gu,
  Hangul: /\p{Script=Hangul}/gu,
  Greek: /\p{Script=Greek}/gu,
  Hebrew: /\p{Script=Hebrew}/gu,
  Devanagari: /\p{Script=Devanagari}/gu,
  Thai: /\p{Script=Thai}/gu,
};
const scripts = Object.keys(patterns) as Script[];

/** Scripts whose words stand together without spaces. */
export function isUnspaced(script: Script | null): boolean {
  return script === 'Han' || script === 'Kana' || script === 'Thai';
}

/** The number of letters that a Han character counts as. */
const lettersOfHan = 3;
/**
 * The share of kana that makes a text Japanese: Chinese texts sometimes quote a brand in kana, and Japanese ones are at
 * least a third kana.
 */
const kanaOfJapanese = 0.1;
/** The smallest share of frequent words of a language: fewer are names and loan words. */
const leastFrequent = 0.06;
/** The smallest number of frequent words: fewer may be chance. */
const fewestFrequent = 3;
/** The factor by which a language must lead, since related languages share frequent words. */
const lead = 1.15;

export function wordsOf(text: string): string[] {
  return text.toLowerCase().match(/[\p{L}\p{M}]+/gu) ?? [];
}

/** The script and language of most of these texts. */
export function languageOf(texts: readonly string[]): TextLanguage {
  const text = texts.join('\n');
  const script = scriptOf(text);
  if (script === null) return { script, language: null };
  const own = languageCodes.filter((code) => languages[code].script === script);
  const [first] = own;
  if (own.length === 1 && first !== undefined) return { script, language: first };
  return { script, language: mostFrequent(wordsOf(text), own) };
}

function scriptOf(text: string): Script | null {
  const counts = new Map(scripts.map((script) => [script, text.match(patterns[script])?.length ?? 0]));
  const count = (script: Script) => counts.get(script) ?? 0;
  const eastAsian = count('Han') + count('Kana');
  const weight = (script: Script) =>
    script === 'Han' ? lettersOfHan * eastAsian : script === 'Kana' ? 0 : count(script);
  const [best] = [...scripts].sort((a, b) => weight(b) - weight(a));
  if (best === undefined || weight(best) === 0) return null;
  return best === 'Han' && count('Kana') >= kanaOfJapanese * eastAsian ? 'Kana' : best;
}

function mostFrequent(words: readonly string[], codes: readonly LanguageCode[]): LanguageCode | null {
  const hits = codes.map((code) => {
    const frequent: ReadonlySet<string> = new Set(languages[code].frequent.split(' '));
    return { code, count: words.filter((word) => frequent.has(word)).length };
  });
  const [best, second] = hits.sort((a, b) => b.count - a.count);
  if (best === undefined || best.count < Math.max(fewestFrequent, leastFrequent * words.length)) return null;
  return second !== undefined && best.count < lead * second.count ? null : best.code;
}
