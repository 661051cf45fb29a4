// Numbers as people write them: with a currency or a percent sign, thousands apart, a decimal comma.

import { parseNumber } from './numbers.js';

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

/**
 * What turns the cells of a column into plain numbers, from some of them; undefined where they are plain numbers
 * already, have several units, or may be read in two ways, such as 1,234.
 */
export function numberSpelling(cells: readonly string[]): ((cell: string) => string) | undefined {
  const found = cells.map((cell) => amount.exec(cell.trim()));
  if (found.length === 0 || cells.every((cell) => parseNumber(cell) !== undefined)) return undefined;
  const digits = found.flatMap((parts) => parts?.[3] ?? []);
  const units = new Set(found.map((parts) => `${parts?.[2] ?? ''} ${parts?.[4] ?? ''}`));
  if (digits.length < cells.length || units.size > 1) return undefined;
  const fits = (spelling: RegExp) => digits.every((one) => spelling.test(one));
  const byPoint = fits(spellings.point);
  const byComma = fits(spellings.comma);
  const isWhole = digits.every((one) => /^[+-]?\d+$/.test(one));
  if (byPoint === byComma && !isWhole) return undefined;
  const isComma = byComma && !byPoint;
  return (cell) => {
    const [, sign = '', , number] = amount.exec(cell.trim()) ?? [];
    if (number === undefined || !(isComma ? spellings.comma : spellings.point).test(number)) return cell;
    const plain = isComma ? number.replace(/[.'’\s]/g, '').replace(',', '.') : number.replace(/[,'’\s]/g, '');
    return sign + plain;
  };
}
