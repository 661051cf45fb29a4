// Reads the cells that matter in one pass over a table's rows: text, pair and label of every row that has them.

import type { ByteListener } from '../source/bytes.js';
import { isMissingWord } from '../source/missing.js';
import { parseNumber } from '../source/numbers.js';
import { isAmount } from '../source/numberSpelling.js';
import type { Row } from '../source/row.js';
import { fitWidth } from '../table/rowShape.js';
import { readRows, type Table } from '../table/table.js';
import { plainName } from '../text/columnWords.js';
import { isSame } from '../text/titleRows.js';
import { cellAt, type ChosenColumn, type ChosenColumns } from './columns.js';
import type { ProblemList } from './problems.js';

export interface Cells {
  readonly line: number;
  readonly text: string;
  readonly pair: string | undefined;
  /** The label as it is in the file; empty where there is no label column. */
  readonly label: string;
  /** The probabilities of the labels, where they have columns. */
  readonly shares?: readonly number[] | undefined;
  readonly weight?: string | undefined;
  readonly group?: string | undefined;
  readonly time?: string | undefined;
}

/** Further facts that the pass gathers. */
export interface RowTally {
  /** The number of data rows, the unusable ones included. */
  rows: number;
  /** Whether every text so far is a number. */
  onlyNumbers: boolean;
  /** The first row of a wrong width. */
  firstBad: Row | undefined;
}

export function newTally(): RowTally {
  return { rows: 0, onlyNumbers: true, firstBad: undefined };
}

/**
 * The rows with a text, in file order; the others are added to the list of problems. Memory is bounded by one chunk of
 * the file.
 */
export async function* readCells(
  table: Table,
  chosen: ChosenColumns,
  problems: ProblemList,
  tally: RowTally,
  hash?: ByteListener,
): AsyncGenerator<Cells[], void, undefined> {
  for await (const rows of readRows(table, hash)) {
    tally.rows += rows.length;
    yield rows.flatMap((row) => cellsOf(row, table, chosen, problems, tally) ?? []);
  }
}

/** The cells of a row; undefined, with a problem noted, when its width is wrong or its text or pair is empty. */
export function cellsOf(
  row: Row,
  table: Table,
  chosen: ChosenColumns,
  problems: ProblemList,
  tally: RowTally,
): Cells | undefined {
  const whole = fitWidth(row, table.columns.length);
  if (whole === undefined) {
    tally.firstBad ??= row;
    problems.add('badRow', row.line);
    return undefined;
  }
  const { line, fields } = whole;
  if (table.header && fields.length > 1 && isSame(fields, table.columns)) {
    problems.add('repeatedNames', line);
    return undefined;
  }
  if (isTotal(fields)) problems.add('totalRow', line);
  if (row.hasOpenQuote === true) problems.add('openQuote', line);
  if (fields.some((cell) => cell.includes('\ufffd'))) problems.add('undecodable', line);
  const text = cell(fields, chosen.text);
  const pair = chosen.pair === undefined ? undefined : cell(fields, chosen.pair);
  if (text.trim() === '' || pair?.trim() === '') {
    problems.add('emptyText', line);
    return undefined;
  }
  if (isMissingWord(text)) problems.add('missingText', line);
  tally.onlyNumbers &&= parseNumber(text) !== undefined;
  const { label, weight, group, time } = chosen;
  return {
    line,
    text,
    pair,
    label: cell(fields, label),
    ...(label?.soft === undefined ? {} : { shares: label.soft.shares(fields) }),
    ...(weight === undefined ? {} : { weight: cell(fields, weight) }),
    ...(group === undefined ? {} : { group: cell(fields, group) }),
    ...(time === undefined ? {} : { time: cell(fields, time) }),
  };
}

const totals = new Set(
  `total totals grandtotal subtotal sum average mean count 合计 总计 小计 总和 平均 平均值 合計 總計 小計 総計 합계 총계 평균
   gesamt summe gesamtsumme durchschnitt totale somme moyenne totalgeneral suma promedio soma media итого всего сумма`
    .trim()
    .split(/\s+/),
);

/** Whether a row sums up others: its first filled cell is a word for that, and a number follows or nothing does. */
function isTotal(fields: readonly string[]): boolean {
  const first = fields.findIndex((one) => one.trim() !== '');
  if (first < 0 || fields[first]!.length > 24 || !totals.has(plainName(fields[first]!))) return false;
  const others = fields.filter((one, column) => column !== first && one.trim() !== '');
  return fields.length > 1 && others.every((one) => isAmount(one.trim()) || parseNumber(one) !== undefined);
}

function cell(fields: readonly string[], column: ChosenColumn | undefined): string {
  return column === undefined ? '' : cellAt(column, fields);
}
