// Reads the first sheet with rows of an Excel workbook (ECMA-376, SpreadsheetML) as a table: its rows as a stream, its
// shared strings in memory.

import { UserError } from '../../shared/errors.js';
import { notice } from '../../shared/notices.js';
import { damagedFailure } from '../source/dataFileErrors.js';
import type { Row } from '../source/row.js';
import type { DataFile } from '../source/row.js';
import type { RecordSource, RowPart } from '../source/tableSource.js';
import { maxRowBytes } from '../text/rowText.js';
import { Archive, type XmlHandler } from './archive.js';
import { type CellTables, columnOf, isDateFormat, textOfCell, unescapeText } from './cells.js';

/** The limit of Excel itself. */
const mostColumns = 16_384;

interface Sheet {
  readonly name: string;
  /** The part of the archive that holds it. */
  readonly part: string;
}

interface Workbook extends CellTables {
  /** The visible sheets, in their order; at least one. */
  readonly sheets: readonly Sheet[];
  /** All of them, which a person may name. */
  readonly every: readonly Sheet[];
}

/** Throws a UserError. */
export async function openWorkbook(file: DataFile, wanted: string | null = null): Promise<RecordSource> {
  const { book, sheet } = await withArchive(file, async (archive) => {
    const found = await readBook(archive);
    const sheet = wanted === null ? await firstTable(file, archive, found) : namedSheet(file, found, wanted);
    return { book: found, sheet };
  });
  return {
    names: undefined,
    files: [file],
    sheet: sheet.name,
    notices:
      book.sheets.length > 1 && wanted === null
        ? [notice('data.sheet', { sheets: book.sheets.length, sheet: JSON.stringify(sheet.name) })]
        : [],
    async *read(from): AsyncGenerator<RowPart, void, undefined> {
      const reader = new SheetReader(file.path, book);
      let left = from;
      const archive = await withFailures(file, () => Archive.open(file.path));
      const pieces = archive.pieces(sheet.part, reader.handler);
      try {
        for (;;) {
          const next = await withFailures(file, () => pieces.next());
          if (next.done === true) return;
          const rows = reader.takeRows();
          const skipped = Math.min(left, rows.length);
          left -= skipped;
          yield { rows: rows.slice(skipped), share: next.value.share };
        }
      } finally {
        await pieces.return();
        archive.close();
      }
    },
  };
}

async function withFailures<Result>({ path }: DataFile, use: () => Promise<Result>): Promise<Result> {
  try {
    return await use();
  } catch (error) {
    throw damagedFailure(error, path, 'Excel .xlsx');
  }
}

function withArchive<Result>(file: DataFile, use: (archive: Archive) => Promise<Result>): Promise<Result> {
  return withFailures(file, async () => {
    const archive = await Archive.open(file.path);
    try {
      return await use(archive);
    } finally {
      archive.close();
    }
  });
}

/** A name comes before a number; numbers count the visible sheets. */
function namedSheet({ path }: DataFile, { sheets, every }: Workbook, wanted: string): Sheet {
  const plain = wanted.trim().toLowerCase();
  const found =
    every.find(({ name }) => name === wanted) ??
    every.find(({ name }) => name.trim().toLowerCase() === plain) ??
    (/^\d+$/.test(plain) ? sheets[Number(plain) - 1] : undefined);
  if (found !== undefined) return found;
  const names = sheets.map(({ name }) => JSON.stringify(name)).join(', ');
  throw new UserError('data.sheetNotFound', { file: path, sheet: wanted, sheets: names });
}

/** Rows at the beginning of a sheet that tell whether it holds a table. */
const lookedAtRows = 50;

/**
 * A cover sheet may be empty, or hold a title; a sheet with only a chart has no rows. The first sheet with two rows of
 * several cells is taken, else the first with rows, else the first.
 */
async function firstTable(file: DataFile, archive: Archive, book: Workbook): Promise<Sheet> {
  let withRows: Sheet | undefined;
  for (const sheet of book.sheets.length > 1 ? book.sheets : []) {
    const rows = await startOf(file, archive, book, sheet);
    const wide = rows.filter(({ fields }) => fields.filter((cell) => cell.trim() !== '').length > 1);
    if (wide.length > 1) return sheet;
    if (rows.length > 0) withRows ??= sheet;
  }
  return withRows ?? book.sheets[0]!;
}

async function startOf(file: DataFile, archive: Archive, book: Workbook, sheet: Sheet): Promise<Row[]> {
  const reader = new SheetReader(file.path, book);
  const pieces = archive.pieces(sheet.part, reader.handler);
  const rows: Row[] = [];
  while (rows.length < lookedAtRows && (await pieces.next()).done !== true)
    for (const row of reader.takeRows()) rows.push(row);
  await pieces.return();
  return rows;
}

async function readBook(archive: Archive): Promise<Workbook> {
  const listed: { readonly name: string; readonly id: string; readonly isHidden: boolean }[] = [];
  let from1904 = false;
  await archive.parse('xl/workbook.xml', {
    open: (name, attributes) => {
      if (name === 'sheet') {
        const id = attributes['r:id'] ?? Object.entries(attributes).find(([key]) => key.endsWith(':id'))?.[1] ?? '';
        listed.push({ id, name: attributes['name'] ?? '', isHidden: (attributes['state'] ?? 'visible') !== 'visible' });
      }
      if (name === 'workbookPr') from1904 = ['1', 'true'].includes(attributes['date1904'] ?? '');
    },
  });
  const targets = new Map<string, string>();
  await archive.parse('xl/_rels/workbook.xml.rels', {
    open: (name, attributes) => {
      if (name === 'Relationship') targets.set(attributes['Id'] ?? '', attributes['Target'] ?? '');
    },
  });
  const every = listed.flatMap(({ name, id, isHidden }) => {
    const target = targets.get(id) ?? '';
    const part = target.startsWith('/') ? target.slice(1) : `xl/${target}`;
    return archive.has(part) ? [{ name, part, isHidden }] : [];
  });
  const visible = every.filter(({ isHidden }) => !isHidden);
  const sheets = visible.length > 0 ? visible : every;
  if (sheets.length === 0) throw new Error('no sheet');
  return { sheets, every, from1904, strings: await readStrings(archive), dates: await readDateStyles(archive) };
}

async function readStrings(archive: Archive): Promise<string[]> {
  const strings: string[] = [];
  let text = '';
  let inText = false;
  let inPhonetic = false;
  await archive.parse('xl/sharedStrings.xml', {
    open: (name) => {
      if (name === 'si') text = '';
      if (name === 'rPh') inPhonetic = true;
      inText = name === 't' && !inPhonetic;
    },
    text: (part) => {
      if (inText) text += part;
    },
    close: (name) => {
      if (name === 'si') strings.push(unescapeText(text));
      if (name === 'rPh') inPhonetic = false;
      inText = false;
    },
  });
  return strings;
}

/** Whether cells of each style are dates. */
async function readDateStyles(archive: Archive): Promise<boolean[]> {
  const codes = new Map<number, string>();
  const dates: boolean[] = [];
  let inCellFormats = false;
  await archive.parse('xl/styles.xml', {
    open: (name, attributes) => {
      if (name === 'numFmt') codes.set(Number(attributes['numFmtId']), attributes['formatCode'] ?? '');
      if (name === 'cellXfs') inCellFormats = true;
      const id = Number(attributes['numFmtId'] ?? 0);
      if (name === 'xf' && inCellFormats) dates.push(isDateFormat(id, codes.get(id)));
    },
    close: (name) => {
      if (name === 'cellXfs') inCellFormats = false;
    },
  });
  return dates;
}

/** Takes the sheet's XML and yields its rows; those without any text are left out, like blank lines of a CSV. */
class SheetReader {
  private rows: Row[] = [];
  private line = 0;
  private fields: string[] = [];
  private characters = 0;
  private column = -1;
  private type: string | undefined;
  private style: string | undefined;
  private value = '';
  private inValue = false;
  private inPhonetic = false;

  constructor(
    private readonly file: string,
    private readonly book: Workbook,
  ) {}

  readonly handler: XmlHandler = {
    open: (name, attributes) => this.open(name, attributes),
    text: (text) => {
      if (!this.inValue) return;
      this.value += text;
      this.characters += text.length;
      if (this.characters > maxRowBytes)
        throw new UserError('data.rowTooLong', { file: this.file, line: this.line, megabytes: maxRowBytes >> 20 });
    },
    close: (name) => this.close(name),
  };

  takeRows(): Row[] {
    const rows = this.rows;
    this.rows = [];
    return rows;
  }

  private open(name: string, attributes: Readonly<Record<string, string>>): void {
    if (name === 'row') {
      const number = Number(attributes['r'] ?? Number.NaN);
      this.line = Number.isSafeInteger(number) && number > this.line ? number : this.line + 1;
      this.fields = [];
      this.characters = 0;
      this.column = -1;
    } else if (name === 'c') {
      this.column = columnOf(attributes['r']) ?? this.column + 1;
      this.type = attributes['t'];
      this.style = attributes['s'];
      this.value = '';
    } else if (name === 'rPh') this.inPhonetic = true;
    // The text of a formula is in `f`, its value in `v`; `t` is text that is not shared.
    this.inValue = name === 'v' || (name === 't' && !this.inPhonetic);
  }

  private close(name: string): void {
    this.inValue = false;
    if (name === 'rPh') this.inPhonetic = false;
    if (name === 'c') this.takeCell();
    if (name === 'row' && this.fields.some((cell) => cell.trim() !== ''))
      this.rows.push({ line: this.line, fields: this.fields });
  }

  private takeCell(): void {
    if (this.column >= mostColumns) throw new Error(`column ${this.column + 1}`);
    const text = textOfCell(this.type, this.style, this.value, this.book);
    if (text === '') return;
    while (this.fields.length < this.column) this.fields.push('');
    this.fields[this.column] = this.type === 's' ? text : unescapeText(text);
  }
}
