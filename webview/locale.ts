// The page's language, and the format of numbers, sizes and times.

import { fill, type Locale, type Sentence, type ValueArguments } from '../src/shared/catalogue.js';
import * as numbers from '../src/shared/numbers.js';
import { type TextKey, texts } from './texts/texts.js';

let current: Locale = 'en';

/** Sets the page's language from a language tag; the host passes it in the page's `lang`. */
export function useLanguage(tag: string): void {
  current = /^zh/i.test(tag) ? 'zh' : 'en';
}

/** The page's language. */
export function locale(): Locale {
  return current;
}

/**
 * A text of the catalogue. Numbers among the values are written as counts; any other number has to be formatted before.
 */
export function say<Key extends TextKey>(key: Key, ...values: ValueArguments<(typeof texts)[Key]['en']>): string {
  return fill(texts[key], values[0] ?? {}, current, count);
}

/** A sentence of a catalogue, in the page's language. */
export function sentence(text: Sentence): string {
  return text[current];
}

const number = (value: number, options: Intl.NumberFormatOptions) => numbers.number(value, current, options);
export const count = (value: number) => numbers.count(value, current);
export const percent = (share: number, digits?: number) => numbers.percent(share, current, digits);
export const figure = (value: number, digits?: number) => numbers.figure(value, current, digits);
export const bytes = (value: number) => numbers.bytes(value, current);
export const duration = (seconds: number) => numbers.duration(seconds, current);
export const roughly = (seconds: number) => numbers.roughly(seconds, current);

/** A learning rate in short form: 3e-5, 0.001. */
export function rate(value: number): string {
  if (value === 0 || (Math.abs(value) >= 1e-3 && Math.abs(value) < 1e4))
    return number(value, { maximumSignificantDigits: 3 });
  return value
    .toExponential(2)
    .replace(/\.?0+e/, 'e')
    .replace('e+', 'e');
}

/** A number of parameters in short form: 102.3 M, 3.1 K, 770. */
export function parameters(value: number): string {
  if (value < 10_000) return count(value);
  if (value < 1e6) return `${number(value / 1e3, { maximumSignificantDigits: 3 })} K`;
  const unit = value < 1e9 ? 1e6 : 1e9;
  const digits = value / unit < 10 ? 2 : 1;
  const amount = number(value / unit, { minimumFractionDigits: digits, maximumFractionDigits: digits });
  return `${amount} ${unit === 1e6 ? 'M' : 'B'}`;
}

/** @param milliseconds since 1970 */
export function timeOfDay(milliseconds: number, seconds = true): string {
  return new Intl.DateTimeFormat(current, {
    hour: '2-digit',
    minute: '2-digit',
    ...(seconds ? { second: '2-digit' } : {}),
    hourCycle: 'h23',
  }).format(milliseconds);
}
