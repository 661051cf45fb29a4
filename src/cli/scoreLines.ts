// An evaluation as lines for people: the figures, a row for each label, the confusion matrix.

import type { Locale } from '../shared/catalogue.js';
import type { ClassScores, Scores } from '../shared/events.js';
import { figure, percent } from '../shared/numbers.js';
import { figureOrDash, fit, printable, table } from './columns.js';
import { text } from './texts.js';

/** More labels than this make a matrix too wide to read in a terminal. */
const widestMatrix = 12;
const widestLabel = 24;

export function scoreLines(scores: Scores, locale: Locale): string[] {
  if (scores.kind === 'regression') {
    const { rmse, mae, pearson, loss } = scores;
    return [
      text(locale, 'regressionLine', {
        rmse: figure(rmse, locale),
        mae: figure(mae, locale),
        pearson: figureOrDash(pearson, locale),
        loss: figure(loss, locale),
      }),
    ];
  }
  const { accuracy, f1, loss, weightedF1, matthews, auc } = scores;
  return [
    text(locale, 'accuracyLine', {
      accuracy: percent(accuracy, locale),
      f1: figure(f1, locale),
      loss: figure(loss, locale),
    }),
    ...(weightedF1 === undefined
      ? []
      : [
          text(locale, 'classFiguresLine', {
            weightedF1: figure(weightedF1, locale),
            matthews: figureOrDash(matthews ?? null, locale),
            auc: figureOrDash(auc ?? null, locale),
          }),
        ]),
    '',
    ...classLines(scores, locale),
    ...confusionLines(scores, locale),
  ];
}

function classLines({ perClass, precision, recall, f1 }: ClassScores, locale: Locale): string[] {
  const header = [
    text(locale, 'label'),
    text(locale, 'precision'),
    text(locale, 'recall'),
    text(locale, 'f1'),
    text(locale, 'rows'),
  ];
  const rows = perClass.map((score) => [
    labelCell(score.label),
    figure(score.precision, locale),
    figure(score.recall, locale),
    figure(score.f1, locale),
    String(score.support),
  ]);
  const total = perClass.reduce((sum, { support }) => sum + support, 0);
  return table([
    header,
    ...rows,
    [text(locale, 'mean'), figure(precision, locale), figure(recall, locale), figure(f1, locale), String(total)],
  ]);
}

function confusionLines({ confusion, perClass }: ClassScores, locale: Locale): string[] {
  if (confusion === null) return [];
  if (confusion.length > widestMatrix) return ['', text(locale, 'confusionTooWide', { labels: confusion.length })];
  const labels = perClass.map(({ label }) => labelCell(label));
  const rows = confusion.map((counts, index) => [labels[index] ?? '', ...counts.map(String)]);
  return ['', ...table([[text(locale, 'confusionTitle'), ...labels], ...rows])];
}

function labelCell(label: string): string {
  return fit(printable(label), widestLabel);
}
