// Rows of the data file that the page has, by page of 100; the oldest go when there are many.

import type { DataRow } from '../../src/shared/messages/data.js';

export const pageRows = 100;
const mostPages = 80;

export class RowCache {
  private readonly pages = new Map<number, (DataRow | undefined)[]>();
  private readonly asked = new Set<number>();
  private first: readonly DataRow[] = [];
  private data: number | null = null;
  /** Rows of the file as an answer told it; 0 while none did. */
  total = 0;

  /** Rows of another file, or of the same one read anew, are other rows. */
  use(data: number | null): void {
    if (data === this.data) return;
    this.data = data;
    this.pages.clear();
    this.asked.clear();
    this.first = [];
    this.total = 0;
  }

  /** The rows that came with the file, before its tokens could be counted: shown until they come again with them. */
  preview(rows: readonly DataRow[]): void {
    this.first = rows;
  }

  get(row: number): DataRow | undefined {
    return this.pages.get(Math.floor(row / pageRows))?.[row % pageRows] ?? this.first[row];
  }

  put(from: number, rows: readonly DataRow[], total = 0): void {
    // No rows: they cannot be given, and asking again would not help.
    if (rows.length === 0) return;
    this.total = Math.max(this.total, total);
    this.asked.delete(Math.floor(from / pageRows));
    rows.forEach((row, index) => {
      const page = Math.floor((from + index) / pageRows);
      const held = this.pages.get(page) ?? [];
      held[(from + index) % pageRows] = row;
      // Put back last: a map keeps the order of insertion.
      this.pages.delete(page);
      this.pages.set(page, held);
    });
    for (const oldest of this.pages.keys()) {
      if (this.pages.size <= mostPages) break;
      this.pages.delete(oldest);
    }
  }

  /**
   * What to ask for so that these rows are there; nothing is asked for twice before its answer. Large rows come in
   * parts.
   */
  missing(first: number, count: number, total: number): { readonly from: number; readonly count: number }[] {
    const wanted: { from: number; count: number }[] = [];
    const last = Math.min(total, first + count) - 1;
    for (let page = Math.floor(first / pageRows); page <= Math.floor(last / pageRows); page++) {
      const held = this.pages.get(page) ?? [];
      const length = Math.min(pageRows, total - page * pageRows);
      const gap = Array.from({ length }, (_, index) => held[index]).indexOf(undefined);
      if (gap < 0 || this.asked.has(page)) continue;
      this.asked.add(page);
      wanted.push({ from: page * pageRows + gap, count: length - gap });
    }
    return wanted;
  }
}
