// A box to try the model on a sentence.

import { html, nothing, type TemplateResult } from 'lit';

import type { TextPrediction } from '../../src/shared/messages/models.js';
import type { App } from '../app.js';
import { icon } from '../icons.js';
import { figure, say } from '../locale.js';
import { styles } from '../styles.js';
import { describe } from '../texts/messages.js';
import { button, textArea } from '../toolkit/controls.js';

/** Labels whose bars are shown. */
const most = 8;

export function trial(app: App): TemplateResult {
  const { trial: tried } = app.view;
  const hasPair = app.value('pair') !== null;
  return html`<div class="try">
    <div class="head"><h3>${say('try.title')}</h3></div>
    ${textArea({ id: 'try-sentence', label: say('try.sentence'), value: tried.sentence, placeholder: say('try.placeholder'), onInput: (sentence) => app.tryOut({ sentence }) })}
    ${hasPair ? textArea({ id: 'try-pair', label: say('try.pair'), value: tried.pair, placeholder: say('try.pair'), onInput: (pair) => app.tryOut({ pair }) }) : nothing}
    <div class="row">
      ${button({ label: say('try.classify'), disabled: tried.sentence.trim() === '', onClick: () => app.tryOut({}, true) })}<span
        class="note"
        >${note(app)}</span
      >
    </div>
    <div role="status">
      ${tried.answer?.answer === null || tried.answer === null ? nothing : bars(tried.answer.answer.prediction)}
    </div>
  </div>`;
}

function note({ view }: App): TemplateResult | string {
  const { answer, waiting } = view.trial;
  if (answer?.failure !== null && answer !== null) return html`${icon('warning', 'error')} ${describe(answer.failure)}`;
  if (answer === null || answer.answer === null) return waiting ? say('try.waiting') : '';
  const { prediction, milliseconds } = answer.answer;
  return say(prediction.cut ? 'try.timeCut' : 'try.time', {
    milliseconds: Math.max(1, Math.round(milliseconds)),
    tokens: prediction.tokens,
  });
}

function bars({ probabilities, value }: TextPrediction): TemplateResult {
  if (value !== null) return html`<p class="big">${figure(value)}</p>`;
  const ordered = [...probabilities].sort((a, b) => b.probability - a.probability);
  return html`<div class="labels">
      ${ordered.slice(0, most).map(({ label, probability }) => html`<span>${label}</span><span class="bar"><i ${styles({ width: `${probability * 100}%` })}></i></span><span class="num">${figure(probability)}</span>`)}
    </div>
    ${ordered.length > most ? html`<p class="note">${say('try.more', { count: ordered.length - most })}</p>` : nothing}`;
}
