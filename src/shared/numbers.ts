// Formats numbers for people, with the same precision in the command line, in VS Code and in the panel.

import { fill, type Locale, type Sentence } from './catalogue.js';

const formats = new Map<string, Intl.NumberFormat>();

/** A number in a language's format. Formatters are cached: making one takes longer than using it. */
export function number(value: number, locale: Locale, options: Intl.NumberFormatOptions): string {
  const key = locale + JSON.stringify(options);
  const format = formats.get(key) ?? new Intl.NumberFormat(locale, options);
  formats.set(key, format);
  return format.format(value);
}

/** A whole number: 1,234. */
export function count(value: number, locale: Locale): string {
  return number(value, locale, { maximumFractionDigits: 0 });
}

/** A share between 0 and 1: 83.3%. */
export function percent(share: number, locale: Locale, digits = 1): string {
  return number(share, locale, { style: 'percent', minimumFractionDigits: digits, maximumFractionDigits: digits });
}

/** A loss, a score, an error: three digits after the point. */
export function figure(value: number, locale: Locale, digits = 3): string {
  return number(value, locale, { minimumFractionDigits: digits, maximumFractionDigits: digits });
}

const units = ['B', 'KB', 'MB', 'GB', 'TB'];

/** Bytes in decimal units, three digits: 3.42 GB, 270 MB. */
export function bytes(value: number, locale: Locale): string {
  const power = Math.min(units.length - 1, value < 1 ? 0 : Math.floor(Math.log10(value) / 3));
  const amount = value / 1000 ** power;
  const digits = power === 0 || amount >= 100 ? 0 : amount >= 10 ? 1 : 2;
  return `${number(amount, locale, { maximumFractionDigits: digits })} ${units[power]!}`;
}

const times = {
  seconds: { en: '{seconds} s', zh: '{seconds} 秒' },
  minutes: { en: '{minutes} min', zh: '{minutes} 分钟' },
  minutesSeconds: { en: '{minutes} min {seconds} s', zh: '{minutes} 分 {seconds} 秒' },
  hours: { en: '{hours} h {minutes} min', zh: '{hours} 小时 {minutes} 分' },
} as const satisfies Record<string, Sentence>;

/** A duration: 40 s, 5 min 12 s, 2 h 10 min. */
export function duration(seconds: number, locale: Locale): string {
  const whole = Math.max(0, Math.round(seconds));
  const write = (sentence: Sentence, values: Record<string, number>) => fill(sentence, values, locale, count);
  if (whole < 60) return write(times.seconds, { seconds: whole });
  const minutes = Math.floor(whole / 60);
  if (whole >= 3600) return write(times.hours, { hours: Math.floor(minutes / 60), minutes: minutes % 60 });
  return whole % 60 === 0
    ? write(times.minutes, { minutes })
    : write(times.minutesSeconds, { minutes, seconds: whole % 60 });
}

/** An estimated duration, rounded to whole minutes when it is long. */
export function roughly(seconds: number, locale: Locale): string {
  if (seconds < 90) return duration(seconds, locale);
  const minutes = Math.round(seconds / 60);
  return seconds < 5400 ? fill(times.minutes, { minutes }, locale, count) : duration(minutes * 60, locale);
}
