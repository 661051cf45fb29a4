// The list of evaluated rows, of any length: only the visible ones are in the document.

import { html, type TemplateResult } from 'lit';

import type { RunEvaluation, WrongRow } from '../../src/shared/messages/models.js';
import type { App } from '../app.js';
import { icon } from '../icons.js';
import { figure, say } from '../locale.js';
import { rowHeight, rowWindow } from '../model/rowWindow.js';
import { styles } from '../styles.js';
import { linkButton, tag } from '../toolkit/controls.js';
import { LightElement } from './lightElement.js';

/** The number of rows visible at a time. */
const seenRows = 8;

/** `<evaluated-rows>`: rows with the model's predictions. */
export class EvaluatedRowList extends LightElement {
  static override properties = { app: {}, evaluation: {}, rows: {} };
  declare app: App;
  declare evaluation: RunEvaluation;
  declare rows: readonly WrongRow[];
  private top = 0;

  override render(): TemplateResult {
    const { rows } = this;
    const seen = Math.min(seenRows, rows.length) * rowHeight;
    const area = rowWindow(rows.length, this.top, seen);
    const shown = rows.slice(area.first, area.first + area.count);
    return html`<div
      class="wrongbox"
      role="region"
      tabindex="0"
      aria-label=${say('wrong.title')}
      ${styles({ height: `${seen}px` })}
      @scroll=${(event: Event) => this.scrolled(event)}
    >
      <div class="wrongspace" ${styles({ height: `${area.height}px` })}>
        <ul class="wrong" ${styles({ transform: `translateY(${area.offset}px)` })}>
          ${shown.map((row, index) => this.row(row, area.first + index))}
        </ul>
      </div>
    </div>`;
  }

  private row(row: WrongRow, index: number): TemplateResult {
    const { line, probability } = row;
    const text = textOf(row);
    const { truth, answer } = this.labelsOf(row);
    const reveal = () => this.app.send({ type: 'openLines', file: 'evaluation', lines: [line] });
    return html`<li aria-posinset=${index + 1} aria-setsize=${this.rows.length}>
      ${linkButton(say('wrong.line', { line }), reveal)}<span
        class="t ${row.text === null ? 'muted' : ''}"
        title=${text}
        >${text}</span
      >
      <span class="v"
        >${tag(truth)}${icon('arrow')}<span class="sr">${say('wrong.predictedAs')}</span>${tag(answer)}</span
      ><span class="num small">${probability === null ? '' : figure(probability, 2)}</span>
    </li>`;
  }

  /** The true label or number of a row, and the predicted one. */
  private labelsOf({ expected, predicted, target, value }: WrongRow): {
    readonly truth: string;
    readonly answer: string;
  } {
    const { task, labels } = this.evaluation;
    if (task === 'regression') return { truth: number(target), answer: number(value) };
    const names = (ids: readonly number[]) =>
      ids.length === 0 ? '–' : ids.map((id) => labels[id] ?? String(id)).join(', ');
    return { truth: names(expected), answer: names(predicted) };
  }

  private scrolled(event: Event): void {
    this.top = (event.currentTarget as HTMLElement).scrollTop;
    this.requestUpdate();
  }
}
customElements.define('evaluated-rows', EvaluatedRowList);

function textOf({ text, pair }: WrongRow): string {
  if (text === null) return say('wrong.noText');
  return pair === null ? text : `${text} · ${pair}`;
}

function number(value: number | null): string {
  return value === null ? '–' : figure(value, 2);
}
