// The journal of a run: one event a line, appended as it happens. Charts are drawn from it, and a panel replays it.

import {
  closeSync,
  existsSync,
  fdatasyncSync,
  fstatSync,
  ftruncateSync,
  lstatSync,
  openSync,
  readlinkSync,
  readSync,
  statSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';

import { readFailure, writeFailure } from '../base/fileErrors.js';
import { appendingFlags, openFileSync } from '../base/openFile.js';
import { type ByteSink, writeAtomically } from '../formats/atomicWrite.js';
import { UserError } from '../shared/errors.js';
import type { RunEvent } from '../shared/events.js';
import { systemCode } from '../shared/failures.js';
import type { JournalPage } from '../shared/messages/worker.js';
import {
  eventOf,
  type JournalLine,
  linesIn,
  linesOf,
  longestGap,
  sealedLine,
  stepOf,
  sumOf,
  textOf,
} from './journalLines.js';

export function journalPath(folder: string): string {
  return join(folder, 'journal.jsonl');
}

/** The position of a checkpoint in the journal: events beyond it were undone by the interruption. */
export interface JournalPosition {
  /** The number of updates in the checkpoint. */
  readonly step: number;
  /** The update after which the checkpoint's last evaluation was made. */
  readonly evaluatedAt: number;
}

/**
 * Appends events. A line is either whole in the file, or its torn beginning is cut off when the journal is next opened.
 */
export class Journal {
  private size: number;
  private sum: string;

  private constructor(
    private readonly path: string,
    private readonly descriptor: number,
  ) {
    const { end, sum } = lastLine(path, descriptor);
    if (end < fstatSync(descriptor).size) ftruncateSync(descriptor, end);
    this.size = end;
    this.sum = sum;
  }

  /**
   * Opens a journal for appending; a missing one is created. Throws a UserError when the file cannot be written, or is
   * none: what a link leads to is not written.
   */
  static open(path: string): Journal {
    try {
      const found = lstatSync(path, { throwIfNoEntry: false });
      if (found?.isSymbolicLink() === true)
        throw new UserError('machine.linkLeadsOut', { file: path, target: readlinkSync(path) });
      if (found?.isDirectory() === true) throw new UserError('machine.isFolder', { file: path });
      if (found?.isFile() === false) throw new UserError('machine.notRegular', { file: path });
      return Journal.on(path, openSync(path, appendingFlags));
    } catch (error) {
      throw writeFailure(error, path);
    }
  }

  /** Appends to an open file. */
  static on(path: string, descriptor: number): Journal {
    return new Journal(path, descriptor);
  }

  /** Throws a UserError when the disk is full; the journal then ends with the previous event. */
  append(event: RunEvent): void {
    const { line: text, sum } = sealedLine(JSON.stringify(event), this.sum);
    const line = Buffer.from(text);
    try {
      let written = 0;
      while (written < line.length) written += writeSync(this.descriptor, line, written);
      this.size += line.length;
      this.sum = sum;
    } catch (error) {
      this.cutTornLine();
      throw writeFailure(error, this.path);
    }
  }

  /**
   * The failure of the write is the one to report: a torn line that cannot be cut now is cut when the journal is next
   * opened.
   */
  private cutTornLine(): void {
    try {
      ftruncateSync(this.descriptor, this.size);
    } catch (error) {
      if (systemCode(error) === undefined) throw error;
    }
  }

  /** Waits until the disk holds everything appended; called with each checkpoint, not with each step. */
  sync(): void {
    try {
      fdatasyncSync(this.descriptor);
    } catch (error) {
      throw writeFailure(error, this.path);
    }
  }

  close(): void {
    closeSync(this.descriptor);
  }
}

/**
 * The events of a journal in order; none when there is no file. A torn last line and lines that are no events are left
 * out. @throws UserError when the file cannot be read, or is none
 */
export function readJournal(path: string): RunEvent[] {
  return eventsOf(linesOf(path));
}

function eventsOf(lines: Iterable<JournalLine>): RunEvent[] {
  const events: RunEvent[] = [];
  for (const { bytes } of lines) {
    const event = eventOf(bytes);
    if (event !== null) events.push(event);
  }
  return events;
}

/**
 * Drops, in one atomic replacement, everything written after the checkpoint that a run continues from. The file is read
 * as a stream and copied as it is; the few lines after the first one that goes get their sums anew.
 */
export async function rewindJournal(path: string, position: JournalPosition): Promise<void> {
  if (!existsSync(path)) return;
  let sum = '';
  let kept = 0;
  const moved: string[] = [];
  let isCut = false;
  for (const { bytes, end } of linesOf(path)) {
    // Damaged lines before the cut stay: `verify` finds them.
    const goes = isUndone(bytes, position, isCut);
    isCut ||= goes;
    if (goes) continue;
    if (isCut) moved.push(textOf(bytes));
    else {
      sum = sumOf(bytes) ?? sum;
      kept = end;
    }
  }
  if (!isCut) return;
  await writeAtomically(path, async (sink) => {
    await copyStart(path, kept, sink);
    for (const text of moved) {
      const sealed = sealedLine(text, sum);
      sum = sealed.sum;
      await sink.write(Buffer.from(sealed.line));
    }
  });
}

function isUndone(bytes: Buffer, position: JournalPosition, isCut: boolean): boolean {
  const step = stepOf(bytes);
  if (step !== null) return step > position.step;
  const event = eventOf(bytes);
  return event === null ? isCut : !happenedBy(event, position);
}

async function copyStart(path: string, end: number, sink: ByteSink): Promise<void> {
  const descriptor = openFileSync(path);
  try {
    const block = Buffer.alloc(1 << 20);
    for (let at = 0; at < end;) {
      const length = readSync(descriptor, block, 0, Math.min(block.length, end - at), at);
      if (length === 0) return;
      await sink.write(block.subarray(0, length));
      at += length;
    }
  } finally {
    closeSync(descriptor);
  }
}

function happenedBy(event: RunEvent, { step, evaluatedAt }: JournalPosition): boolean {
  switch (event.event) {
    case 'step':
    case 'checkpoint':
    case 'interrupted':
    case 'resumed':
      return event.step <= step;
    case 'evaluation':
      return event.step <= evaluatedAt;
    case 'stoppedEarly':
    case 'done':
      return false;
    case 'started':
    case 'estimate':
    case 'notice':
    case 'caching':
    case 'failed':
      return true;
  }
}

/**
 * The end of the last whole line, and the sum up to it, searched from the back since a journal may be long. A journal
 * of an earlier version has no sum: those of this one then begin anew.
 */
function lastLine(path: string, descriptor: number): { readonly end: number; readonly sum: string } {
  const block = Buffer.alloc(1 << 16);
  let end: number | null = null;
  const { size } = fstatSync(descriptor);
  for (let before = size; before > 0;) {
    if (size - before > longestGap) throw new UserError('run.damaged', { file: path, place: 'its end' });
    const start = Math.max(0, before - block.length);
    const part = block.subarray(0, readSync(descriptor, block, 0, before - start, start));
    const last = part.lastIndexOf(10);
    if (last >= 0) {
      end = start + last + 1;
      break;
    }
    before = start;
  }
  if (end === null) return { end: 0, sum: '' };
  const tail = Buffer.alloc(Math.min(end - 1, 64));
  readSync(descriptor, tail, 0, tail.length, end - 1 - tail.length);
  return { end, sum: sumOf(tail) ?? '' };
}

/** The bytes in a page of the journal: about a thousand steps. */
const pageBytes = 1 << 18;

/**
 * Part of a journal, from an offset on that is the beginning of a line (0, or `next` of the previous page). An offset
 * beyond the end gives an empty page. Lines that are no events are left out. @throws UserError when the file cannot be
 * read, or is none
 */
export function readJournalPage(path: string, from: number): JournalPage {
  if (!existsSync(path)) return { events: [], next: 0, more: false };
  const descriptor = openFileSync(path);
  try {
    const { size } = fstatSync(descriptor);
    const events: RunEvent[] = [];
    let next = from;
    for (const { bytes, end } of linesIn(descriptor, from)) {
      const event = eventOf(bytes);
      if (event !== null) events.push(event);
      next = end;
      if (next - from >= pageBytes) break;
    }
    return { events, next, more: next > from && next < size };
  } finally {
    closeSync(descriptor);
  }
}

function sizeOf(path: string): number {
  try {
    return statSync(path, { throwIfNoEntry: false })?.size ?? 0;
  } catch (error) {
    throw readFailure(error, path);
  }
}

/**
 * The last events of a journal, in order: about a thousand, or all. @throws UserError when the file cannot be read, or
 * is none
 */
export function readLastEvents(path: string): RunEvent[] {
  const size = sizeOf(path);
  // The first line of a page that begins at any offset is most likely torn, and is then left out.
  return size === 0 ? [] : readJournalPage(path, Math.max(0, size - pageBytes)).events;
}
