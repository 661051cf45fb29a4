// Bilingual sentences with typed placeholders: the shape that errors and notices share.

export const locales = ['en', 'zh'] as const;
export type Locale = (typeof locales)[number];

/**
 * One sentence in every language; `{name}` marks a value that the caller supplies. A long one spans several lines of a
 * template literal, which are joined when it is used.
 */
export type Sentence = { readonly [L in Locale]: string };

/** The placeholder names of a template, taken from its English text by the type checker. */
export type Placeholders<Text extends string> = Text extends `${string}{${infer Name}}${infer Rest}`
  ? Name | Placeholders<Rest>
  : never;

export type Values<Text extends string> = { readonly [Name in Placeholders<Text>]: string | number };

/** Arguments after the code: none when the template has no placeholder. */
export type ValueArguments<Text extends string> = [Placeholders<Text>] extends [never] ? [] : [Values<Text>];

/** The sentence in a language, its lines joined: with a space in English, without one in Chinese. */
export function textIn(sentence: Sentence, locale: Locale): string {
  return sentence[locale].replace(/\s*\n\s*/g, locale === 'zh' ? '' : ' ');
}

/** `{name}`, `[s]`, `[was|were]`. */
const marks = /\{(\w+)\}|\[(?:s|(\w*)\|(\w*))\]/g;

/**
 * Puts the values into a sentence. `row[s]` and `[was|were]` agree with the number before them. A placeholder without a
 * value stays visible, so that a test catches it.
 * @param write formats the numbers
 */
export function fill(
  sentence: Sentence,
  values: Readonly<Record<string, string | number>>,
  locale: Locale,
  write: (value: number, locale: Locale) => string = formatNumber,
): string {
  let isOne = false;
  return textIn(sentence, locale).replace(
    marks,
    (whole, name: string | undefined, one: string | undefined, many: string | undefined) => {
      if (name === undefined) return isOne ? (one ?? '') : (many ?? 's');
      const value = values[name];
      if (value === undefined) return whole;
      if (typeof value !== 'number') return value;
      isOne = value === 1;
      return write(value, locale);
    },
  );
}

function formatNumber(value: number, locale: Locale): string {
  if (!Number.isFinite(value) || (value !== 0 && Math.abs(value) < 1e-3)) return String(value);
  // A count is shown to the last digit, a measurement to six.
  const digits = Number.isInteger(value) ? {} : { maximumSignificantDigits: 6 };
  return new Intl.NumberFormat(locale, { ...digits, useGrouping: Math.abs(value) >= 10000 }).format(value);
}

/**
 * The language of an environment: Chinese when the first of LC_ALL, LC_MESSAGES, LANG that is set asks for it, or the
 * system where none is set, as on Windows.
 * @param system the system's own locale, such as zh-CN
 */
export function localeOf(environment: Readonly<Record<string, string | undefined>>, system: string): Locale {
  const name = environment['LC_ALL'] || environment['LC_MESSAGES'] || environment['LANG'] || system;
  return /^zh/i.test(name) ? 'zh' : 'en';
}
