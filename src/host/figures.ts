// Numbers as people read them: shares, losses, times; in the language of the interface.

import type { Locale } from '../shared/catalogue.js';
import type { Scores } from '../shared/events.js';
import { sayIn } from './words.js';

/** `digits` of the fraction: 64% or 90.7%. */
export function share(value: number, locale: Locale, digits = 0): string {
  return new Intl.NumberFormat(locale, {
    style: 'percent',
    minimumFractionDigits: digits,
    maximumFractionDigits: digits,
  }).format(value);
}

/** A loss, an F1, an error: three digits after the point. */
export function figure(value: number, locale: Locale): string {
  return new Intl.NumberFormat(locale, { minimumFractionDigits: 3, maximumFractionDigits: 3 }).format(value);
}

export function whole(value: number, locale: Locale): string {
  return new Intl.NumberFormat(locale, { maximumFractionDigits: 0 }).format(value);
}

/** Time left or spent: 40 s, 5 min, 2 h 10 min. */
export function duration(seconds: number, locale: Locale): string {
  if (seconds < 90) return sayIn(locale, 'seconds', { count: Math.max(1, Math.round(seconds)) });
  const minutes = Math.round(seconds / 60);
  if (minutes < 90) return sayIn(locale, 'minutes', { count: minutes });
  return sayIn(locale, 'hours', { hours: Math.floor(minutes / 60), minutes: minutes % 60 });
}

/** How much of a run is done, between 0 and 1; 0 while its length is not known. */
export function progressOf({ step, steps }: { readonly step: number; readonly steps: number }): number {
  return steps === 0 ? 0 : step / steps;
}

/** The figure that stands for all: accuracy, or the error of a regression. */
export function headline(scores: Scores, locale: Locale): string {
  return scores.kind === 'classes' ? share(scores.accuracy, locale, 1) : figure(scores.mae, locale);
}
