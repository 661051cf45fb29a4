// The rows of the data file that are on the page, in pages of 100; the oldest pages are dropped when there are many.

import type { DataRow } from '../../src/shared/messages/data.js';

export const pageRows = 100;
const mostPages = 80;

/** The cache of data rows by row index, with a limit on the number of pages. */
export class RowCache {
  private readonly pages = new Map<number, (DataRow | undefined)[]>();
  private readonly asked = new Set<number>();
  private first: readonly DataRow[] = [];
  private data: number | null = null;
  /** The number of rows of the file by the last answer; 0 before the first one. */
  total = 0;

  /** Empties the cache when another file was opened, or the same one read again. */
  use(data: number | null): void {
    if (data === this.data) return;
    this.data = data;
    this.pages.clear();
    this.asked.clear();
    this.first = [];
    this.total = 0;
  }

  /**
   * Stores the rows that arrived with the file, without token counts; they are shown until they arrive again with
   * counts.
   */
  preview(rows: readonly DataRow[]): void {
    this.first = rows;
  }

  /** The row at an index, from 0; undefined while it is not loaded. */
  get(row: number): DataRow | undefined {
    return this.pages.get(Math.floor(row / pageRows))?.[row % pageRows] ?? this.first[row];
  }

  /**
   * Stores rows that arrived.
   * @param from index of the first row, from 0
   * @param total the number of rows of the file, as far as it is known
   */
  put(from: number, rows: readonly DataRow[], total = 0): void {
    // No rows: they are not available, and a repeated request would not help.
    if (rows.length === 0) return;
    this.total = Math.max(this.total, total);
    this.asked.delete(Math.floor(from / pageRows));
    rows.forEach((row, index) => {
      const page = Math.floor((from + index) / pageRows);
      const held = this.pages.get(page) ?? [];
      held[(from + index) % pageRows] = row;
      // Inserted again, so that it is last: a map keeps the order of insertion.
      this.pages.delete(page);
      this.pages.set(page, held);
    });
    for (const oldest of this.pages.keys()) {
      if (this.pages.size <= mostPages) break;
      this.pages.delete(oldest);
    }
  }

  /**
   * The ranges to request for these rows; no range is requested twice before its answer. Large rows arrive in parts.
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
