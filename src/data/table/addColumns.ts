// Copies a CSV with additional columns at its end: the way a prediction for every row is written.

import type { Row } from '../source/row.js';
import { csvRow } from '../text/csvRow.js';
import { uniqueName } from '../text/header.js';
import { checkUnchanged, fitWidth, readRows, type Table } from './table.js';

/** The destination of the bytes; the caller makes the file whole or absent. */
export interface ByteSink {
  write(bytes: Uint8Array): Promise<void>;
}

export interface AddColumnsOptions {
  /** The names of the new columns; made different from those in the file: `label (2)`. */
  readonly names: readonly string[];
  /** The index of the column of texts, and of the second texts of pairs. */
  readonly text: number;
  readonly pair?: number | undefined;
  /** The new cells of each row, as many as there are names, in the order of the texts. */
  readonly compute: (
    texts: readonly (readonly [text: string, pair?: string])[],
  ) => Promise<readonly (readonly string[])[]>;
  /** Called after every part with the progress of the copy. An error that it throws ends the copy. */
  readonly progress?: ((done: { readonly rows: number; readonly bytesRead: number }) => void) | undefined;
}

export interface AddedColumns {
  readonly rows: number;
  /** The number of rows copied with empty new cells: without a text, or of a wrong width. */
  readonly empty: number;
}

/** The number of rows computed at a time. */
const batchRows = 1024;

/**
 * Writes the table in UTF-8 with its own delimiter and line ends, with a byte order mark if it had one (Excel expects
 * it), and a header if it had one. Every row is kept, in order; memory is bounded whatever the file's size.
 * @throws UserError when the file cannot be read, or changes meanwhile
 */
export async function addColumns(table: Table, sink: ByteSink, options: AddColumnsOptions): Promise<AddedColumns> {
  const taken = new Set(table.columns);
  const names = options.names.map((name) => uniqueName(name, taken));
  const start = table.bomBytes > 0 ? '\ufeff' : '';
  await sink.write(Buffer.from(start + (table.header ? formatRow(table, [...table.columns, ...names]) : ''), 'utf8'));
  let [rows, empty] = [0, 0];
  let bytesRead = 0;
  const bytes = { update: (piece: Uint8Array) => (bytesRead += piece.length) };
  for await (const batch of readRows(table, bytes)) {
    for (let from = 0; from < batch.length; from += batchRows) {
      const part = batch.slice(from, from + batchRows);
      const { lines, computed } = await extendRows(table, part, options);
      await sink.write(Buffer.from(lines, 'utf8'));
      rows += part.length;
      empty += part.length - computed;
      options.progress?.({ rows, bytesRead });
    }
  }
  await checkUnchanged(table);
  return { rows, empty };
}

async function extendRows(
  table: Table,
  rows: readonly Row[],
  options: AddColumnsOptions,
): Promise<{ lines: string; computed: number }> {
  const inputs = rows.map((row) => inputOf(table, row, options));
  const texts = inputs.filter((input) => input !== undefined);
  const results = texts.length === 0 ? [] : await options.compute(texts);
  if (results.length !== texts.length) throw new Error(`${results.length} results for ${texts.length} texts`);
  let next = 0;
  const blank = options.names.map(() => '');
  const lines = rows.map((row, index) => {
    const added = inputs[index] === undefined ? blank : results[next++]!;
    // A row that is too short is padded, so that the new cells stand under their names.
    const filler = new Array<string>(Math.max(0, table.columns.length - row.fields.length)).fill('');
    return formatRow(table, [...(fitWidth(row, table.columns.length) ?? row).fields, ...filler, ...added]);
  });
  return { lines: lines.join(''), computed: texts.length };
}

function inputOf(
  table: Table,
  row: Row,
  { text, pair }: AddColumnsOptions,
): readonly [text: string, pair?: string] | undefined {
  const fields = fitWidth(row, table.columns.length)?.fields;
  const first = fields?.[text] ?? '';
  const second = pair === undefined ? undefined : (fields?.[pair] ?? '');
  if (first.trim() === '' || second?.trim() === '') return undefined;
  return second === undefined ? [first] : [first, second];
}

function formatRow({ dialect }: Table, cells: readonly string[]): string {
  return csvRow(cells, dialect.delimiter) + dialect.rowEnds[0]!;
}
