// Finds the first row of data in a table: below titles, names of columns and units.

import { basename } from 'node:path';

import { UserError } from '../../shared/errors.js';
import { type Notice, notice } from '../../shared/notices.js';
import type { Settings } from '../../shared/settings.js';
import type { Row } from '../source/row.js';
import { headerScore, nameColumns, usualNames } from '../text/header.js';
import { titleRows, usualWidth, withoutRepeats } from '../text/titleRows.js';
import { fitWidth, listNames } from './rowShape.js';

export interface StartRows {
  /** Whether the columns have names of their own. */
  readonly header: boolean;
  /** The number of rows before the data: titles, names of columns, units. */
  readonly headerRows: number;
  /** Names that differ from each other; numbers from 1 without a header. */
  readonly columns: readonly string[];
  /** The first data rows, as they are. */
  readonly start: readonly Row[];
  /** The rows of the right width, from which columns are guessed. */
  readonly sample: readonly Row[];
  readonly notices: readonly Notice[];
}

/** A score nearer to 0 than this is reported, since the decision may be wrong. */
const sureScore = 1.5;

/**
 * Describes rows whose first one may name the columns.
 * @param fixedRows number of rows at the beginning that are never data, such as `sep=;`
 * @param fixedWidth the width of all rows, where the format has one
 * @throws UserError where no row of data is left
 */
export function startRows(
  file: string,
  rows: readonly Row[],
  options: { readonly header?: Settings['header'] | undefined; readonly skipRows?: Settings['skipRows'] | undefined },
  { fixedRows = 0, fixedWidth }: { readonly fixedRows?: number; readonly fixedWidth?: number } = {},
): StartRows {
  const { header: wanted = 'auto', skipRows = null } = options;
  const above = skipRows === null ? fixedRows : rows.filter(({ line }) => line <= skipRows).length;
  const from = skipRows === null && wanted !== 'no' ? above + titleRows(rows.slice(above)) : above;
  const [first] = rows.slice(from);
  if (first === undefined) throw new UserError('data.empty', { file });
  const below = withoutRepeats(rows.slice(from));
  const score = headerScore(below);
  const header = wanted === 'auto' ? score >= 0 : wanted === 'yes';
  const width = fixedWidth ?? (header ? first.fields.length : usualWidth(rows.slice(from)));
  const columns = nameColumns(header ? first.fields : undefined, width);
  const units = header && skipRows === null ? unitRows(rows.slice(from + 1)) : 0;
  const start = rows.slice(from + (header ? 1 : 0) + units);
  if (start.length === 0) throw new UserError('data.headerOnly', { file, columns: listNames(columns) });
  const named = usualNames(below);
  const isUnsure = wanted === 'auto' && (header ? score < sureScore && named === 0 : score > -sureScore || named > 0);
  const line = shown(first);
  return {
    header,
    headerRows: from + (header ? 1 : 0) + units,
    columns,
    start,
    sample: start.flatMap((row) => fitWidth(row, width) ?? []),
    notices: [
      ...(from > above
        ? [notice('data.titleRows', { file: basename(file), count: from - above, line: shown(rows[above]!) })]
        : []),
      ...(isUnsure ? [notice(header ? 'data.headerTaken' : 'data.rowTaken', { file: basename(file), line })] : []),
      ...(units > 0 ? [notice('data.unitRows', { count: units, line: shown(rows[from + 1]!) })] : []),
    ],
  };
}

/** The cells of a row for a sentence. */
function shown({ fields }: Row): string {
  const text = fields
    .filter((cell) => cell.trim() !== '')
    .join(' | ')
    .replace(/\s+/g, ' ');
  return JSON.stringify(text.length > 60 ? `${text.slice(0, 60)}…` : text);
}

const unitWords =
  'text|string|str|object|int(?:eger)?|float|number|category|categorical|response|open-ended response' +
  '|文本|字符串|整数|数值|单位|单选|多选';
/** A unit or type below a column's name: a word for it, a sign, or anything in brackets. */
const unit = new RegExp(String.raw`^(?:[[(（【<].*[\])）】>]|${unitWords}|[%℃$€-]|:?-{2,}:?|n/?a)$`, 'i');

/**
 * The number of rows below the names that describe the columns: units, types, or the questions and ids of a survey
 * (Qualtrics).
 */
function unitRows(rows: readonly Row[]): number {
  const isImport = (row: Row | undefined) => row?.fields.some((cell) => /^\{\s*"ImportId"/.test(cell)) === true;
  if (isImport(rows[0])) return 1;
  if (isImport(rows[1])) return 2;
  if (rows.length < 3) return 0;
  const [first, second] = rows;
  const filled = first!.fields.map((cell) => cell.trim()).filter((cell) => cell !== '');
  const isUnit = filled.length > 0 && filled.every((cell) => unit.test(cell));
  const alike = first!.fields.some(
    (cell, column) => cell.trim() !== '' && rows.slice(1).some((row) => row.fields[column] === cell),
  );
  return isUnit && !alike && !second!.fields.every((cell) => unit.test(cell.trim())) ? 1 : 0;
}
