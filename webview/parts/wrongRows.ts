// The rows that the model got most wrong: some are hard, some are labelled wrongly.

import { html, nothing, type TemplateResult } from 'lit';

import type { RunEvaluation, WrongRow } from '../../src/shared/messages/models.js';
import type { App } from '../app.js';
import { icon } from '../icons.js';
import { figure, say } from '../locale.js';
import { linkButton, tag } from '../toolkit/controls.js';

/** Rows that are listed; all are in the CSV. */
const listed = 8;

export function wrongRows(app: App, evaluation: RunEvaluation): TemplateResult {
  const { cell } = app.view;
  const { labels, mostWrong, wrong } = evaluation;
  const rows =
    cell === null
      ? mostWrong
      : mostWrong.filter(({ expected, predicted }) => expected[0] === cell.expected && predicted[0] === cell.predicted);
  const what =
    cell === null
      ? say('wrong.some', { shown: Math.min(listed, rows.length), all: wrong })
      : say('wrong.cell', { expected: labels[cell.expected] ?? '', predicted: labels[cell.predicted] ?? '' });
  return html`<div class="head">
      <h3>${say('wrong.title')}</h3>
      <span class="small muted">${mostWrong.length === 0 ? '' : what}</span>
      <span class="end"
        >${cell === null ? nothing : linkButton(say('wrong.all'), () => app.change({ cell: null }))}${mostWrong.length === 0 ? nothing : linkButton(say('wrong.openAll'), () => app.send({ type: 'openWrongRows' }))}</span
      >
    </div>
    <p class="note above">
      ${mostWrong.length === 0 ? say('wrong.none') : say(evaluation.task === 'regression' ? 'wrong.whatNumber' : 'wrong.what')}
    </p>
    <ul class="wrong">
      ${rows.slice(0, listed).map((row) => item(app, evaluation, row))}
    </ul>`;
}

function item(app: App, { labels, task }: RunEvaluation, row: WrongRow): TemplateResult {
  const names = (ids: readonly number[]) =>
    ids.length === 0 ? '–' : ids.map((id) => labels[id] ?? String(id)).join(', ');
  const [from, to] =
    task === 'regression' ? [number(row.target), number(row.value)] : [names(row.expected), names(row.predicted)];
  const text = row.text === null ? say('wrong.changed') : row.pair === null ? row.text : `${row.text} · ${row.pair}`;
  return html`<li>
    ${linkButton(say('wrong.line', { line: row.line }), () => app.send({ type: 'openLines', file: 'evaluation', lines: [row.line] }))}<span
      class="t ${row.text === null ? 'muted' : ''}"
      title=${text}
      >${text}</span
    >
    <span class="v">${tag(from)}${icon('arrow')}<span class="sr">${say('wrong.predictedAs')}</span>${tag(to)}</span
    ><span class="num small">${row.probability === null ? '' : figure(row.probability, 2)}</span>
  </li>`;
}

function number(value: number | null): string {
  return value === null ? '–' : figure(value, 2);
}
