// Reports a run to people: its plan, one line of progress, each evaluation, the final scores and the path of the model.

import { isAbsolute, relative } from 'node:path';

import type { Locale } from '../shared/catalogue.js';
import { commandWord } from '../shared/commandWord.js';
import type { DoneEvent, EstimateEvent, EvaluationEvent, RunEvent, StartedEvent, StepEvent } from '../shared/events.js';
import { describeNotice } from '../shared/notices.js';
import { bytes, duration, figure, percent, roughly } from '../shared/numbers.js';
import { figureOrDash, fit, printable } from './columns.js';
import { invocation } from './invocation.js';
import type { Output } from './output.js';
import { scoreLines } from './scoreLines.js';
import { text } from './texts.js';

const barLength = 20;
/** The number of labels named in the plan; the others are in run.json. */
const namedLabels = 12;
/** Columns that each of them takes at most. */
const widestLabel = 40;

/** Takes every event of a run, in order. */
export function runReporter(output: Output): (event: RunEvent) => void {
  const { locale } = output;
  let started: StartedEvent | undefined;
  return (event) => {
    output.emit(event);
    switch (event.event) {
      case 'started':
        started = event;
        return output.print(...planLines(event, locale));
      case 'estimate':
        return output.print(estimateLine(event, locale));
      case 'notice':
        return output.print(printable(describeNotice(event, locale)));
      case 'resumed':
        return output.print(
          text(locale, 'resumed', { folder: shortPath(event.folder), step: event.step, steps: event.steps }),
        );
      case 'caching':
        return output.progress(() => text(locale, 'caching', { rows: event.rows, total: event.total }));
      case 'step':
        return output.progress(() => progressLine(event, started, locale));
      case 'evaluation':
        return output.print(evaluationLine(event, locale));
      case 'stoppedEarly':
        return output.print(text(locale, 'stoppedEarly', { step: event.step, evaluations: event.sinceBest }));
      case 'interrupted':
        return output.print(
          text(locale, 'interrupted', {
            step: event.step,
            steps: event.steps,
            program: invocation(),
            folder: commandWord(shortPath(event.folder), process.platform),
          }),
        );
      case 'done':
        return output.print(...doneLines(event, locale));
      case 'checkpoint':
      case 'failed':
        return;
    }
  };
}

function estimateLine({ memory: { total, free }, seconds }: EstimateEvent, locale: Locale): string {
  const time = seconds === null ? '' : text(locale, 'estimateTime', { time: roughly(seconds, locale) });
  return (
    (free === null
      ? text(locale, 'estimate', { need: bytes(total, locale) })
      : text(locale, 'estimateFree', { need: bytes(total, locale), free: bytes(free, locale) })) + time
  );
}

function planLines(event: StartedEvent, locale: Locale): string[] {
  const { rows, labels, labelRows, parameters, settings } = event;
  const counts = labels
    .slice(0, namedLabels)
    .map((label, id) => `${fit(printable(label), widestLabel)} ${labelRows[id] ?? 0}`);
  if (labels.length > namedLabels) counts.push(`… (${labels.length})`);
  const data = printable(shortPath(event.data));
  return [
    text(locale, 'started', { data, training: rows.training, validation: rows.validation, skipped: rows.skipped }),
    ...(settings.task === 'regression' ? [] : [text(locale, 'labels', { labels: counts.join(', ') })]),
    ...(event.truncated > 0 ? [text(locale, 'truncated', { rows: event.truncated, length: settings.maxLength })] : []),
    text(locale, 'plan', {
      ...parameters,
      steps: event.steps,
      epochs: event.epochs,
      device: event.device,
      threads: event.threads,
    }),
    text(locale, 'runFolder', { folder: shortPath(event.folder) }),
  ];
}

function progressLine(event: StepEvent, started: StartedEvent | undefined, locale: Locale): string {
  const { steps, epochs } = started ?? { steps: event.step, epochs: Math.ceil(event.epoch) };
  const share = event.step / Math.max(steps, 1);
  const filled = Math.round(share * barLength);
  return text(locale, 'progress', {
    epoch: Math.min(Math.max(Math.ceil(event.epoch), 1), Math.ceil(epochs)),
    epochs,
    bar: '━'.repeat(filled) + '─'.repeat(barLength - filled),
    percent: `${Math.floor(share * 100)}%`,
    loss: figure(event.loss, locale),
    rate: event.rowsPerSecond.toFixed(event.rowsPerSecond < 10 ? 1 : 0),
    left: roughly(event.secondsLeft, locale),
  });
}

function evaluationLine({ step, epoch, scores, best }: EvaluationEvent, locale: Locale): string {
  const values = { step, epoch: epoch.toFixed(2), loss: figure(scores.loss, locale) };
  const line =
    scores.kind === 'regression'
      ? text(locale, 'evaluationRegression', {
          ...values,
          rmse: figure(scores.rmse, locale),
          pearson: figureOrDash(scores.pearson, locale),
        })
      : text(locale, 'evaluationClasses', {
          ...values,
          accuracy: percent(scores.accuracy, locale),
          f1: figure(scores.f1, locale),
        });
  return best ? line + text(locale, 'best') : line;
}

function doneLines({ scores, seconds, model }: DoneEvent, locale: Locale): string[] {
  const folder = shortPath(model);
  return [
    ...(scores === null ? [] : ['', ...scoreLines(scores, locale), '']),
    text(locale, 'done', { time: duration(seconds, locale), model: folder }),
    text(locale, 'tryIt', { program: invocation(), model: commandWord(folder, process.platform) }),
  ];
}

/** The path relative to the working directory if it lies below it, which is short to read and can be pasted. */
export function shortPath(path: string): string {
  const short = relative('', path);
  return short === '' || short.startsWith('..') || isAbsolute(short) ? path : short;
}
