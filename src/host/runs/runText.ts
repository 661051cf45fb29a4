// The texts of a run in the runs view: icon, description, kind. Without VS Code, so that it can be tested alone.

import type { Locale } from '../../shared/catalogue.js';
import { describeError } from '../../shared/errors.js';
import { runKinds } from '../../shared/ids.js';
import type { RunSummary } from '../../shared/messages/models.js';
import { shortModelName } from '../../shared/modelName.js';
import { firstBundledModel } from '../../shared/models/bundledModels.js';
import { figure, percent } from '../../shared/numbers.js';
import { progressOf } from '../figures.js';
import { sayIn } from '../words.js';

export interface RunText {
  /** The name of a codicon. */
  readonly icon: string;
  readonly description: string;
  /** `viewItem` of the row. */
  readonly kind: string;
}

const icons = {
  running: 'loading~spin',
  paused: 'debug-pause',
  done: 'pass',
  interrupted: 'debug-stop',
  failed: 'error',
} as const;
const kinds = {
  running: runKinds.living,
  paused: runKinds.paused,
  done: runKinds.done,
  interrupted: runKinds.unfinished,
  failed: runKinds.unfinished,
} as const;

/**
 * @param now milliseconds since 1970
 * @param place the run's folder, where several runs have the same name
 */
export function runText(run: RunSummary, usedForHover: boolean, locale: Locale, now: number, place = ''): RunText {
  const parts = [place, outcome(run, locale)];
  if (run.state !== 'running' && run.state !== 'paused') parts.push(age(Date.parse(run.changed), now, locale));
  if (usedForHover) parts.push(sayIn(locale, 'usedForHover'));
  return {
    icon: usedForHover ? 'eye' : icons[run.state],
    description: parts.filter((part) => part !== '').join(' · '),
    kind: kinds[run.state],
  };
}

/** More about a run, one line each, for the tooltip. */
export function runDetail(run: RunSummary, locale: Locale): string[] {
  const model = shortModelName(run.model ?? firstBundledModel);
  const lines = [run.folder, run.data, sayIn(locale, 'baseModel', { model })];
  if (run.labels.length > 0) lines.push(run.labels.slice(0, 10).join(', '));
  if (run.failure !== null) lines.push(describeError(run.failure, locale));
  return lines;
}

function outcome(run: RunSummary, locale: Locale): string {
  const done = percent(progressOf(run), locale, 0);
  switch (run.state) {
    case 'running':
      return run.loss === null
        ? sayIn(locale, 'runStarting')
        : sayIn(locale, 'runRunning', { share: done, loss: figure(run.loss, locale) });
    case 'paused':
      return sayIn(locale, 'runPaused', { share: done });
    case 'interrupted':
      return sayIn(locale, 'runInterrupted', { share: done });
    case 'failed':
      return run.failure === null ? sayIn(locale, 'stateFailed') : describeError(run.failure, locale);
    case 'done':
      return scoreText(run, locale);
  }
}

function scoreText({ scores }: RunSummary, locale: Locale): string {
  if (scores === null) return sayIn(locale, 'runUnscored');
  if (scores.kind === 'regression') return sayIn(locale, 'runRegression', { error: figure(scores.mae, locale) });
  return sayIn(locale, 'runDone', { accuracy: percent(scores.accuracy, locale), f1: figure(scores.f1, locale) });
}

/** The age of a time in words: `3 minutes ago`, `yesterday`. */
export function age(then: number, now: number, locale: Locale): string {
  if (!Number.isFinite(then)) return '';
  const words = new Intl.RelativeTimeFormat(locale, { numeric: 'auto' });
  const seconds = (then - now) / 1000;
  if (seconds > -60) return words.format(0, 'second');
  if (seconds > -3600) return words.format(Math.round(seconds / 60), 'minute');
  if (seconds > -86_400) return words.format(Math.round(seconds / 3600), 'hour');
  return words.format(Math.round(seconds / 86_400), 'day');
}
