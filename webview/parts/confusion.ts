// The confusion matrix: rows by true label, columns by what the model said; a cell shows its rows.

import { html, nothing, type TemplateResult } from 'lit';

import type { ClassScores } from '../../src/shared/events.js';
import type { RunEvaluation } from '../../src/shared/messages/models.js';
import type { App } from '../app.js';
import { count, percent, say } from '../locale.js';
import { styles } from '../styles.js';
import { linkButton } from '../toolkit/controls.js';

/** With more labels a matrix is no picture any more; it is offered as a CSV. */
const mostLabels = 12;

export function confusion(
  app: App,
  evaluation: RunEvaluation,
  { confusion: matrix, perClass }: ClassScores,
): TemplateResult {
  const { labels } = evaluation;
  const seen = perClass.filter(({ support }) => support > 0).length;
  const head = html`<div class="head">
    <h3>${say('matrix.title')}</h3>
    <span class="end muted what"
      >${matrix === null || labels.length > mostLabels || seen < 2 ? nothing : say('matrix.what')}</span
    >
  </div>`;
  if (matrix === null)
    return html`${head}
      <p class="note">${say('matrix.several')}</p>`;
  if (seen < 2)
    return html`${head}
      <p class="note">${say('matrix.oneLabel')}</p>`;
  const csv = html`<p class="small matrixcsv">
    ${linkButton(say('matrix.csv'), () => app.send({ type: 'openMatrix' }))}
  </p>`;
  if (labels.length > mostLabels)
    return html`${head}
      <p class="note">${say('matrix.many', { count: labels.length })}</p>
      ${csv}`;
  return html`${head}
    <div class="matrixbox" role="region" tabindex="0" aria-label=${say('matrix.title')}>
      <table class="matrix">
        <thead>
          <tr>
            <td></td>
            <th class="axis" colspan=${labels.length} scope="colgroup">${say('matrix.predicted')}</th>
          </tr>
          <tr>
            <th class="corner" scope="col">${say('matrix.true')}</th>
            ${labels.map((label) => html`<th class="h" scope="col">${label}</th>`)}
          </tr>
        </thead>
        <tbody>
          ${matrix.map(
            (row, expected) =>
              html`<tr>
                <th class="h r" scope="row">${labels[expected]}</th>
                ${row.map((rows, predicted) => cell(app, evaluation, { expected, predicted, rows, all: row.reduce((sum, each) => sum + each, 0) }))}
              </tr>`,
          )}
        </tbody>
      </table>
    </div>
    ${csv}`;
}

interface Cell {
  readonly expected: number;
  readonly predicted: number;
  readonly rows: number;
  /** Rows of the true label. */
  readonly all: number;
}

/** A click opens the rows in the CSV; and Most wrong shows those of the cell. */
function cell(app: App, { labels, cells }: RunEvaluation, { expected, predicted, rows, all }: Cell): TemplateResult {
  const share = all === 0 ? 0 : rows / all;
  const isHit = expected === predicted;
  const chosen = app.view.cell?.expected === expected && app.view.cell.predicted === predicted;
  const name = say('matrix.cell', { expected: labels[expected] ?? '', predicted: labels[predicted] ?? '' });
  const open = () => {
    const lines = cells.find((each) => each.expected === expected && each.predicted === predicted)?.lines ?? [];
    app.change({ cell: chosen || isHit ? null : { expected, predicted } });
    if (lines.length > 0) app.send({ type: 'openLines', file: 'evaluation', lines });
  };
  // Mistakes weigh more to the eye than their share: few of them are what one looks for.
  const depth = isHit ? share * 48 : rows === 0 ? 0 : 6 + Math.min(30, share * 150);
  return html`<td>
    <button
      type="button"
      class="c ${isHit ? 'hit' : 'miss'} ${chosen ? 'chosen' : ''}"
      aria-pressed=${isHit ? nothing : String(chosen)}
      title=${say('matrix.open')}
      ?disabled=${rows === 0}
      ${styles({ '--p': depth.toFixed(0) })}
      @click=${open}
    >
      ${count(rows)}<small>${percent(share)}</small><span class="sr">${name}</span>
    </button>
  </td>`;
}
