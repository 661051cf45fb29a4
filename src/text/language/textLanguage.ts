// The script and the language of a sample of texts, by Unicode's scripts and by the most frequent words.

import { type LanguageCode, languageCodes, languages, type Script } from './languages.js';

/** What the texts are written in. */
export interface TextLanguage {
  /** The script that most letters belong to; null where there are hardly any letters. */
  readonly script: Script | null;
  /** Null where the words do not tell. */
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

/** A Han character says as much as several letters. */
const lettersOfHan = 3;
/** Chinese texts quote a brand in kana now and then; in Japanese a third is kana and more. */
const kanaOfJapanese = 0.1;
/** Of all words; fewer are names and loans. */
const leastFrequent = 0.06;
/** Fewer may be chance. */
const fewestFrequent = 3;
/** Related languages share frequent words. */
const lead = 1.15;

export function wordsOf(text: string): string[] {
  return text.toLowerCase().match(/[\p{L}\p{M}]+/gu) ?? [];
}

/** The script and language that most of these texts have together. */
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
