// The preview of the data, a table of any number of rows: only the visible ones are in the document, and rows are
// loaded on demand.

import { html, nothing, type TemplateResult } from 'lit';

import { gridColumns, seenRows } from '../../src/shared/gridColumns.js';
import type { DataRow, TableFacts } from '../../src/shared/messages/data.js';
import type { App } from '../app.js';
import { count, say } from '../locale.js';
import type { RowCache } from '../model/rowCache.js';
import { rowHeight, rowWindow } from '../model/rowWindow.js';
import { styles } from '../styles.js';
import { tag } from '../toolkit/controls.js';
import { LightElement } from './lightElement.js';

type Column = TableFacts['columns'][number];

/** `<row-grid>`: the rows of the data. */
export class RowGrid extends LightElement {
  static override properties = { app: {}, total: {}, columns: {}, rows: {}, data: {}, label: {}, version: {} };
  declare app: App;
  declare total: number;
  declare columns: readonly Column[];
  declare rows: RowCache;
  declare data: number | null;
  declare label: string;
  /** A new object whenever rows may have arrived. */
  declare version: unknown;
  private top = 0;

  override render(): TemplateResult {
    const total = Math.max(this.total, this.rows.total);
    const area = rowWindow(total, this.top, seenRows * rowHeight);
    const seen = Array.from({ length: area.count }, (_, index) => area.first + index);
    const columns = { 'grid-template-columns': gridColumns(this.columns, total) };
    return html`<div
      class="sheet scroller"
      role="region"
      tabindex="0"
      aria-label=${this.label}
      @scroll=${(event: Event) => this.scrolled(event)}
    >
      <div
        class="rowgrid"
        role="table"
        aria-label=${this.label}
        aria-rowcount=${total + 1}
        aria-colcount=${this.columns.length + 2}
      >
        <div class="gridhead" role="rowgroup">
          <div class="gridrow" role="row" ${styles(columns)}>
            <span class="num" role="columnheader">#</span>
            ${this.columns.map(heading)}
            <span class="num" role="columnheader" title=${say('data.tokensHint')}>${say('data.tokens')}</span>
          </div>
        </div>
        <div class="space" role="rowgroup" ${styles({ height: `${Math.max(area.height, seenRows * rowHeight)}px` })}>
          <div class="rows" role="presentation" ${styles({ transform: `translateY(${area.offset}px)` })}>
            ${seen.map((row) => this.row(row, columns))}
          </div>
        </div>
      </div>
    </div>`;
  }

  protected override updated(): void {
    const { data } = this;
    if (data === null || this.total === 0) return;
    const total = Math.max(this.total, this.rows.total);
    const { first, count: length } = rowWindow(total, this.top, seenRows * rowHeight);
    // One screen more on either side, so that scrolling finds rows that are loaded.
    const from = Math.max(0, first - seenRows);
    for (const gap of this.rows.missing(from, length + 2 * seenRows, total))
      this.app.send({ type: 'rows', data, ...gap });
  }

  private row(index: number, columns: Readonly<Record<string, string>>): TemplateResult {
    const row: DataRow | undefined = this.rows.get(index);
    const tokens = row?.tokens ?? null;
    const cells = this.columns.map((_, column) => (row === undefined ? pendingCell : cell(row.cells[column] ?? '')));
    return html`<div class="gridrow" role="row" aria-rowindex=${index + 2} ${styles(columns)}>
      <span class="num" role="cell">${count(index + 1)}</span>
      ${cells}
      <span class="num" role="cell">${tokens === null ? '' : count(tokens)}</span>
    </div>`;
  }

  private scrolled(event: Event): void {
    this.top = (event.currentTarget as HTMLElement).scrollTop;
    this.requestUpdate();
  }
}
customElements.define('row-grid', RowGrid);

function heading({ name, role }: Column): TemplateResult {
  return html`<span role="columnheader" class="cell" title=${name}
    >${name}${role === null ? nothing : tag(say(`role.${role}`))}</span
  >`;
}

function cell(text: string): TemplateResult {
  return html`<span class="cell" role="cell" title=${text}>${text}</span>`;
}

/** A cell of a row that was requested and has not arrived. */
const pendingCell = html`<span class="cell" role="cell"><i class="pending"></i></span>`;
