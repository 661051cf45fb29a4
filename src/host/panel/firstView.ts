// The panel's first view: the rows of the file as the page will draw them, as markup, so that they are seen before its
// script has been read.

import { fill, type Locale } from '../../shared/catalogue.js';
import { firstTexts } from '../../shared/firstTexts.js';
import { gridColumns, seenRows } from '../../shared/gridColumns.js';
import { formatEntry } from '../../shared/inspection.js';
import type { DataRow, TableFacts } from '../../shared/messages/data.js';
import { type FirstView, firstViewId, panelParts } from '../../shared/messages/panel.js';

/**
 * Rows of a file that is still being read.
 * @param name the file's, as the page shows it
 */
export function firstView(name: string, table: TableFacts, rows: readonly DataRow[], locale: Locale): FirstView {
  const say = (key: keyof typeof firstTexts, values: Readonly<Record<string, string>> = {}) =>
    escapeHtml(fill(firstTexts[key], values, locale));
  const { columns } = table;
  const cell = (text: string) => `<span class="cell">${escapeHtml(text)}</span>`;
  const head = columns.map(
    ({ name: column, role }) =>
      `<span class="cell">${escapeHtml(column)}${role === null ? '' : `<span class="tag">${say(`role.${role}`)}</span>`}</span>`,
  );
  const line = ({ row, cells }: DataRow) =>
    `<div class="gridrow"><span class="num">${row + 1}</span>${columns.map((_, at) => cell(cells[at] ?? '')).join('')}<span class="num"></span></div>`;
  const field = (of: 'text' | 'label' | 'pair' | 'encoding' | 'delimiter') =>
    `<div class="field f-${of}"><span class="caption">${say(`data.field.${of}`)}</span><span class="select"></span></div>`;
  const blank = '<span class="icon"></span>';
  const fields = (['text', 'label', 'pair', ...formatEntry(table.format).written] as const).map(field);
  return {
    type: 'firstView',
    markup: `<div id="${firstViewId}" aria-busy="true"><header class="top">
<nav class="tabs wrap">${panelParts.map((part) => `<a${part === 'data' ? ' aria-current="true"' : ''}>${say(`tab.${part}`)}</a>`).join('')}<span class="file">${blank}${escapeHtml(name)}</span></nav>
<div class="topline"><div class="action wrap"><span class="state">${blank}${say('bar.reading', { file: name })}</span><span class="summary"></span><span class="buttons"><span class="tool"></span><span class="button primary">${blank}${say('bar.start')}</span></span></div></div></header>
<main class="wrap"><details class="part" open><summary>${blank}<h2>${say('part.data')}</h2><span class="gist">${escapeHtml(name)}</span></summary><div class="body"><div class="fields">${fields.join('')}</div>
<div class="cols data"><div class="stack"><div><div class="head"><h3>${say('data.preview')}</h3></div><div class="sheet scroller"><div class="rowgrid">
<div class="gridhead"><div class="gridrow"><span class="num">#</span>${head.join('')}<span class="num">${say('data.tokens')}</span></div></div>
<div class="space"><div class="rows">${rows.slice(0, seenRows).map(line).join('')}</div></div></div></div></div></div></div></div></details></main></div>`,
    style: `#${firstViewId} .gridrow { grid-template-columns: ${gridColumns(columns, 0)}; }`,
  };
}

export function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}
