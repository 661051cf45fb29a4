// Detects the delimiter and the row ends of a file from its start.

import { type Row } from '../source/row.js';
import { usualNames } from './header.js';
import { LenientParser } from './lenientRecords.js';
import {
  detectAll,
  givenMarks,
  hasEscapes,
  hasSingleQuotes,
  type Marks,
  type Reading,
  type WantedMarks,
} from './quoting.js';
import { RecordParser } from './records.js';
import { type Dialect, type RecordOptions, type RowParser } from './rowParser.js';
import { titleRows } from './titleRows.js';

const delimiters: ReadonlyMap<string, string> = new Map([
  ['comma', ','],
  ['tab', '\t'],
  ['semicolon', ';'],
  ['pipe', '|'],
]);

/** The delimiter's name in the setting; the character itself where it has none. */
export function delimiterName(delimiter: string): string {
  return [...delimiters].find(([, character]) => character === delimiter)?.[0] ?? delimiter;
}

/** The order of preference where two delimiters fit equally: a tab is rare in texts, a semicolon rarer than a comma. */
const byRarity: readonly string[] = ['\t', '|', ';', ','];
/** Unusual delimiters, which are tried only where none of those fits, since most of them occur in texts. */
const unusual: readonly string[] = ['\u0001', '\u001f', '^', '~', '¦', '§', '；', '，', '、', ':', ' '];

/** @param start the start of the file as UTF-8, cut anywhere */
export async function detectDialect(
  start: Buffer,
  wanted: string,
  quotes: Dialect['quotes'],
  marks: WantedMarks = detectAll,
): Promise<Dialect> {
  const readWith = async (some: Marks): Promise<Reading> => {
    const dialect = await detectUnspaced(start, wanted, { quotes, ...some });
    return { dialect, rows: await parseStart(start, dialect) };
  };
  const text = start.toString('utf8');
  let found = await readWith(givenMarks(marks));
  if (marks.quote === 'auto' && text.includes("'")) {
    const single = await readWith(givenMarks({ ...marks, quote: 'single' }));
    const escaped = text.includes("\\'")
      ? await readWith(givenMarks(marks, { quote: "'", escape: 'backslash' }))
      : single;
    found = [single, escaped].find((one) => hasSingleQuotes(found, one)) ?? found;
  }
  if (marks.escape === 'auto' && found.dialect.escape !== 'backslash' && text.includes('\\')) {
    const { quote = '"' } = found.dialect;
    const escaped = await readWith({ quote, escape: 'backslash' });
    if (hasEscapes(text, found, escaped)) found = escaped;
  }
  return withSpaces(start, found.dialect);
}

type Quoting = Marks & Pick<Dialect, 'quotes'>;

async function detectUnspaced(start: Buffer, wanted: string, quoting: Quoting): Promise<Dialect> {
  const { rowEnds, mayEndAtReturn } = detectRowEnds(start.toString('utf8'), quoting.quotes);
  const plain = await dialectWith(start, wanted, { rowEnds, ...quoting });
  if (!mayEndAtReturn) return plain;
  // A file that was concatenated from several: with the right row ends, its rows have the same width.
  const other = await dialectWith(start, wanted, { rowEnds: [...rowEnds, '\r'], ...quoting });
  return (await shareAlike(start, other)) > (await shareAlike(start, plain)) ? other : plain;
}

async function dialectWith(start: Buffer, wanted: string, written: Omit<Dialect, 'delimiter'>): Promise<Dialect> {
  const delimiter = wanted === 'auto' ? await detectDelimiter(start, written) : (delimiters.get(wanted) ?? wanted);
  return { delimiter, ...written };
}

/**
 * The dialect with spaces after delimiters ignored, where quotes follow them in most rows: otherwise these quotes would
 * be text.
 */
async function withSpaces(start: Buffer, dialect: Dialect): Promise<Dialect> {
  if (dialect.quotes !== 'strict' || dialect.delimiter.trim() === '' || !hasUsualMarks(dialect)) return dialect;
  const rows = await parseStart(start, dialect);
  const isQuoted = (cell: string, column: number) => column > 0 && /^[ \t]+"/.test(cell);
  const quoted = rows.filter(({ fields }) => fields.some(isQuoted));
  if (quoted.length === 0 || 2 * quoted.length < rows.length) return dialect;
  const spaced = { ...dialect, spaced: true };
  return (await shareAlike(start, spaced)) >= (await shareAlike(start, dialect)) ? spaced : dialect;
}

/** Whether columns are quoted as RFC 4180 has it. */
export function hasUsualMarks({ quote = '"', escape = 'doubled' }: Dialect): boolean {
  return quote === '"' && escape === 'doubled';
}

/** The share of the rows that are as wide as the first. */
async function shareAlike(start: Buffer, dialect: Dialect): Promise<number> {
  const rows = await parseStart(start, dialect);
  return rows.filter(({ fields }) => fields.length === rows[0]!.fields.length).length / Math.max(1, rows.length);
}

export function createRecordParser(file: string, dialect: Dialect, recordOptions: RecordOptions = {}): RowParser {
  return dialect.quotes === 'lenient' || !hasUsualMarks(dialect)
    ? new LenientParser(file, dialect, recordOptions)
    : new RecordParser(file, dialect, recordOptions);
}

/**
 * A carriage return alone ends a row in files that have no line feed outside quotes, and in those that end rows with CR
 * CR LF, where a program wrote CRLF and a library turned its line feed into CRLF; in other files it may end a row, or
 * be a stray character of some text. The first of the list is how the file itself ends its rows.
 */
function detectRowEnds(
  text: string,
  quotes: Dialect['quotes'],
): { readonly rowEnds: readonly string[]; readonly mayEndAtReturn: boolean } {
  const outside = countRowEnds(text, true);
  const found = outside.windows + outside.unix + outside.carriageReturns;
  // An open quote on the first line seems to contain all the other lines.
  const { windows, unix, carriageReturns } = found === 0 && quotes === 'lenient' ? countRowEnds(text, false) : outside;
  if (windows + unix === 0 && carriageReturns > 0) return { rowEnds: ['\r', '\r\n', '\n'], mayEndAtReturn: false };
  const rowEnds = windows >= unix && windows > 0 ? ['\r\n', '\n'] : ['\n', '\r\n'];
  const isDoubled = windows > unix && 2 * text.split('\r\r\n').length > windows + unix;
  return isDoubled
    ? { rowEnds: [...rowEnds, '\r'], mayEndAtReturn: false }
    : { rowEnds, mayEndAtReturn: carriageReturns > 0 };
}

function countRowEnds(
  text: string,
  outsideQuotes: boolean,
): { readonly windows: number; readonly unix: number; readonly carriageReturns: number } {
  let quoted = false;
  let windows = 0;
  let unix = 0;
  let carriageReturns = 0;
  for (let index = 0; index < text.length; index++) {
    const character = text[index];
    if (character === '"') quoted = outsideQuotes && !quoted;
    if (quoted) continue;
    if (character === '\n' && text[index - 1] === '\r') windows += 1;
    else if (character === '\n') unix += 1;
    if (character === '\r' && text[index + 1] !== '\n' && index + 1 < text.length) carriageReturns += 1;
  }
  return { windows, unix, carriageReturns };
}

const separatorLine = /^\ufeff?"?sep=(.)"?\r?\n/i;

/** The delimiter in a first line such as `sep=;`, which Excel reads and writes; null where there is none. */
export function separatorIn(start: Buffer): string | null {
  return separatorLine.exec(start.subarray(0, 16).toString('utf8'))?.[1] ?? null;
}

async function detectDelimiter(start: Buffer, written: Omit<Dialect, 'delimiter'>): Promise<string> {
  let best: { delimiter: string; fit: number } | undefined;
  let plainest: { delimiter: string; share: number } | undefined;
  for (const delimiter of byRarity) {
    // One column in any case: no need to parse.
    if (!start.includes(delimiter)) {
      plainest ??= { delimiter, share: 1 };
      continue;
    }
    const { width, fit } = fitOf(await parseStart(start, { delimiter, ...written }));
    if (width > 1 && (best === undefined || fit > best.fit + 1e-9)) best = { delimiter, fit };
    if (width === 1 && (plainest === undefined || fit > plainest.share)) plainest = { delimiter, share: fit };
  }
  // One column: a delimiter that never occurs is harmless.
  return best?.delimiter ?? (await detectUnusual(start, written)) ?? plainest?.delimiter ?? ',';
}

/** The usual width of the rows from the names of columns on, and the share of rows with that width. */
function fitOf(rows: readonly Row[]): { readonly width: number; readonly fit: number } {
  const titles = titleRows(rows);
  const width = rows[titles]?.fields.length ?? 1;
  const fit = rows.filter((row) => row.fields.length === width).length / Math.max(1, rows.length - titles);
  return { width, fit };
}

/**
 * An unusual delimiter with which all rows are as wide as the first, and the first has usual names of a text and a
 * label.
 */
async function detectUnusual(start: Buffer, written: Omit<Dialect, 'delimiter'>): Promise<string | undefined> {
  for (const delimiter of unusual.filter((one) => start.includes(one))) {
    const rows = await parseStart(start, { delimiter, ...written });
    const { width, fit } = fitOf(rows);
    const isControl = delimiter < ' ';
    if (width > 1 && fit > 0.95 && (isControl || usualNames(rows) >= 2)) return delimiter;
  }
  return undefined;
}

async function parseStart(start: Buffer, dialect: Dialect): Promise<Row[]> {
  const parser = createRecordParser('', dialect);
  try {
    const rows = await parser.write(start);
    // The last row may be cut; it counts only where there is no other.
    return rows.length > 0 ? rows : await parser.end();
  } catch {
    // A quote that fits another delimiter, or an error that reading the whole file will report.
    return parser.takeRows();
  }
}
