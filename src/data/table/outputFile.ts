// Writes rows in the format of the file's name, and otherwise in the notation of the table they are from.

import { extname } from 'node:path';

import { UserError } from '../../shared/errors.js';
import { dataFormatNames, formatEntry } from '../../shared/inspection.js';
import { isFormula } from '../../shared/plainText.js';
import { parseNumber } from '../source/numbers.js';
import { csvRow } from '../text/csvRow.js';
import type { Dialect } from '../text/rowParser.js';
import type { Table } from './table.js';

export type OutputFormat = 'csv' | 'tsv' | 'jsonl' | 'json';

/** The treatment of a text that a spreadsheet would compute: an apostrophe is put before it, or it is kept. */
export type Formulas = 'text' | 'keep';

export interface OutputWriter {
  readonly format: OutputFormat;
  /** The beginning of the file, with the names of the columns. */
  start(names: readonly string[]): string;
  row(cells: readonly string[]): string;
  end(): string;
  /** Whether it begins with a byte order mark although the file that was read does not. */
  readonly addsMark: boolean;
  /** The number of cells so far that got an apostrophe. */
  readonly formulas: number;
}

const formats: Readonly<Record<string, OutputFormat>> = {
  '.tsv': 'tsv',
  '.tab': 'tsv',
  '.jsonl': 'jsonl',
  '.ndjson': 'jsonl',
  '.json': 'json',
};
/** The endings of formats that are read but not written, and of files that are no tables. */
const otherEndings: readonly string[] = [
  ...dataFormatNames.map(formatEntry).flatMap(({ kind, endings }) => (kind === 'library' ? endings : [])),
  'xls',
  'ods',
  'feather',
  'gz',
  'zip',
];

/** The format for a file of this name; CSV where the ending is unknown. Throws `data.outputFormat`. */
export function outputFormatOf(out: string): OutputFormat {
  const ending = extname(out).toLowerCase();
  if (otherEndings.includes(ending.slice(1))) throw new UserError('data.outputFormat', { file: out });
  return formats[ending] ?? 'csv';
}

/** @param numeric whether the column at this index holds numbers, which JSON writes as numbers */
export function createWriter(
  out: string,
  table: Table,
  { formulas, numeric }: { readonly formulas: Formulas; readonly numeric: (column: number) => boolean },
): OutputWriter {
  const format = outputFormatOf(out);
  return format === 'jsonl' || format === 'json'
    ? new JsonWriter(format, numeric)
    : new CsvWriter(format, table, delimiterOf(out, format, table), formulas);
}

/** The delimiter of the table; a comma where it has none, or one that does not fit the file's name. */
function delimiterOf(out: string, format: 'csv' | 'tsv', { file, columns, dialect, format: source }: Table): string {
  if (format === 'tsv') return '\t';
  const isOther = dialect.delimiter === '\t' && extname(out).toLowerCase() !== extname(file).toLowerCase();
  return source !== 'csv' || columns.length === 1 || isOther ? ',' : dialect.delimiter;
}

class CsvWriter implements OutputWriter {
  formulas = 0;
  readonly addsMark: boolean;
  private readonly hasMark: boolean;
  private readonly rowEnd: string;
  private readonly written: Pick<Dialect, 'quote' | 'escape'>;
  private readonly hasHeader: boolean;

  constructor(
    readonly format: 'csv' | 'tsv',
    { bomBytes, encoding, dialect, header }: Table,
    private readonly delimiter: string,
    private readonly mode: Formulas,
  ) {
    // Without a mark Excel reads the file in the system's encoding, which the original file had.
    this.hasMark = bomBytes > 0 || encoding !== 'utf-8';
    this.addsMark = this.hasMark && bomBytes === 0;
    this.rowEnd = dialect.rowEnds[0]!;
    this.written = dialect;
    this.hasHeader = header;
  }

  start(names: readonly string[]): string {
    return (this.hasMark ? '\ufeff' : '') + (this.hasHeader ? this.row(names) : '');
  }

  row(cells: readonly string[]): string {
    const safe = this.mode === 'keep' ? cells : cells.map((cell) => this.asText(cell));
    return csvRow(safe, this.delimiter, this.written) + this.rowEnd;
  }

  end(): string {
    return '';
  }

  private asText(cell: string): string {
    if (!isFormula(cell)) return cell;
    this.formulas += 1;
    return `'${cell}`;
  }
}

class JsonWriter implements OutputWriter {
  readonly addsMark = false;
  readonly formulas = 0;
  private names: readonly string[] = [];
  private isFirst = true;

  constructor(
    readonly format: 'jsonl' | 'json',
    private readonly numeric: (column: number) => boolean,
  ) {}

  start(names: readonly string[]): string {
    this.names = names;
    return this.format === 'json' ? '[' : '';
  }

  row(cells: readonly string[]): string {
    const entries = cells.map((cell, column) => [this.names[column]!, this.valueOf(cell, column)] as const);
    const text = JSON.stringify(Object.fromEntries(entries));
    if (this.format === 'jsonl') return `${text}\n`;
    const before = this.isFirst ? '\n' : ',\n';
    this.isFirst = false;
    return before + text;
  }

  end(): string {
    return this.format === 'json' ? '\n]\n' : '';
  }

  private valueOf(cell: string, column: number): string | number | null {
    return this.numeric(column) ? (parseNumber(cell) ?? null) : cell;
  }
}
