// Numbers as people write them: with a currency or a percent sign, thousands apart, a decimal comma.

import { parseNumber } from './numbers.js';

/** The character before the decimals. */
export type Decimal = 'point' | 'comma';

/** A sign, a currency before or behind, digits with what stands between them, a percent sign. */
const amount = /^([+-]?)\s*(\p{Sc}|[A-Z]{3})?\s*([+-]?\d(?:[\d.,'’\s]*\d)?)\s*(\p{Sc}|[A-Z]{3}|%)?$/u;
const spellings = {
  point: /^[+-]?(?:\d{1,3}(?:[,'’\s]\d{3})+|\d+)(?:\.\d+)?$/,
  comma: /^[+-]?(?:\d{1,3}(?:[.'’\s]\d{3})+|\d+)(?:,\d+)?$/,
} as const;

/** Whether a cell holds one number and nothing else than its unit. */
export function isAmount(cell: string): boolean {
  const digits = amount.exec(cell)?.[3];
  return digits !== undefined && (spellings.point.test(digits) || spellings.comma.test(digits));
}

export interface NumberSpelling {
  /** Undefined where no cell says. */
  readonly decimal: Decimal | undefined;
  /** The plain number in a cell; the cell itself where it is spelled otherwise, or has another unit. */
  readonly read: (cell: string) => string;
}

/**
 * How the numbers in these cells are spelled. Undefined where they are plain numbers already, have several units, or
 * may be read in two ways, such as 1,234.
 */
export function numberSpelling(cells: readonly string[]): NumberSpelling | undefined {
  if (cells.length === 0 || cells.every((cell) => parseNumber(cell) !== undefined)) return undefined;
  const byPoint = fitsAll(cells, 'point');
  const byComma = fitsAll(cells, 'comma');
  const isWhole = cells.every((cell) => /^[+-]?\d+$/.test(digitsIn(cell) ?? ''));
  if (byPoint === byComma && !isWhole) return undefined;
  const spelling = spellingWith(cells, byComma && !byPoint ? 'comma' : 'point');
  return spelling && (isWhole ? { ...spelling, decimal: undefined } : spelling);
}

/** What reads a column of weights, from some of its cells: they may have a decimal comma, or be percentages. */
export function weightReader(cells: readonly string[]): (cell: string) => string {
  return numberSpelling(cells.filter(isAmount))?.read ?? ((cell) => cell);
}

/** The numbers in these cells with that decimal character; undefined where they have several units. */
export function spellingWith(cells: readonly string[], decimal: Decimal): NumberSpelling | undefined {
  const units = new Set(cells.map(unitOf));
  if (units.size > 1 || units.has(undefined)) return undefined;
  const [unit = ' '] = units;
  return { decimal, read: (cell) => (unitOf(cell) === unit ? plainNumber(cell, decimal) : cell) };
}

/** Whether all cells are numbers with that decimal character. */
export function fitsAll(cells: readonly string[], decimal: Decimal): boolean {
  return cells.every((cell) => spellings[decimal].test(digitsIn(cell) ?? ''));
}

function plainNumber(cell: string, decimal: Decimal): string {
  const [, sign = '', , number = ''] = amount.exec(cell.trim()) ?? [];
  if (!spellings[decimal].test(number)) return cell;
  const plain = decimal === 'comma' ? number.replace(/[.'’\s]/g, '').replace(',', '.') : number.replace(/[,'’\s]/g, '');
  return sign + plain;
}

function digitsIn(cell: string): string | undefined {
  return amount.exec(cell.trim())?.[3];
}

/** What stands before and behind the number; undefined for a cell that is none. */
function unitOf(cell: string): string | undefined {
  const parts = amount.exec(cell.trim());
  return parts === null ? undefined : `${parts[2] ?? ''} ${parts[4] ?? ''}`;
}
