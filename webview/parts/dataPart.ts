// The data part: the format of the file, its rows, its labels, its lengths and its problems.

import '../elements/histogram.js';
import '../elements/rowGrid.js';

import { html, nothing, type TemplateResult } from 'lit';

import { formatEntry } from '../../src/shared/inspection.js';
import { choicesOf } from '../../src/shared/settings.js';
import type { App } from '../app.js';
import { icon } from '../icons.js';
import { bytes, percent, say } from '../locale.js';
import { describe } from '../texts/messages.js';
import { choiceText } from '../texts/settings.js';
import { button, dropdown, linkButton, type Option } from '../toolkit/controls.js';
import { dataProblems } from './dataProblems.js';
import { section } from './frame.js';
import { labelCounts } from './labelCounts.js';

/** The part of the page about the training file. */
export function dataPart(app: App): TemplateResult {
  return section(app, 'data', summaryOf(app), () => body(app), say('frame.locked'));
}

function summaryOf({ view }: App): string {
  const { data, file } = view.state;
  const rows = data.inspection?.rows ?? data.counts?.rows;
  return [
    file.name,
    ...(rows === undefined ? [] : [say('data.rowCount', { count: rows })]),
    ...(data.table === null ? [] : [say('data.columnCount', { count: data.table.columns.length })]),
    bytes(data.table?.bytes ?? file.bytes),
  ].join(' · ');
}

function body(app: App): TemplateResult {
  const { data } = app.view.state;
  const pickers = html`${fields(app)}${data.phase === 'failed' ? unreadable(app) : nothing}`;
  if (data.phase === 'failed' && data.rows.length === 0) return pickers;
  return html`${pickers}
    <div class="cols data">
      <div class="stack">${preview(app)}${dataProblems(app)}</div>
      <div class="stack">${labelCounts(app)}${lengths(app)}</div>
    </div>`;
}

function unreadable(app: App): TemplateResult {
  const { failure } = app.view.state.data;
  const quotesHelp = failure?.code === 'data.unbalancedQuote' && !app.locked;
  const quotesAsText = () => button({ label: say('data.quotesAsText'), onClick: () => app.set('quotes', 'lenient') });
  const readAgain = button({
    label: say('data.readAgain'),
    icon: 'reset',
    onClick: () => app.send({ type: 'readAgain' }),
  });
  return html`<div class="alert" role="alert">
    ${icon('warning', 'error')}<span>${failure === null ? '' : describe(failure)}</span>
    ${quotesHelp ? quotesAsText() : nothing}${readAgain}
  </div>`;
}

/** The pickers of columns, and of the file's format. */
function fields(app: App): TemplateResult {
  const written = formatEntry(app.view.state.data.table?.format ?? 'csv').written;
  return html`<div class="fields">
    ${columnPicker(app, 'text')}${columnPicker(app, 'label')}
    ${columnPicker(app, 'pair')}${written.map((name) => detected(app, name))}
  </div>`;
}

/** The picker of a column: shows the setting, or the guessed column where nothing is set. */
function columnPicker(app: App, name: 'text' | 'label' | 'pair'): TemplateResult {
  const columns = app.view.state.data.table?.columns ?? [];
  const guessed = columns.find((column) => column.role === name)?.name ?? '';
  const value = String(app.value(name) ?? guessed);
  const names = columns.map((column) => column.name);
  const given = value === '' || names.includes(value) ? names : [...names, value];
  const options = given.map((column) => ({ value: column, label: column }));
  if (name === 'pair') options.unshift({ value: '', label: say('data.none') });
  else if (guessed === '') options.unshift({ value: '', label: say('data.choose') });
  return picker(app, name, value, options);
}

function picker(
  app: App,
  name: 'text' | 'label' | 'pair' | 'encoding' | 'delimiter',
  value: string,
  options: readonly Option[],
): TemplateResult {
  const label = say(`data.field.${name}`);
  const choices = dropdown({
    id: `field-${name}`,
    label,
    value,
    options,
    disabled: app.locked,
    onChange: (chosen) => app.set(name, chosen === '' ? null : chosen),
  });
  return html`<div class="field f-${name}">
    <span class="caption" aria-hidden="true">${label}</span>
    ${choices}
  </div>`;
}

function detected(app: App, name: 'encoding' | 'delimiter'): TemplateResult {
  const found = app.view.state.data.table?.[name];
  const automatic =
    found === undefined ? choiceText(name, 'auto') : say('data.detected', { found: choiceText(name, found) });
  const options = choicesOf(name).map((value) => ({
    value,
    label: value === 'auto' ? automatic : choiceText(name, value),
  }));
  return picker(app, name, String(app.value(name)), options);
}

function preview(app: App): TemplateResult {
  const { view } = app;
  const { data, file } = view.state;
  const total = data.inspection?.rows ?? Math.max(data.counts?.rows ?? 0, data.rows.length);
  const openFile = linkButton(say('data.openFile', { file: file.name }), () =>
    app.send({ type: 'openLines', file: 'data', lines: [] }),
  );
  return html`<div>
    <div class="head"><h3>${say('data.preview')}</h3></div>
    <row-grid
      .app=${app}
      .total=${total}
      .columns=${data.table?.columns ?? []}
      .rows=${view.rows}
      .data=${data.data}
      .label=${say('data.preview')}
      .version=${view}
    ></row-grid>
    <div class="foot"><span>${say('data.rowCount', { count: total })}</span>${openFile}</div>
  </div>`;
}

function lengths(app: App): TemplateResult {
  const { data, model } = app.view.state;
  const measured = data.lengths;
  const histogram = () =>
    html`<length-histogram
      .app=${app}
      .lengths=${measured}
      .limit=${Number(app.value('maxLength'))}
      .most=${model.info?.config.maxPositions ?? 512}
      .locked=${app.locked}
    ></length-histogram>`;
  return html`<div>
    <div class="head">
      <h3>${say('data.lengths')}</h3>
      <span class="end muted">${lengthSummary(app)}</span>
    </div>
    ${measured === null ? html`<div class="skeleton hist-empty"></div>` : histogram()}
  </div>`;
}

function lengthSummary({ view }: App): string {
  const { lengths: measured, measuring } = view.state.data;
  if (measured === null) return measuring ? say('data.measuring') : '';
  const { median, percentile95 } = measured;
  return say('data.lengthSummary', { median, most: percentile95, share: percent(0.95, 0) });
}
