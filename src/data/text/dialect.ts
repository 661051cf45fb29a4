// Detects the delimiter and the row ends of a file from its start.

import type { Settings } from '../../shared/settings.js';
import { type Row } from '../source/row.js';
import { LenientParser } from './lenientRecords.js';
import { RecordParser } from './records.js';
import { type Dialect, type RecordOptions, type RowParser } from './rowParser.js';
import { titleRows } from './titleRows.js';

export type DelimiterName = Exclude<Settings['delimiter'], 'auto'>;

export const delimiters: { readonly [Name in DelimiterName]: string } = { comma: ',', tab: '\t', semicolon: ';' };
/** The name by which the setting calls it. */
export function delimiterName(delimiter: string): string {
  return (Object.keys(delimiters) as DelimiterName[]).find((name) => delimiters[name] === delimiter) ?? delimiter;
}

/** Where two fit alike: a tab is rare in texts, a semicolon rarer than a comma. */
const byRarity: readonly DelimiterName[] = ['tab', 'semicolon', 'comma'];

/** @param start the start of the file as UTF-8, cut anywhere */
export async function detectDialect(
  start: Buffer,
  wanted: DelimiterName | 'auto',
  quotes: Dialect['quotes'],
): Promise<Dialect> {
  const { rowEnds, mayEndAtReturn } = detectRowEnds(start.toString('utf8'), quotes);
  const plain = await dialectWith(start, wanted, { rowEnds, quotes });
  if (!mayEndAtReturn) return plain;
  // A file that was put together from several: with the right row ends, its rows have the same width.
  const other = await dialectWith(start, wanted, { rowEnds: [...rowEnds, '\r'], quotes });
  return (await shareAlike(start, other)) > (await shareAlike(start, plain)) ? other : plain;
}

async function dialectWith(
  start: Buffer,
  wanted: DelimiterName | 'auto',
  written: Omit<Dialect, 'delimiter'>,
): Promise<Dialect> {
  const name = wanted === 'auto' ? await detectDelimiter(start, written) : wanted;
  return { delimiter: delimiters[name], ...written };
}

/** The share of the rows that are as wide as the first. */
async function shareAlike(start: Buffer, dialect: Dialect): Promise<number> {
  const rows = await parseStart(start, dialect);
  return rows.filter(({ fields }) => fields.length === rows[0]!.fields.length).length / Math.max(1, rows.length);
}

export function createRecordParser(file: string, dialect: Dialect, recordOptions: RecordOptions = {}): RowParser {
  return dialect.quotes === 'lenient'
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
  let [quoted, windows, unix, carriageReturns] = [false, 0, 0, 0];
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
export function separatorIn(start: Buffer): DelimiterName | null {
  const [, character] = separatorLine.exec(start.subarray(0, 16).toString('utf8')) ?? [];
  return byRarity.find((name) => delimiters[name] === character) ?? null;
}

async function detectDelimiter(start: Buffer, written: Omit<Dialect, 'delimiter'>): Promise<DelimiterName> {
  let best: { name: DelimiterName; fit: number } | undefined;
  let plainest: { name: DelimiterName; share: number } | undefined;
  for (const name of byRarity) {
    // One column in any case: no need to parse.
    if (!start.includes(delimiters[name])) {
      plainest ??= { name, share: 1 };
      continue;
    }
    const rows = await parseStart(start, { delimiter: delimiters[name], ...written });
    const titles = titleRows(rows);
    const width = rows[titles]?.fields.length ?? 1;
    const fit = rows.filter((row) => row.fields.length === width).length / Math.max(1, rows.length - titles);
    if (width > 1 && (best === undefined || fit > best.fit + 1e-9)) best = { name, fit };
    if (width === 1 && (plainest === undefined || fit > plainest.share)) plainest = { name, share: fit };
  }
  // One column: a delimiter that never occurs is harmless.
  return best?.name ?? plainest?.name ?? 'comma';
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
