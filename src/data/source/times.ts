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
  // Names of months leave no doubt.
  const named = /[A-Za-z]{3}/.test(text) && /\d{4}/.test(text) ? Date.parse(`${text} UTC`) : Number.NaN;
  const zoned = Number.isNaN(named) && /[A-Za-z]{3}.*(?:GMT|UTC|[+-]\d{4})/.test(text) ? Date.parse(text) : named;
  return Number.isNaN(zoned) ? undefined : zoned;
}

function moment(parts: readonly (string | undefined)[], zone: number): number | undefined {
  const [year, month = 1, day = 1, hour = 0, minute = 0, second = 0] = parts.map((part) =>
    part === undefined ? undefined : Number(part),
  );
  const isDay = month >= 1 && month <= 12 && day >= 1 && day <= 31 && hour <= 24 && minute < 60;
  return isDay ? Date.UTC(year!, month - 1, day, hour, minute, 0) + 1000 * second - 60_000 * zone : undefined;
}

function zoneMinutes(zone: string | undefined): number {
  const [, sign, hours, minutes] = /^([+-])(\d{2}):?(\d{2})$/.exec(zone ?? '') ?? [];
  if (sign === undefined) return 0;
  return (sign === '-' ? -1 : 1) * (60 * Number(hours) + Number(minutes));
}
