// Copies a table, adding columns at its end: how a prediction for every row is written.

import { type Notice, notice } from '../../shared/notices.js';
import { type Cells, cellsOf, newTally } from '../rows/cells.js';
import type { ChosenColumn } from '../rows/columns.js';
import { ProblemList } from '../rows/problems.js';
import type { Row } from '../source/row.js';
import { uniqueName } from '../text/header.js';
import { createWriter, type Formulas } from './outputFile.js';
import { fitWidth } from './rowShape.js';
import { checkUnchanged, readRows, type Table } from './table.js';

/** The destination of the bytes; the caller makes the file whole or absent. */
export interface ByteSink {
  write(bytes: Uint8Array): Promise<void>;
}

export interface AddColumnsOptions {
  /** The file to write; its ending decides the format. */
  readonly out: string;
  /** The names of the new columns; a number is added to those that exist in the file: `label (2)`. */
  readonly names: readonly string[];
  /** Whether the new column at an index holds numbers. */
  readonly numeric: (name: number) => boolean;
  /** The column of texts, and of the second texts of pairs. */
  readonly text: ChosenColumn;
  readonly pair?: ChosenColumn | undefined;
  /** `text` when absent. */
  readonly formulas?: Formulas | undefined;
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
  /** Notices about the rows, and about how they were written. */
  readonly notices: readonly Notice[];
}

/** The number of rows computed at a time. */
const batchRows = 1024;

/**
 * Writes the table in UTF-8: as the name of the file says, else with its own delimiter and line ends, and with a header
 * if it had one. Every row is kept, in order, as wide as the others; memory is bounded whatever the file's size.
 * @throws UserError when the file cannot be read, or changes meanwhile
 */
export async function addColumns(table: Table, sink: ByteSink, options: AddColumnsOptions): Promise<AddedColumns> {
  const taken = new Set(table.columns);
  const names = options.names.map((name) => uniqueName(name, taken));
  const width = table.columns.length;
  const writer = createWriter(options.out, table, {
    formulas: options.formulas ?? 'text',
    numeric: (column) => column >= width && options.numeric(column - width),
  });
  const problems = new ProblemList();
  const write = (text: string) => sink.write(Buffer.from(text, 'utf8'));
  await write(writer.start([...table.columns, ...names]));
  let rows = 0;
  let empty = 0;
  let bytesRead = 0;
  const bytes = { update: (piece: Uint8Array) => (bytesRead += piece.length) };
  for await (const batch of readRows(table, bytes)) {
    for (let from = 0; from < batch.length; from += batchRows) {
      const part = batch.slice(from, from + batchRows);
      const { extended, computed } = await extendRows(table, part, problems, options);
      await write(extended.map((cells) => writer.row(cells)).join(''));
      rows += part.length;
      empty += part.length - computed;
      options.progress?.({ rows, bytesRead });
    }
  }
  await write(writer.end());
  await checkUnchanged(table);
  const written = [
    ...(writer.addsMark ? [notice('data.byteOrderMark')] : []),
    ...(writer.formulas > 0 ? [notice('data.formulas', { count: writer.formulas })] : []),
  ];
  return { rows, empty, notices: [...problems.list().map((problem) => copied(problem.notice)), ...written] };
}

/** Rows that training would skip are copied. */
function copied(item: Notice): Notice {
  switch (item.code) {
    case 'data.badRow':
      return { ...item, code: 'data.copiedBadRow' };
    case 'data.emptyText':
      return { ...item, code: 'data.copiedEmptyText' };
    default:
      return item;
  }
}

async function extendRows(
  table: Table,
  rows: readonly Row[],
  problems: ProblemList,
  { text, pair, compute, names }: AddColumnsOptions,
): Promise<{ extended: string[][]; computed: number }> {
  const tally = newTally();
  const inputs = rows.map((row) => cellsOf(row, table, { text, pair, label: undefined }, problems, tally));
  const texts = inputs.filter((input) => input !== undefined).map(inputOf);
  const results = texts.length === 0 ? [] : await compute(texts);
  if (results.length !== texts.length) throw new Error(`${results.length} results for ${texts.length} texts`);
  let next = 0;
  const blank = names.map(() => '');
  const extended = rows.map((row, index) => [
    ...widened(row, table),
    ...(inputs[index] === undefined ? blank : results[next++]!),
  ]);
  return { extended, computed: texts.length };
}

function inputOf({ text, pair }: Cells): readonly [text: string, pair?: string] {
  return pair === undefined ? [text] : [text, pair];
}

/** A row that is too short is padded; superfluous cells are joined to the last one, as they were in the file. */
function widened(row: Row, { columns, dialect }: Table): string[] {
  const width = columns.length;
  const fields = fitWidth(row, width)?.fields ?? row.fields;
  if (fields.length > width) return [...fields.slice(0, width - 1), fields.slice(width - 1).join(dialect.delimiter)];
  return [...fields, ...new Array<string>(width - fields.length).fill('')];
}
