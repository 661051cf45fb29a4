// Turns cells of a sheet into text: numbers as they are, dates by their formats, strings from the workbook's shared
// table.

import { dateText } from '../source/cellText.js';

/** The tables that cells refer to. */
export interface CellTables {
  readonly strings: readonly string[];
  /** Whether cells of each style are dates, by the style's number. */
  readonly dates: readonly boolean[];
  /** Days are counted from 1904, as on early Macintoshes. */
  readonly from1904: boolean;
}

/** The built-in formats of dates and times (ECMA-376 part 1, 18.8.30), those of East Asian languages included. */
const builtInDates = [
  [14, 22],
  [27, 36],
  [45, 47],
  [50, 58],
  [71, 81],
] as const;

/** @param code of a format that the workbook defines */
export function isDateFormat(id: number, code: string | undefined): boolean {
  if (code === undefined) return builtInDates.some(([first, last]) => id >= first && id <= last);
  // Literal text, colours and conditions are ignored; [h] counts hours.
  const plain = code
    .replace(/"[^"]*"|\\.|_.|\*./g, '')
    .replace(/\[(?!h+\]|m+\]|s+\])[^\]]*\]/gi, '')
    .split(';')[0]!;
  return /[ymdhs]/i.test(plain) && !/general/i.test(plain);
}

/**
 * @param type the attribute `t` of the cell
 * @param style its attribute `s`
 * @param value its content
 * Throws an Error for a string that the workbook does not have.
 */
export function textOfCell(
  type: string | undefined,
  style: string | undefined,
  value: string,
  tables: CellTables,
): string {
  switch (type) {
    case 's': {
      const text = tables.strings[Number(value)];
      if (value !== '' && text === undefined) throw new Error(`no shared string ${value}`);
      return text ?? '';
    }
    case 'b':
      return value === '1' ? 'TRUE' : value === '0' ? 'FALSE' : '';
    case undefined:
    case 'n':
      return numberText(value, tables.dates[Number(style ?? 0)] === true, tables.from1904);
    case 'd':
      return dateText(new Date(/[zZ]|[+-]\d\d:\d\d$/.test(value) ? value : `${value}Z`)) || value;
    default:
      return value;
  }
}

function numberText(value: string, isDate: boolean, from1904: boolean): string {
  const number = Number(value);
  if (value === '' || Number.isNaN(number)) return value;
  // Excel shows fifteen digits, and writes seventeen.
  return isDate ? serialText(number, from1904) : String(Number(number.toPrecision(15)));
}

const dayMilliseconds = 86_400_000;

/** A day's number as its date; a part of a day as a time. The year 1900 has a 29 February here, as in Lotus 1-2-3. */
function serialText(serial: number, from1904: boolean): string {
  const milliseconds = Math.round(serial * 86_400) * 1000;
  if (!from1904 && serial >= 0 && serial < 1) return new Date(milliseconds).toISOString().slice(11, 19);
  const days = from1904 ? 24_107 : serial < 60 ? 25_568 : 25_569;
  return dateText(new Date(milliseconds - days * dayMilliseconds)) || String(serial);
}

/** The column of a reference such as `AB12`, from 0; undefined where it has none. */
export function columnOf(reference: string | undefined): number | undefined {
  const letters = /^[A-Z]{1,3}/.exec(reference ?? '')?.[0];
  if (letters === undefined) return undefined;
  return Array.from(letters).reduce((column, letter) => column * 26 + letter.charCodeAt(0) - 64, 0) - 1;
}

/** Decodes Excel's notation for characters that XML does not have: `_x000D_`. */
export function unescapeText(text: string): string {
  return text.includes('_x')
    ? text
        .replace(/_x([0-9A-Fa-f]{4})_/g, (_, code: string) => String.fromCharCode(parseInt(code, 16)))
        .replaceAll('\0', '')
    : text;
}
