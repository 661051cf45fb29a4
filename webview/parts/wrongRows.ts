// The evaluated rows, the worst predictions first: some are hard, some are labelled wrongly. Each links to its line in
// the file.

import '../elements/evaluatedRowList.js';

import { html, nothing, type TemplateResult } from 'lit';

import type { RunEvaluation } from '../../src/shared/messages/models.js';
import type { App } from '../app.js';
import { say } from '../locale.js';
import { allRows, filteredRows, isFiltered, type RowFilter, type RowOrder } from '../model/evaluatedRows.js';
import { dropdown, linkButton, type Option, textField } from '../toolkit/controls.js';

/** The list of rows, with its search, its filters and its order. */
export function wrongRows(app: App, evaluation: RunEvaluation): TemplateResult {
  const { rowFilter } = app.view;
  const rows = filteredRows(evaluation, rowFilter);
  const showAll = () => linkButton(say('wrong.all'), () => app.change({ rowFilter: allRows }));
  const openAll = () => linkButton(say('wrong.openAll'), () => app.send({ type: 'openWrongRows' }));
  const hasRows = evaluation.mostWrong.length > 0;
  return html`<div class="head">
      <h3>${say('wrong.title')}</h3>
      <span class="small muted" role="status">${summaryOf(evaluation, rowFilter, rows.length)}</span>
      <span class="end">${isFiltered(rowFilter) ? showAll() : nothing}${hasRows ? openAll() : nothing}</span>
    </div>
    <p class="note above">${explanation(evaluation)}</p>
    ${filters(app, evaluation)}
    <evaluated-rows .app=${app} .evaluation=${evaluation} .rows=${rows}></evaluated-rows>`;
}

/** The number of listed rows, and their labels. */
function summaryOf({ labels, wrong, task }: RunEvaluation, filter: RowFilter, shown: number): string {
  const { expected, predicted } = filter;
  if (expected !== null && predicted !== null)
    return say('wrong.cell', { expected: labels[expected] ?? '', predicted: labels[predicted] ?? '', count: shown });
  if (isFiltered(filter) || task === 'regression') return say('data.rowCount', { count: shown });
  return wrong === 0 ? '' : say('wrong.some', { shown, all: wrong });
}

function explanation({ mostWrong, task }: RunEvaluation): string {
  if (mostWrong.length === 0) return say('wrong.none');
  return say(task === 'regression' ? 'wrong.whatNumber' : 'wrong.what');
}

function filters(app: App, { labels, task }: RunEvaluation): TemplateResult {
  const { rowFilter } = app.view;
  const change = (changes: Partial<RowFilter>) => app.change({ rowFilter: { ...rowFilter, ...changes } });
  const search = textField({
    id: 'rows-search',
    label: say('wrong.search'),
    value: rowFilter.search,
    placeholder: say('wrong.search'),
    onInput: (text) => change({ search: text }),
  });
  const order = dropdown({
    id: 'rows-order',
    label: say('wrong.order'),
    value: rowFilter.order,
    options: (['severity', 'line'] as const).map((value) => ({ value, label: say(`wrong.order.${value}`) })),
    onChange: (value) => change({ order: value as RowOrder }),
  });
  const labelFilter = (name: 'expected' | 'predicted') =>
    dropdown({
      id: `rows-${name}`,
      label: say(`wrong.filter.${name}`),
      value: String(rowFilter[name] ?? ''),
      options: labelOptions(labels, say(`wrong.any.${name}`)),
      onChange: (value) => change({ [name]: value === '' ? null : Number(value) }),
    });
  return html`<div class="rowfilters">
    ${search}${task === 'regression' ? nothing : html`${labelFilter('expected')}${labelFilter('predicted')}`}${order}
  </div>`;
}

function labelOptions(labels: readonly string[], any: string): Option[] {
  return [{ value: '', label: any }, ...labels.map((label, id) => ({ value: String(id), label }))];
}
