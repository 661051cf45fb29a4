// The page's language, and numbers, sizes and times in it.

import { fill, type Locale, type Sentence, type ValueArguments } from '../src/shared/catalogue.js';
import { type TextKey, texts } from './texts/texts.js';

let current: Locale = 'en';

/** The host names the language in the page's `lang`. */
export function useLanguage(tag: string): void {
  current = /^zh/i.test(tag) ? 'zh' : 'en';
}

/** The page's language. */
export function locale(): Locale {
  return current;
}

/** A text of the catalogue. Numbers among the values are written as counts; others are to be formatted before. */
export function say<Key extends TextKey>(key: Key, ...values: ValueArguments<(typeof texts)[Key]['en']>): string {
  return fill(texts[key], values[0] ?? {}, current, count);
}

/** A sentence of a catalogue, in the page's language. */
export function sentence(text: Sentence): string {
  return text[current];
}

const formats = new Map<string, Intl.NumberFormat>();
function number(value: number, options: Intl.NumberFormatOptions): string {
  const key = current + JSON.stringify(options);
  const format = formats.get(key) ?? new Intl.NumberFormat(current, options);
  formats.set(key, format);
  return format.format(value);
}

/** A whole number, with its thousands apart. */
export function count(value: number): string {
  return number(value, { maximumFractionDigits: 0 });
}

/** A share in percent. */
export function percent(share: number, digits = 1): string {
  return number(share, { style: 'percent', minimumFractionDigits: digits, maximumFractionDigits: digits });
}

/** A loss, a score: three digits behind the point. */
export function figure(value: number, digits = 3): string {
  return number(value, { minimumFractionDigits: digits, maximumFractionDigits: digits });
}

/** Short, for learning rates: 3e-5, 0.001. */
export function rate(value: number): string {
  if (value === 0 || (Math.abs(value) >= 1e-3 && Math.abs(value) < 1e4))
    return number(value, { maximumSignificantDigits: 3 });
  return value
    .toExponential(2)
    .replace(/\.?0+e/, 'e')
    .replace('e+', 'e');
}

/** Parameters: 102.3 M, 3.1 K, 770. */
export function parameters(value: number): string {
  if (value < 10_000) return count(value);
  if (value < 1e6) return `${number(value / 1e3, { maximumSignificantDigits: 3 })} K`;
  const unit = value < 1e9 ? 1e6 : 1e9;
  const digits = value / unit < 10 ? 2 : 1;
  const amount = number(value / unit, { minimumFractionDigits: digits, maximumFractionDigits: digits });
  return `${amount} ${unit === 1e6 ? 'M' : 'B'}`;
}

/** In units of a thousand, with about three digits: 6.1 MB. */
export function bytes(value: number): string {
  const units = ['B', 'KB', 'MB', 'GB', 'TB'];
  const power = Math.min(units.length - 1, value < 1 ? 0 : Math.floor(Math.log10(value) / 3));
  const amount = value / 1000 ** power;
  const isWhole = power === 0 || amount >= 100;
  const digits = amount >= 10 ? 1 : 2;
  return `${number(amount, { maximumFractionDigits: isWhole ? 0 : digits })} ${units[power]!}`;
}

/** In words: 48 s, 3 min 5 s, 2 h 10 min. */
export function duration(seconds: number): string {
  const whole = Math.max(0, Math.round(seconds));
  if (whole < 60) return say('time.seconds', { seconds: whole });
  if (whole < 3600)
    return whole % 60 === 0
      ? say('time.minutes', { minutes: whole / 60 })
      : say('time.minutesSeconds', { minutes: Math.floor(whole / 60), seconds: whole % 60 });
  return say('time.hours', { hours: Math.floor(whole / 3600), minutes: Math.floor((whole % 3600) / 60) });
}

/** Rounded as far as an estimate deserves. */
export function roughly(seconds: number): string {
  if (seconds < 90) return duration(seconds);
  return seconds < 5400
    ? say('time.minutes', { minutes: Math.round(seconds / 60) })
    : duration(Math.round(seconds / 60) * 60);
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
