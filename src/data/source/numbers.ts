// Parses numbers in cells strictly: text that is not wholly a number is none; and finds the largest of some.

const decimal = /^[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?$/;

/** The number in the cell, spaces around it ignored; undefined for anything else, hexadecimal and Infinity included. */
export function parseNumber(cell: string): number | undefined {
  const text = cell.trim();
  if (text.length > 400 || !decimal.test(text)) return undefined;
  const value = Number(text);
  return Number.isFinite(value) ? value : undefined;
}

/** The index of the largest number; the first of equals. */
export function largest(numbers: readonly number[]): number {
  return numbers.reduce((best, number, index) => (number > numbers[best]! ? index : best), 0);
}
