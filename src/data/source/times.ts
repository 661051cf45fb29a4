// Reads dates and times in cells as numbers that can be compared; what could be two days is none.

import { parseNumber } from './numbers.js';

/** Year, month, day in this order, then perhaps hours, minutes, seconds and a zone. */
const yearFirst = new RegExp(
  String.raw`^(\d{4})(?:[-/.年](\d{1,2})(?:[-/.月](\d{1,2})日?)?)?月?` +
    String.raw`(?:[T ]+(\d{1,2}):(\d{2})(?::(\d{2}(?:\.\d+)?))?)?\s*(Z|UTC|[+-]\d{2}:?\d{2})?$`,
  'i',
);
/** Day, month, year between full stops, as in German and Russian. */
const dayFirst = /^(\d{1,2})\.(\d{1,2})\.(\d{4})(?:[T ]+(\d{1,2}):(\d{2})(?::(\d{2}))?)?$/;

/**
 * Milliseconds since 1970, or the number itself where the cell is one (a year, a time of a computer); undefined for
 * anything else, such as 03/04/2024. Without a zone times are those of UTC, so that they compare alike everywhere.
 */
export function timeOf(cell: string): number | undefined {
  const text = cell.trim();
  const number = parseNumber(text);
  if (number !== undefined) return number;
  const found = yearFirst.exec(text);
  if (found !== null) return moment(found.slice(1, 7), zoneMinutes(found[7]));
  const [, day, month, year, ...time] = dayFirst.exec(text) ?? [];
  if (year !== undefined) return moment([year, month, day, ...time], 0);
  // Names of months leave no doubt, but Date.parse takes the 30th of February for the 1st of March.
  if (!namesDay(text)) return undefined;
  if (!/[A-Za-z]{3}/.test(text) || !/\d{4}/.test(text)) return undefined;
  const value = Date.parse(ownZone.test(text) ? text : `${text} UTC`);
  return Number.isNaN(value) ? undefined : value;
}

/** A zone in a text with the name of a month, as `+0200` in the times of tweets. */
const ownZone = /\b(?:GMT|UTC?|Z|[ECMP][SD]T)\b|(?:\s|:\d{2})[+-]\d{2}:?\d{2}(?!\d)/;

/** Undefined for a day that its month lacks, such as 2024-02-30, and a time that no clock shows. */
function moment(parts: readonly (string | undefined)[], zone: number | undefined): number | undefined {
  const [year, month = 1, day = 1, hour = 0, minute = 0, second = 0] = parts.map((part) =>
    part === undefined ? undefined : Number(part),
  );
  const isTime = (hour < 24 || (hour === 24 && minute === 0 && second === 0)) && minute < 60 && second < 61;
  if (!isTime || zone === undefined || !hasDay(year!, month, day)) return undefined;
  return Date.UTC(year!, month - 1, day, hour, minute, 0) + 1000 * second - 60_000 * zone;
}

function hasDay(year: number, month: number, day: number): boolean {
  // Day 0 of the next month is the last of this one.
  return month >= 1 && month <= 12 && day >= 1 && day <= new Date(Date.UTC(year, month, 0)).getUTCDate();
}

const months = 'jan feb mar apr may jun jul aug sep oct nov dec'.split(' ');
const monthAndDay = new RegExp(String.raw`\b(${months.join('|')})[a-z]*\.?[\s-]+(\d{1,2})(?![\d:])`, 'i');
const dayAndMonth = new RegExp(String.raw`(?<![\d:])(\d{1,2})[\s-]+(${months.join('|')})[a-z]*`, 'i');

/** Whether the month in a text has the day beside it; true where no month is named. */
function namesDay(text: string): boolean {
  const [, monthFirst, dayLast] = monthAndDay.exec(text) ?? [];
  const [, dayAhead, monthLast] = dayAndMonth.exec(text) ?? [];
  const month = monthFirst ?? monthLast;
  const year = /(?<![\d+-])\d{4}(?!\d)/.exec(text)?.[0] ?? /\d{4}/.exec(text)?.[0];
  if (month === undefined || year === undefined) return true;
  return hasDay(Number(year), months.indexOf(month.slice(0, 3).toLowerCase()) + 1, Number(dayLast ?? dayAhead));
}

/** Minutes ahead of UTC; undefined for a zone that no clock has. */
function zoneMinutes(zone: string | undefined): number | undefined {
  const [, sign, hours, minutes] = /^([+-])(\d{2}):?(\d{2})$/.exec(zone ?? '') ?? [];
  if (sign === undefined) return 0;
  const ahead = 60 * Number(hours) + Number(minutes);
  return Number(minutes) < 60 && ahead <= 14 * 60 ? (sign === '-' ? -ahead : ahead) : undefined;
}

/**
 * What reads the times of a column, from some of its cells: numbers alone are times of their own, and among dates a
 * number of four digits is a year, so that 2024 does not come before 1970-01-02. Empty for what does not fit the rest.
 */
export function timeReader(cells: readonly string[]): (cell: string) => string {
  const isNumber = (cell: string) => parseNumber(cell) !== undefined;
  const isYear = (cell: string) => /^\d{4}$/.test(cell.trim());
  const numbers = cells.filter(isNumber);
  const dates = cells.filter((cell) => !isNumber(cell) && timeOf(cell) !== undefined);
  const isOfDates = dates.length > 0 && (numbers.every(isYear) || dates.length > numbers.length);
  if (!isOfDates) return (cell) => (isNumber(cell) ? cell : '');
  return (cell) => (!isNumber(cell) ? cell : isYear(cell) ? `${cell.trim()}-01` : '');
}
