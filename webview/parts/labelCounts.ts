// The number of rows of each label, as a bar chart.

import { html, nothing, type TemplateResult } from 'lit';

import type { App } from '../app.js';
import { count, percent, say } from '../locale.js';
import { styles } from '../styles.js';

/** The largest number of labels whose table does not scroll; a scrolling table needs a tab stop for the keyboard. */
const fewLabels = 12;

interface LabelCount {
  readonly label: string;
  readonly count: number;
}

/** The labels counted so far, the most frequent first. */
export function labelCounts({ view }: App): TemplateResult {
  const { data } = view.state;
  const counted = data.inspection?.labels ?? data.counts?.labels ?? [];
  const isMore = data.inspection?.labelsAreMore ?? data.counts?.labelsAreMore ?? false;
  const rows = totalOf(counted);
  const summary = isMore
    ? say('data.moreLabels', { count: counted.length })
    : say('data.labelCount', { labels: counted.length, rows });
  const empty = html`<div class="skeleton labels-empty">${data.phase === 'reading' ? '' : say('data.noLabels')}</div>`;
  return html`<div>
    <div class="head">
      <h3>${say('data.labels')}</h3>
      <span class="end muted">${counted.length === 0 ? '' : summary}</span>
    </div>
    ${counted.length === 0 ? empty : countTable(counted)}
  </div>`;
}

const totalOf = (counted: readonly LabelCount[]) => counted.reduce((sum, each) => sum + each.count, 0);

function countTable(counted: readonly LabelCount[]): TemplateResult {
  const scrolls = counted.length > fewLabels;
  const rows = totalOf(counted);
  const most = counted.reduce((largest, each) => Math.max(largest, each.count), 1);
  return html`<div
    class="many"
    tabindex=${scrolls ? 0 : nothing}
    role=${scrolls ? 'region' : nothing}
    aria-label=${scrolls ? say('data.labels') : nothing}
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
        ${counted.map((each, id) => countRow(each, id, rows, most))}
      </tbody>
    </table>
  </div>`;
}

function countRow({ label, count: amount }: LabelCount, id: number, rows: number, most: number): TemplateResult {
  return html`<tr>
    <td class="id" title=${say('data.id')}>${id}</td>
    <td class="name" title=${label}>${label}</td>
    <td class="amount">
      <span class="bar"><i ${styles({ width: `${(amount / most) * 100}%` })}></i></span>
    </td>
    <td class="num">${count(amount)}</td>
    <td class="pc">${percent(rows === 0 ? 0 : amount / rows)}</td>
  </tr>`;
}
