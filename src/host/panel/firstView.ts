// The panel's first view: markup of the file's rows as the page will draw them, so that they are visible before the
// page's script is loaded.

import { fill, type Locale } from '../../shared/catalogue.js';
import { gridColumns, seenRows } from '../../shared/gridColumns.js';
import { formatEntry } from '../../shared/inspection.js';
import type { DataRow, TableFacts } from '../../shared/messages/data.js';
import { firstTexts } from '../../shared/messages/firstTexts.js';
import { type FirstView, firstViewId, panelParts } from '../../shared/messages/panel.js';

type Say = (key: keyof typeof firstTexts, values?: Readonly<Record<string, string>>) => string;

type Field = 'text' | 'label' | 'pair' | 'encoding' | 'delimiter';

/** An empty box of an icon's size; the page draws the icon. */
const blank = '<span class="icon"></span>';

/**
 * The markup for a file that is still being read.
 * @param name the file's displayed name
 */
export function firstView(name: string, table: TableFacts, rows: readonly DataRow[], locale: Locale): FirstView {
  const say: Say = (key, values = {}) => escapeHtml(fill(firstTexts[key], values, locale));
  const { columns } = table;
  return {
    type: 'firstView',
    markup: `<div id="${firstViewId}" aria-busy="true">${header(name, say)}${main(name, table, rows, say)}</div>`,
    style: `#${firstViewId} .gridrow { grid-template-columns: ${gridColumns(columns, 0)}; }`,
  };
}

/** The links to the parts, and the bar with the button that starts. */
function header(name: string, say: Say): string {
  const tab = (part: (typeof panelParts)[number]) =>
    `<a${part === 'data' ? ' aria-current="true"' : ''}>${say(`tab.${part}`)}</a>`;
  const file = `<span class="file">${blank}${escapeHtml(name)}</span>`;
  const state = `<span class="state">${blank}${say('bar.reading', { file: name })}</span>`;
  const start = `<span class="button primary">${blank}${say('bar.start')}</span>`;
  const buttons = `<span class="buttons"><span class="icon-button"></span>${start}</span>`;
  return `<header class="top">
<nav class="tabs wrap">${panelParts.map(tab).join('')}${file}</nav>
<div class="topline"><div class="action wrap">${state}<span class="summary"></span>${buttons}</div></div>
</header>`;
}

/** The data part: its pickers, and the rows. */
function main(name: string, table: TableFacts, rows: readonly DataRow[], say: Say): string {
  const caption = (of: Field) => `<span class="caption">${say(`data.field.${of}`)}</span>`;
  const field = (of: Field) => `<div class="field f-${of}">${caption(of)}<span class="select"></span></div>`;
  const fields = (['text', 'label', 'pair', ...formatEntry(table.format).written] as const).map(field).join('');
  const heading = `${blank}<h2>${say('part.data')}</h2><span class="part-summary">${escapeHtml(name)}</span>`;
  const preview = `<div class="head"><h3>${say('data.preview')}</h3></div>${sheet(table, rows, say)}`;
  return `<main class="wrap"><details class="part" open><summary>${heading}</summary>
<div class="body"><div class="fields">${fields}</div>
<div class="cols data"><div class="stack"><div>${preview}</div></div></div></div></details></main>`;
}

/** The rows under the names of their columns. */
function sheet({ columns }: TableFacts, rows: readonly DataRow[], say: Say): string {
  const tag = (role: 'text' | 'label' | 'pair' | null) =>
    role === null ? '' : `<span class="tag">${say(`role.${role}`)}</span>`;
  const cell = (content: string) => `<span class="cell">${content}</span>`;
  const number = (content: string) => `<span class="num">${content}</span>`;
  const line = (...cells: readonly string[]) => `<div class="gridrow">${cells.join('')}</div>`;
  const names = columns.map(({ name, role }) => cell(`${escapeHtml(name)}${tag(role)}`));
  const row = ({ row: index, cells }: DataRow) =>
    line(number(`${index + 1}`), ...columns.map((_, column) => cell(escapeHtml(cells[column] ?? ''))), number(''));
  return `<div class="sheet scroller"><div class="rowgrid">
<div class="gridhead">${line(number('#'), ...names, number(say('data.tokens')))}</div>
<div class="space"><div class="rows">${rows.slice(0, seenRows).map(row).join('')}</div></div></div></div>`;
}

/** The text with every character that HTML would read as markup written as a reference. */
export function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}
