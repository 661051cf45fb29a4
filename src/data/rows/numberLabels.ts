// Decides how the numbers of a regression are spelled: plain, or with a unit, thousands apart, a decimal comma.

import { UserError } from '../../shared/errors.js';
import { type Notice, notice } from '../../shared/notices.js';
import type { Settings } from '../../shared/settings.js';
import { parseNumber } from '../source/numbers.js';
import { type Decimal, fitsAll, isAmount, numberSpelling, spellingWith } from '../source/numberSpelling.js';
import type { Table } from '../table/table.js';

export interface NumberReading {
  /** What the cells or the settings say; auto where neither does. */
  readonly decimal: Settings['decimal'];
  /** The plain number in a cell; undefined where cells are read as they are. */
  readonly read: ((cell: string) => string) | undefined;
  readonly notices: readonly Notice[];
}

/** What the reading depends on beside the cells. */
export interface NumberPlace {
  readonly table: Pick<Table, 'file' | 'format' | 'dialect'>;
  readonly column: string;
  readonly wanted: Settings['decimal'];
}

/**
 * @param cells some of the column, none of them empty
 * @throws UserError `data.otherDecimal` where the wanted spelling is not that of the cells, `data.unsureDecimal` where
 *   none is wanted and every number may be read in two ways
 */
export function readNumbers(cells: readonly string[], place: NumberPlace): NumberReading {
  const amounts = cells.map((cell) => cell.trim()).filter((cell) => isAmount(cell) || parseNumber(cell) !== undefined);
  // Cells that are no numbers are reported by their lines; too many of them are no numbers to judge by.
  if (2 * amounts.length <= cells.length) return asTheyAre(place.wanted);
  const spelling = place.wanted === 'auto' ? detected(amounts, place) : wantedSpelling(amounts, place.wanted, place);
  if (spelling === undefined) return { ...asTheyAre(place.wanted), notices: loneThousands(amounts, place) };
  const written = amounts.find((cell) => parseNumber(spelling.read(cell)) !== parseNumber(cell));
  return {
    decimal: spelling.decimal ?? place.wanted,
    read: spelling.read,
    notices: written === undefined ? [] : [said(written, spelling.read(written), place)],
  };
}

function asTheyAre(decimal: Settings['decimal']): NumberReading {
  return { decimal, read: undefined, notices: [] };
}

function said(written: string, number: string, { column }: NumberPlace): Notice {
  return notice('data.numbersRead', { column: JSON.stringify(column), written: JSON.stringify(written), number });
}

/**
 * A comma before three digits in all of them may separate thousands, unless columns are separated by semicolons, as is
 * usual where commas are decimal.
 */
function detected(amounts: readonly string[], { table, column }: NumberPlace) {
  const spelling = numberSpelling(amounts);
  const usesSemicolon = table.format === 'csv' && table.dialect.delimiter === ';';
  const isComma = amounts.some((cell) => cell.includes(',')) && fitsAll(amounts, 'comma');
  const found = spelling ?? (usesSemicolon && isComma ? spellingWith(amounts, 'comma') : undefined);
  const isUnsure = amounts.every((cell) => parseNumber(cell) === undefined && fitsAll([cell], 'point'));
  if (found === undefined && isUnsure && fitsAll(amounts, 'comma'))
    throw new UserError('data.unsureDecimal', { file: table.file, column, written: amounts[0]! });
  return found;
}

function wantedSpelling(amounts: readonly string[], wanted: Decimal, { table: { file }, column }: NumberPlace) {
  const other = wanted === 'comma' ? 'point' : 'comma';
  const written = amounts.find((cell) => !fitsAll([cell], wanted) && fitsAll([cell], other));
  // Beside cells that are spelled as it is wanted, those of the other spelling are slips.
  if (written !== undefined && amounts.every((cell) => fitsAll([cell], other)))
    throw new UserError('data.otherDecimal', { file, column, written, decimal: wanted, other });
  return spellingWith(amounts, wanted);
}

/** Says how points before three digits in all of the numbers were taken: they may separate thousands. */
function loneThousands(amounts: readonly string[], place: NumberPlace): Notice[] {
  const written = amounts.find((cell) => cell.includes('.'));
  const mayBeThousands = amounts.every((cell) => /^[+-]?(?:0|[1-9]\d{0,2}(?:\.\d{3})?)$/.test(cell));
  if (place.wanted !== 'auto' || written === undefined || !mayBeThousands) return [];
  return [said(written, String(parseNumber(written)), place)];
}
