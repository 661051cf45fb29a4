// The texts of the status bar item: a text with a codicon, one for screen readers, and lines for the tooltip.

import type { Locale } from '../../shared/catalogue.js';
import { describeError } from '../../shared/errors.js';
import type { Scores } from '../../shared/events.js';
import type { RunStatus } from '../../shared/messages/worker.js';
import { count, figure, percent, roughly } from '../../shared/numbers.js';
import { headline, progressOf } from '../figures.js';
import { sayIn } from '../words.js';

/** @param scores those of a finished run, where they are known */
export function statusText(
  status: RunStatus,
  scores: Scores | null,
  locale: Locale,
): { readonly icon: string; readonly text: string } {
  const done = percent(progressOf(status), locale, 0);
  switch (status.phase) {
    case 'preparing':
      return { icon: 'loading~spin', text: preparingText(status, locale) };
    case 'caching':
      return { icon: 'loading~spin', text: sayIn(locale, 'statusCaching') };
    case 'training':
      return { icon: 'loading~spin', text: trainingText(status, done, locale) };
    case 'pausing':
      return { icon: 'loading~spin', text: sayIn(locale, 'statusPausing', { share: done }) };
    case 'paused':
      return { icon: 'debug-pause', text: sayIn(locale, 'statusPaused', { share: done }) };
    case 'stopping':
      return { icon: 'loading~spin', text: sayIn(locale, 'statusStopping', { share: done }) };
    case 'finishing':
      return { icon: 'loading~spin', text: sayIn(locale, 'statusFinishing') };
    case 'done':
      return {
        icon: 'pass',
        text:
          scores === null
            ? sayIn(locale, 'statusDoneUnscored')
            : sayIn(locale, 'statusDone', { score: headline(scores, locale) }),
      };
    case 'interrupted':
      return { icon: 'debug-stop', text: sayIn(locale, 'statusFailed') };
    case 'failed':
      return { icon: 'error', text: sayIn(locale, 'statusFailed') };
  }
}

function preparingText({ download }: RunStatus, locale: Locale): string {
  if (download === null) return sayIn(locale, 'statusPreparing');
  return sayIn(locale, 'statusDownloading', {
    model: download.model,
    share: percent(download.total === 0 ? 0 : download.bytes / download.total, locale, 0),
  });
}

function trainingText(status: RunStatus, done: string, locale: Locale): string {
  if (status.loss === null) return sayIn(locale, 'statusPreparing');
  const epoch = Math.min(Math.floor(status.epoch) + 1, Math.ceil(status.epochs));
  return sayIn(locale, 'statusTraining', {
    epoch,
    epochs: status.epochs,
    share: done,
    loss: figure(status.loss, locale),
  });
}

/** Facts for the tooltip, one line each. */
export function statusDetail(status: RunStatus, locale: Locale): string[] {
  const lines: string[] = [];
  if (status.rowsPerSecond !== null && status.secondsLeft !== null && status.phase === 'training')
    lines.push(
      sayIn(locale, 'tooltipRate', {
        rate: count(status.rowsPerSecond, locale),
        left: roughly(status.secondsLeft, locale),
      }),
    );
  if (status.device !== null) lines.push(sayIn(locale, 'tooltipDevice', { device: status.device }));
  if (status.failure !== null) lines.push(describeError(status.failure, locale));
  return lines;
}
