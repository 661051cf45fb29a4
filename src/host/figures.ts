// The progress of a run and the quality of its model, each as one number.

import type { Locale } from '../shared/catalogue.js';
import type { Scores } from '../shared/events.js';
import { figure, percent } from '../shared/numbers.js';

/** The completed share of a run, between 0 and 1; 0 while its length is unknown. */
export function progressOf({ step, steps }: { readonly step: number; readonly steps: number }): number {
  return steps === 0 ? 0 : step / steps;
}

/** The main figure: accuracy, or the error of a regression. */
export function headline(scores: Scores, locale: Locale): string {
  return scores.kind === 'classes' ? percent(scores.accuracy, locale) : figure(scores.mae, locale);
}
