// The log of a run: its events other than steps, the newest first.

import { html, nothing, type TemplateResult } from 'lit';

import type { EvaluationEvent, RunEvent } from '../../src/shared/events.js';
import type { LogEntry } from '../../src/shared/messages/panelState.js';
import type { App } from '../app.js';
import { icon, type IconName } from '../icons.js';
import { figure, percent, say, timeOfDay } from '../locale.js';
import { deviceName } from '../texts/devices.js';
import { describe, tell } from '../texts/messages.js';

/** The number of entries shown; the journal has all of them. */
const most = 200;

/** The events of the run that is shown, the newest first. */
export function logList({ view }: App): TemplateResult {
  const { log } = view.state.history;
  let evaluations = 0;
  const lines = log.flatMap((entry) => {
    if (entry.event.event === 'evaluation') evaluations++;
    const line = lineOf(entry.event, evaluations);
    return line === null ? [] : [{ ...line, at: entry.at }];
  });
  return html`<ul class="log" tabindex="0" aria-label=${say('log.title')}>
    ${lines.slice(-most).reverse().map(row)}
  </ul>`;
}

interface Line {
  readonly icon: IconName;
  readonly tone: string;
  readonly text: string;
}

function row({ at, icon: sign, tone, text }: Line & Pick<LogEntry, 'at'>): TemplateResult {
  return html`<li><time>${at === null ? nothing : timeOfDay(at)}</time>${icon(sign, tone)}<span>${text}</span></li>`;
}

/** The line for an event; null for events that do not matter to a person. */
function lineOf(event: RunEvent, evaluations: number): Line | null {
  switch (event.event) {
    case 'started':
      return {
        icon: 'play',
        tone: '',
        text: say('log.started', {
          device: deviceName(event.device),
          training: event.rows.training,
          validation: event.rows.validation,
        }),
      };
    case 'notice':
      return { icon: 'info', tone: 'info', text: tell(event) };
    case 'evaluation':
      return evaluationLine(event, evaluations);
    case 'estimate':
    case 'checkpoint':
    case 'step':
    case 'caching':
      return null;
    case 'resumed':
      return { icon: 'play', tone: '', text: say('log.resumed', { step: event.step, steps: event.steps }) };
    case 'stoppedEarly':
      return {
        icon: 'stop',
        tone: '',
        text:
          event.asked === true
            ? say('log.stoppedAsked', { step: event.step })
            : say('log.stoppedEarly', { step: event.step, count: event.sinceBest }),
      };
    case 'done':
      return { icon: 'pass', tone: 'pass', text: say('log.done', { step: event.step, model: event.model }) };
    case 'interrupted':
      return { icon: 'stop', tone: '', text: say('log.interrupted', { step: event.step, steps: event.steps }) };
    case 'failed':
      return { icon: 'warning', tone: 'error', text: describe(event) };
  }
}

function evaluationLine({ step, scores, best }: EvaluationEvent, number: number): Line {
  const loss = figure(scores.loss);
  const text =
    scores.kind === 'classes'
      ? say('log.evaluation', { number, step, loss, accuracy: percent(scores.accuracy) })
      : say('log.evaluationNumber', { number, step, loss, rmse: figure(scores.rmse) });
  return { icon: best ? 'star' : 'chart', tone: '', text: best ? text + say('log.best') : text };
}
