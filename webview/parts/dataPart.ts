// The data part: how the file is read, its rows, its labels, its lengths and its problems.

import '../elements/histogram.js';
import '../elements/rowGrid.js';

import { html, nothing, type TemplateResult } from 'lit';

import { type Problem, writtenIn } from '../../src/shared/inspection.js';
import { choicesOf, type SettingName } from '../../src/shared/settings.js';
import type { App } from '../app.js';
import { icon } from '../icons.js';
import { bytes, count, percent, say } from '../locale.js';
import { styles } from '../styles.js';
import { describe, tell } from '../texts/messages.js';
import { choiceText } from '../texts/settings.js';
import { badge, button, dropdown, jump, type Option } from '../toolkit/controls.js';
import { fold } from './frame.js';

export function dataPart(app: App): TemplateResult {
  return fold(app, 'data', gist(app), () => body(app), say('frame.locked'));
}

function gist({ view }: App): string {
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
      <div class="stack">${preview(app)}${problems(app)}</div>
      <div class="stack">${labels(app)}${lengths(app)}</div>
    </div>`;
}

function unreadable(app: App): TemplateResult {
  const { failure } = app.view.state.data;
  return html`<div class="alert" role="alert">
    ${icon('warning', 'error')}<span>${failure === null ? '' : describe(failure)}</span>
    ${failure?.code === 'data.unbalancedQuote' && !app.locked ? button({ label: say('data.quotesAsText'), onClick: () => app.set('quotes', 'lenient') }) : nothing}${button({ label: say('data.readAgain'), icon: 'reset', onClick: () => app.send({ type: 'readAgain' }) })}
  </div>`;
}

/** The pickers. A picked column is the setting; a guessed one is shown as if it were. */
function fields(app: App): TemplateResult {
  const { table } = app.view.state.data;
  const columns = table?.columns ?? [];
  const written = writtenIn[table?.format ?? 'csv'];
  const guessed = (role: string) => columns.find((column) => column.role === role)?.name ?? '';
  const names = columns.map(({ name }) => ({ value: name, label: name }));
  const column = (name: 'text' | 'label' | 'pair', none: readonly Option[]) => {
    const value = app.value(name) ?? guessed(name);
    return picker(app, name, String(value), [
      ...none,
      ...names,
      ...(names.some((each) => each.value === value) || value === ''
        ? []
        : [{ value: String(value), label: String(value) }]),
    ]);
  };
  return html`<div class="fields">
    ${column('text', guessed('text') === '' ? [{ value: '', label: say('data.choose') }] : [])}${column('label', guessed('label') === '' ? [{ value: '', label: say('data.choose') }] : [])}
    ${column('pair', [{ value: '', label: say('data.none') }])}${written.map((name) => detected(app, name))}
  </div>`;
}

function picker(
  app: App,
  name: 'text' | 'label' | 'pair' | 'encoding' | 'delimiter',
  value: string,
  options: readonly Option[],
): TemplateResult {
  const label = say(`data.field.${name}`);
  return html`<div class="field f-${name}">
    <span class="caption" aria-hidden="true">${label}</span>
    ${dropdown({ id: `field-${name}`, label, value, options, disabled: app.locked, onChange: (chosen) => app.set(name, chosen === '' ? null : chosen) })}
  </div>`;
}

function detected(app: App, name: 'encoding' | 'delimiter'): TemplateResult {
  const found = app.view.state.data.table?.[name];
  const options = choicesOf(name).map((value) => ({
    value,
    label:
      value === 'auto'
        ? found === undefined
          ? choiceText(name, 'auto')
          : say('data.detected', { found: choiceText(name, found) })
        : choiceText(name, value),
  }));
  return picker(app, name, String(app.value(name)), options);
}

function preview(app: App): TemplateResult {
  const { view } = app;
  const { data } = view.state;
  const total = data.inspection?.rows ?? Math.max(data.counts?.rows ?? 0, data.rows.length);
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
    <div class="foot">
      <span>${say('data.rowCount', { count: total })}</span
      >${jump(say('data.openFile', { file: view.state.file.name }), () => app.send({ type: 'openLines', file: 'data', lines: [] }))}
    </div>
  </div>`;
}

interface Cure {
  readonly setting: SettingName;
  readonly value: boolean | string;
  readonly text:
    | 'data.merge'
    | 'data.keepApart'
    | 'data.removeThem'
    | 'data.keepThem'
    | 'data.quotesStrictly'
    | 'data.dropThem'
    | 'data.makeOne';
}

const rareCures: readonly Cure[] = [
  { setting: 'rareLabels', value: 'drop', text: 'data.dropThem' },
  { setting: 'rareLabels', value: 'merge', text: 'data.makeOne' },
];

/** Problems that a setting cures, with the name of the cure. */
const cures: Partial<Record<Problem['notice']['code'], readonly Cure[]>> = {
  'data.openQuote': [{ setting: 'quotes', value: 'strict', text: 'data.quotesStrictly' }],
  'data.nearDuplicateLabels': [{ setting: 'mergeLabels', value: true, text: 'data.merge' }],
  'data.mergedLabels': [{ setting: 'mergeLabels', value: false, text: 'data.keepApart' }],
  'data.duplicateRow': [{ setting: 'duplicates', value: 'remove', text: 'data.removeThem' }],
  'data.removedDuplicate': [{ setting: 'duplicates', value: 'keep', text: 'data.keepThem' }],
  'data.leaks': [{ setting: 'leaks', value: 'remove', text: 'data.removeThem' }],
  'data.removedLeaks': [{ setting: 'leaks', value: 'keep', text: 'data.keepThem' }],
  'data.rareLabels': rareCures,
  'data.loneLabels': rareCures,
  'data.droppedLabels': [{ setting: 'rareLabels', value: 'keep', text: 'data.keepThem' }],
  'data.gatheredLabels': [{ setting: 'rareLabels', value: 'keep', text: 'data.keepApart' }],
};

const harmless = new Set<Problem['notice']['code']>([
  'data.mergedLabels',
  'data.rareLabels',
  'data.loneLabels',
  'data.duplicateRow',
  'data.nearDuplicateLabels',
  'data.removedDuplicate',
  'data.removedLeaks',
  'data.droppedLabels',
  'data.gatheredLabels',
]);

function problems(app: App): TemplateResult {
  const { data } = app.view.state;
  const found = data.inspection?.problems ?? data.counts?.problems ?? [];
  const stops = found.some(({ notice }) => notice.code === 'data.oneClass');
  return html`<div>
    <div class="head">
      <h3>${say('data.problems')}</h3>
      ${found.length === 0 ? nothing : badge(String(found.length), say('data.problemCount', { count: found.length }))}
      <span class="end muted"
        >${data.phase !== 'ready' ? '' : found.length === 0 ? say('data.noProblems') : stops ? say('data.problemStops') : say('data.problemsHarmless')}</span
      >
    </div>
    <ul class="problems">
      ${found.map((problem) => problemRow(app, problem))}
    </ul>
  </div>`;
}

function problemRow(app: App, { notice, lines, count: rows }: Problem): TemplateResult {
  const [sign, tone] =
    notice.code === 'data.oneClass'
      ? (['warning', 'error'] as const)
      : harmless.has(notice.code)
        ? (['info', 'info'] as const)
        : (['warning', 'warn'] as const);
  const show =
    lines.length === 1
      ? say('data.goToLine', { line: lines[0]! })
      : say('data.showRows', { count: Math.min(rows, lines.length) });
  return html`<li>
    ${icon(sign, tone)}<span>${tell(notice)}</span
    ><span class="acts">
      ${app.locked ? nothing : cures[notice.code]?.map((cure) => jump(say(cure.text), () => app.set(cure.setting, cure.value)))}
      ${lines.length === 0 ? nothing : jump(show, () => app.send({ type: 'openLines', file: 'data', lines: [...lines] }))}</span
    >
  </li>`;
}

function labels({ view }: App): TemplateResult {
  const { data } = view.state;
  const counted = data.inspection?.labels ?? data.counts?.labels ?? [];
  const isMore = data.inspection?.labelsAreMore ?? data.counts?.labelsAreMore ?? false;
  const rows = counted.reduce((sum, each) => sum + each.count, 0);
  const most = Math.max(1, ...counted.map((each) => each.count));
  const summary = isMore
    ? say('data.moreLabels', { count: counted.length })
    : say('data.labelCount', { labels: counted.length, rows });
  return html`<div>
    <div class="head">
      <h3>${say('data.labels')}</h3>
      <span class="end muted">${counted.length === 0 ? '' : summary}</span>
    </div>
    ${
      counted.length === 0
        ? html`<div class="skeleton labels-empty">${data.phase === 'reading' ? '' : say('data.noLabels')}</div>`
        : html`<div
            class="many"
            tabindex=${counted.length > 12 ? 0 : nothing}
            role=${counted.length > 12 ? 'region' : nothing}
            aria-label=${counted.length > 12 ? say('data.labels') : nothing}
          >
            <table class="counts">
              <caption class="sr">
                ${say('data.labels')}
              </caption>
              <thead class="sr">
                <tr>
                  <th>${say('data.id')}</th>
                  <th>${say('report.label')}</th>
                  <th>${say('data.share')}</th>
                  <th>${say('report.rows')}</th>
                </tr>
              </thead>
              <tbody>
                ${counted.map(
                  (each, id) =>
                    html`<tr>
                      <td class="id" title=${say('data.id')}>${id}</td>
                      <td class="name">${each.label}</td>
                      <td class="amount">
                        <span class="bar"><i ${styles({ width: `${(each.count / most) * 100}%` })}></i></span>
                      </td>
                      <td class="num">${count(each.count)}</td>
                      <td class="pc">${percent(rows === 0 ? 0 : each.count / rows)}</td>
                    </tr>`,
                )}
              </tbody>
            </table>
          </div>`
    }
  </div>`;
}

function lengths(app: App): TemplateResult {
  const { lengths: measured, measuring } = app.view.state.data;
  const summary =
    measured === null
      ? measuring
        ? say('data.measuring')
        : ''
      : say('data.lengthSummary', { median: measured.median, most: measured.percentile95, share: percent(0.95, 0) });
  return html`<div>
    <div class="head">
      <h3>${say('data.lengths')}</h3>
      <span class="end muted">${summary}</span>
    </div>
    ${measured === null ? html`<div class="skeleton hist-empty"></div>` : html`<length-histogram .app=${app} .lengths=${measured} .limit=${Number(app.value('maxLength'))} .most=${app.view.state.model.info?.config.maxPositions ?? 512} .locked=${app.locked}></length-histogram>`}
  </div>`;
}
