// A box to try the model on a sentence.

import { html, nothing, type TemplateResult } from 'lit';

import type { TextPrediction } from '../../src/shared/messages/models.js';
import type { App } from '../app.js';
import { icon } from '../icons.js';
import { figure, say } from '../locale.js';
import { styles } from '../styles.js';
import { describe } from '../texts/messages.js';
import { button, textArea } from '../toolkit/controls.js';

/** The number of labels whose bars are shown. */
const most = 8;

/** A box to try the finished model on a sentence, or on a pair of them. */
export function trial(app: App): TemplateResult {
  const { sentence, pair, answer } = app.view.trial;
  const hasPair = app.value('pair') !== null;
  const sentenceBox = textArea({
    id: 'try-sentence',
    label: say('try.sentence'),
    value: sentence,
    placeholder: say('try.placeholder'),
    onInput: (text) => app.tryOut({ sentence: text }),
  });
  const pairBox = () =>
    textArea({
      id: 'try-pair',
      label: say('try.pair'),
      value: pair,
      placeholder: say('try.pair'),
      onInput: (text) => app.tryOut({ pair: text }),
    });
  const classify = button({
    label: say('try.classify'),
    disabled: sentence.trim() === '',
    onClick: () => app.tryOut({}, true),
  });
  const prediction = answer?.answer?.prediction;
  return html`<div class="try">
    <div class="head"><h3>${say('try.title')}</h3></div>
    ${sentenceBox} ${hasPair ? pairBox() : nothing}
    <div class="row">${classify}<span class="note">${note(app)}</span></div>
    <div role="status">${prediction === undefined ? nothing : bars(prediction)}</div>
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
  const hidden = ordered.length - most;
  return html`<div class="labels">${ordered.slice(0, most).map(labelBar)}</div>
    ${hidden > 0 ? html`<p class="note">${say('try.more', { count: hidden })}</p>` : nothing}`;
}

function labelBar({ label, probability }: TextPrediction['probabilities'][number]): TemplateResult {
  const bar = html`<span class="bar"><i ${styles({ width: `${probability * 100}%` })}></i></span>`;
  return html`<span title=${label}>${label}</span>${bar}<span class="num">${figure(probability)}</span>`;
}
