// The lines of a journal: read as a stream, each with a sum over all lines up to it, by which damage shows.

import { createHash } from 'node:crypto';
import { closeSync, existsSync, fstatSync, readSync } from 'node:fs';

import { parseJson } from '../base/json.js';
import { openFileSync } from '../base/openFile.js';
import { type RunEvent, runEventSchema } from '../shared/events.js';

/** The largest line in bytes that is read as an event; the longest there is names the labels of a run. */
export const longestLine = 16 << 20;

/** The largest distance in bytes between two line ends: what has none for longer is no journal. */
export const longestGap = 1 << 29;

const blockBytes = 1 << 20;
const lineEnd = 10;

export interface JournalLine {
  /** The line without its end; empty for one that is longer than any event. */
  readonly bytes: Buffer;
  /** The offsets of its first byte and of the next line's. */
  readonly begin: number;
  readonly end: number;
}

/**
 * The whole lines of a journal in order; none when there is no file. Their bytes are valid until the next is taken.
 * @throws UserError when the file cannot be read, or is none
 */
export function* linesOf(path: string): Generator<JournalLine, void, undefined> {
  if (!existsSync(path)) return;
  const descriptor = openFileSync(path);
  try {
    yield* linesIn(descriptor, 0);
  } finally {
    closeSync(descriptor);
  }
}

/** The whole lines from an offset on, up to the size that the file has now. */
export function* linesIn(descriptor: number, from: number): Generator<JournalLine, void, undefined> {
  const { size } = fstatSync(descriptor);
  const block = Buffer.alloc(Math.max(0, Math.min(blockBytes, size - from)));
  let rest = Buffer.alloc(0);
  let begin = from;
  let isTooLong = false;
  for (let at = from; at < size;) {
    const length = readSync(descriptor, block, 0, Math.min(block.length, size - at), at);
    if (length === 0 || at - begin > longestGap) return;
    let start = 0;
    for (let end = block.indexOf(lineEnd); end >= 0 && end < length; end = block.indexOf(lineEnd, start)) {
      const part = block.subarray(start, end);
      const bytes = rest.length === 0 ? part : Buffer.concat([rest, part]);
      yield { bytes: isTooLong || bytes.length > longestLine ? Buffer.alloc(0) : bytes, begin, end: at + end + 1 };
      rest = Buffer.alloc(0);
      begin = at + end + 1;
      isTooLong = false;
      start = end + 1;
    }
    isTooLong ||= rest.length + length - start > longestLine;
    rest = isTooLong ? Buffer.alloc(0) : Buffer.concat([rest, block.subarray(start, length)]);
    at += length;
  }
}

/** The event of a line; null for one that is none. */
export function eventOf(bytes: Buffer): RunEvent | null {
  return runEventSchema.safeParse(parseJson(bytes.toString('utf8'))).data ?? null;
}

/** The number of a step's line, which need not be parsed as a whole; null for any other line. */
export function stepOf(bytes: Buffer): number | null {
  const number = /^\{"event":"step","step":(\d{1,15}),/.exec(bytes.toString('latin1', 0, 48))?.[1];
  return number === undefined ? null : Number(number);
}

/** The events of these kinds, in order. Other lines are passed over without being parsed. */
export function* eventsOfKind<Kind extends RunEvent['event']>(
  path: string,
  ...kinds: readonly Kind[]
): Generator<Extract<RunEvent, { event: Kind }>, void, undefined> {
  const wanted = (event: RunEvent): event is Extract<RunEvent, { event: Kind }> =>
    kinds.some((kind) => kind === event.event);
  for (const { bytes } of linesOf(path)) {
    const kind = /^\{"event":"(\w+)"/.exec(bytes.toString('latin1', 0, 32))?.[1];
    if (kind !== undefined && !kinds.some((one) => one === kind)) continue;
    const event = eventOf(bytes);
    if (event !== null && wanted(event)) yield event;
  }
}

/** A line of the journal, with its end: the event, and the sum of the previous line and it. */
export function sealedLine(text: string, previous: string): { readonly line: string; readonly sum: string } {
  const sum = createHash('sha256').update(previous).update(text).digest('hex').slice(0, 16);
  return { line: `${text.slice(0, -1)},"sum":"${sum}"}\n`, sum };
}

const seal = /,"sum":"([0-9a-f]{16})"\}$/;
const sealLength = ',"sum":"0123456789abcdef"}'.length;

/** The sum that a line ends with; null for a line of a version that wrote none. */
export function sumOf(bytes: Buffer): string | null {
  return seal.exec(bytes.toString('latin1', Math.max(0, bytes.length - sealLength)))?.[1] ?? null;
}

/** The event's text as it was before its sum was added. */
export function textOf(bytes: Buffer): string {
  return sumOf(bytes) === null ? bytes.toString('utf8') : `${bytes.toString('utf8', 0, bytes.length - sealLength)}}`;
}

/** Whether a line is as it was written, after one with that sum. */
export function isSealed(bytes: Buffer, previous: string): boolean {
  const sum = sumOf(bytes);
  return sum !== null && sealedLine(textOf(bytes), previous).sum === sum;
}
