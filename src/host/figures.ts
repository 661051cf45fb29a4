// How far a run is and how good its model, in one number each.

import type { Locale } from '../shared/catalogue.js';
import type { Scores } from '../shared/events.js';
import { figure, percent } from '../shared/numbers.js';

/** How much of a run is done, between 0 and 1; 0 while its length is not known. */
export function progressOf({ step, steps }: { readonly step: number; readonly steps: number }): number {
  return steps === 0 ? 0 : step / steps;
}

/** The figure that stands for all: accuracy, or the error of a regression. */
export function headline(scores: Scores, locale: Locale): string {
  return scores.kind === 'classes' ? percent(scores.accuracy, locale) : figure(scores.mae, locale);
}
