// The journal of a run: one event a line, appended as it happens. Charts are drawn from it, and a panel replays it.

import {
  closeSync,
  fdatasyncSync,
  fstatSync,
  ftruncateSync,
  openSync,
  readFileSync,
  readSync,
  statSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';

import { writeFailure } from '../base/fileErrors.js';
import { parseJson } from '../base/json.js';
import { writeTextAtomically } from '../formats/atomicWrite.js';
import { type RunEvent, runEventSchema } from '../shared/events.js';
import { systemCode } from '../shared/failures.js';
import type { JournalPage } from '../shared/messages/worker.js';

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

  private constructor(
    private readonly path: string,
    private readonly descriptor: number,
    size: number,
  ) {
    this.size = size;
  }

  /** Opens a journal for appending; a missing one is created. Throws a UserError when the file cannot be written. */
  static open(path: string): Journal {
    try {
      const descriptor = openSync(path, 'a+');
      const whole = endOfLastLine(descriptor);
      if (whole < fstatSync(descriptor).size) ftruncateSync(descriptor, whole);
      return new Journal(path, descriptor, whole);
    } catch (error) {
      throw writeFailure(error, path);
    }
  }

  /** Throws a UserError when the disk is full; the journal then ends with the previous event. */
  append(event: RunEvent): void {
    const line = Buffer.from(`${JSON.stringify(event)}\n`);
    try {
      let written = 0;
      while (written < line.length) written += writeSync(this.descriptor, line, written);
      this.size += line.length;
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
 * out.
 */
export function readJournal(path: string): RunEvent[] {
  return wholeLines(readText(path)).split('\n').flatMap(parseLine);
}

/** Drops, in one atomic replacement, everything written after the checkpoint that a run continues from. */
export async function rewindJournal(path: string, position: JournalPosition): Promise<void> {
  const lines = wholeLines(readText(path)).split('\n');
  // Lines stay as they were written: another version may have written more into them than this one reads.
  const kept = lines.filter((line) => parseLine(line).some((event) => happenedBy(event, position)));
  await writeTextAtomically(path, kept.map((line) => `${line}\n`).join(''));
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

function parseLine(line: string): RunEvent[] {
  const event = runEventSchema.safeParse(parseJson(line)).data;
  return event === undefined ? [] : [event];
}

/** The length of the file up to its last line end, searched from the back since a journal may be long. */
function endOfLastLine(descriptor: number): number {
  const block = Buffer.alloc(1 << 16);
  for (let end = fstatSync(descriptor).size; end > 0;) {
    const start = Math.max(0, end - block.length);
    const length = readSync(descriptor, block, 0, end - start, start);
    const last = block.subarray(0, length).lastIndexOf(10);
    if (last >= 0) return start + last + 1;
    end = start;
  }
  return 0;
}

function wholeLines(text: string): string {
  return text.slice(0, text.lastIndexOf('\n') + 1);
}

function readText(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    if (systemCode(error) === 'ENOENT') return '';
    throw error;
  }
}

/** The bytes in a page of the journal: about a thousand steps. */
const pageBytes = 1 << 18;

/**
 * Part of a journal, from an offset on that is the beginning of a line (0, or `next` of the previous page). An offset
 * beyond the end gives an empty page. Lines that are no events are left out.
 */
export function readJournalPage(path: string, from: number): JournalPage {
  let descriptor: number;
  try {
    descriptor = openSync(path, 'r');
  } catch (error) {
    if (systemCode(error) === 'ENOENT') return { events: [], next: 0, more: false };
    throw error;
  }
  try {
    const { size } = fstatSync(descriptor);
    const text = readWholeLines(descriptor, from, size);
    const events = text.toString('utf8').split('\n').flatMap(parseLine);
    const next = from + text.length;
    return { events, next, more: text.length > 0 && next < size };
  } finally {
    closeSync(descriptor);
  }
}

/** The last events of a journal, in order: about a thousand, or all. */
export function readLastEvents(path: string): RunEvent[] {
  const size = statSync(path, { throwIfNoEntry: false })?.size ?? 0;
  // The first line of a page that begins at any offset is most likely torn, and is then left out.
  return size === 0 ? [] : readJournalPage(path, Math.max(0, size - pageBytes)).events;
}

/** Reads a page of whole lines. A line longer than a page makes the page longer. */
function readWholeLines(descriptor: number, from: number, size: number): Buffer {
  for (let length = pageBytes; from < size; length *= 4) {
    const block = Buffer.alloc(Math.min(length, size - from));
    const whole = block.subarray(0, readSync(descriptor, block, 0, block.length, from)).lastIndexOf(10) + 1;
    if (whole > 0 || from + length >= size) return block.subarray(0, whole);
  }
  return Buffer.alloc(0);
}
