// The confusion matrix: rows by true label, columns by predicted label. A click on a cell lists its rows on the page.

import { html, nothing, type TemplateResult } from 'lit';

import type { ClassScores } from '../../src/shared/events.js';
import type { RunEvaluation } from '../../src/shared/messages/models.js';
import type { App } from '../app.js';
import { icon } from '../icons.js';
import { count, percent, say } from '../locale.js';
import { allRows, filterOfCell, isCell } from '../model/evaluatedRows.js';
import { styles } from '../styles.js';
import { linkButton, tag } from '../toolkit/controls.js';

/** The largest number of labels for a matrix; with more, the most frequent confusions are listed instead. */
const mostLabels = 12;
/** The number of listed confusions. */
const mostConfusions = 12;

/** The matrix, or a list of confusions instead of a large one, or the reason why there is neither. */
export function confusion(app: App, evaluation: RunEvaluation, scores: ClassScores): TemplateResult {
  const { labels } = evaluation;
  const { confusion: matrix } = scores;
  const seen = scores.perClass.filter(({ support }) => support > 0).length;
  const note = (sentence: string) =>
    html`${head(false)}
      <p class="note">${sentence}</p>`;
  if (matrix === null) return note(say('matrix.several'));
  if (seen < 2) return note(say('matrix.oneLabel'));
  const openCsv = linkButton(say('matrix.csv'), () => app.send({ type: 'openMatrix' }));
  const csv = html`<p class="small matrixcsv">${openCsv}</p>`;
  if (labels.length > mostLabels)
    return html`${note(say('matrix.many', { count: labels.length }))} ${confusions(app, evaluation, scores)} ${csv}`;
  return html`${head(true)} ${table(app, evaluation, matrix)} ${csv}`;
}

function head(hasMatrix: boolean): TemplateResult {
  return html`<div class="head">
    <h3>${say('matrix.title')}</h3>
    <span class="end muted what">${hasMatrix ? say('matrix.what') : nothing}</span>
  </div>`;
}

/** The pairs of labels that are confused most often. */
function confusions(app: App, { labels, cells }: RunEvaluation, { perClass }: ClassScores): TemplateResult {
  const mistakes = cells
    .filter(({ expected, predicted, count: rows }) => expected !== predicted && rows > 0)
    .sort((a, b) => b.count - a.count)
    .slice(0, mostConfusions);
  if (mistakes.length === 0) return html`<p class="note">${say('matrix.noConfusions')}</p>`;
  const item = ({ expected, predicted, count: rows }: (typeof mistakes)[number]) => {
    const times = say('matrix.times', { count: rows, all: perClass[expected]?.support ?? rows });
    const name = say('matrix.cell', { expected: labels[expected] ?? '', predicted: labels[predicted] ?? '' });
    const truth = tag(labels[expected] ?? '');
    const answer = tag(labels[predicted] ?? '');
    return html`<li>
      <span class="v">${truth}${icon('arrow')}${answer}</span
      >${linkButton(times, () => showCell(app, expected, predicted), `${name}, ${times}`)}
    </li>`;
  };
  return html`<ul class="confusions">
    ${mistakes.map(item)}
  </ul>`;
}

function table(app: App, evaluation: RunEvaluation, matrix: readonly (readonly number[])[]): TemplateResult {
  const { labels } = evaluation;
  const heading = (label: string) => html`<th class="h" scope="col" title=${label}><span>${label}</span></th>`;
  const row = (amounts: readonly number[], expected: number) => {
    const all = amounts.reduce((sum, each) => sum + each, 0);
    const cells = amounts.map((rows, predicted) => cell(app, labels, { expected, predicted, rows, all }));
    return html`<tr>
      <th class="h r" scope="row" title=${labels[expected] ?? ''}><span>${labels[expected]}</span></th>
      ${cells}
    </tr>`;
  };
  return html`<div class="matrixbox" role="region" tabindex="0" aria-label=${say('matrix.title')}>
    <table class="matrix">
      <thead>
        <tr>
          <td></td>
          <th class="axis" colspan=${labels.length} scope="colgroup">${say('matrix.predicted')}</th>
        </tr>
        <tr>
          <th class="corner" scope="col">${say('matrix.true')}</th>
          ${labels.map(heading)}
        </tr>
      </thead>
      <tbody>
        ${matrix.map(row)}
      </tbody>
    </table>
  </div>`;
}

interface Cell {
  readonly expected: number;
  readonly predicted: number;
  readonly rows: number;
  /** The number of rows with the true label. */
  readonly all: number;
}

function cell(app: App, labels: readonly string[], { expected, predicted, rows, all }: Cell): TemplateResult {
  const share = all === 0 ? 0 : rows / all;
  const isHit = expected === predicted;
  const isChosen = isCell(app.view.rowFilter, expected, predicted);
  const name = say('matrix.cell', { expected: labels[expected] ?? '', predicted: labels[predicted] ?? '' });
  return html`<td>
    <button
      type="button"
      class="c ${isHit ? 'hit' : 'miss'} ${isChosen ? 'chosen' : ''}"
      aria-pressed=${String(isChosen)}
      title=${`${name}. ${say('matrix.open')}`}
      ?disabled=${rows === 0}
      ${styles({ '--p': depthOf(share, isHit).toFixed(0) })}
      @click=${() => showCell(app, expected, predicted)}
    >
      ${count(rows)}<small>${percent(share)}</small><span class="sr">${name}</span>
    </button>
  </td>`;
}

/**
 * The opacity of a cell in percent. Mistakes are drawn stronger than their share, since they are rare and matter most.
 */
function depthOf(share: number, isHit: boolean): number {
  if (isHit) return share * 48;
  // The square root makes small shares visible.
  return share === 0 ? 0 : 6 + 36 * Math.sqrt(share);
}

/** Lists the rows of a cell, or all rows again where the cell is listed already. */
function showCell(app: App, expected: number, predicted: number): void {
  const { rowFilter } = app.view;
  const isShown = isCell(rowFilter, expected, predicted);
  app.change({ rowFilter: isShown ? allRows : filterOfCell(rowFilter, expected, predicted) });
}
