// The output of the command line, and the only module that writes to the terminal, without control characters from
// files: sentences for people, one line of progress that is overwritten, and JSON for programs.

import type { Locale } from '../shared/catalogue.js';
import type { RunEvent } from '../shared/events.js';
import { escapeUnseen, plainLine, plainLines } from '../shared/plainText.js';
import { fit } from './columns.js';

/** The needed part of a stream, such as process.stdout and process.stderr. */
export interface Sink {
  write(text: string): unknown;
  readonly isTTY?: boolean | undefined;
  readonly columns?: number | undefined;
}

export interface OutputOptions {
  readonly locale: Locale;
  /** Whether JSON goes to stdout; everything for people then goes to stderr. */
  readonly json: boolean;
  readonly stdout: Sink;
  readonly stderr: Sink;
  /** Milliseconds of a monotonic clock. */
  readonly now?: () => number;
}

/** An event of a run, or the answer of another command. */
export interface Answer {
  readonly event: string;
  readonly [field: string]: unknown;
}

/** Milliseconds between two lines of progress without a terminal, and between two updates of the line on one. */
const lineEvery = 10_000;
const drawEvery = 100;

export class Output {
  readonly locale: Locale;
  readonly json: boolean;
  private readonly people: Sink;
  private readonly stdout: Sink;
  private readonly stderr: Sink;
  private readonly now: () => number;
  private drawn = false;
  private lastProgress = Number.NEGATIVE_INFINITY;
  /** Whether a `failed` event has been written already: a job emits it before it rejects. */
  saidFailed = false;

  constructor({ locale, json, stdout, stderr, now = () => performance.now() }: OutputOptions) {
    this.locale = locale;
    this.json = json;
    this.stdout = stdout;
    this.stderr = stderr;
    this.people = json ? stderr : stdout;
    this.now = now;
  }

  /** Prints lines for people. */
  print(...lines: readonly string[]): void {
    this.clearProgress();
    if (lines.length > 0) this.people.write(`${plainLines(lines.join('\n'))}\n`);
  }

  /** Prints an error or a remark, which is never part of a result and so always goes to stderr. */
  warn(line: string): void {
    this.clearProgress();
    this.stderr.write(`${plainLines(line)}\n`);
  }

  /** Prints one object a line for programs; nothing without --json. */
  emit(event: RunEvent | Answer): void {
    if (event.event === 'failed') this.saidFailed = true;
    if (this.json) this.stdout.write(`${escapeUnseen(JSON.stringify(event))}\n`);
  }

  /** Shows the progress: drawn over the previous line on a terminal, and a new line now and then elsewhere. */
  progress(line: () => string): void {
    const { isTTY, columns = 80 } = this.people;
    const now = this.now();
    if (now - this.lastProgress < (isTTY ? drawEvery : lineEvery)) return;
    this.lastProgress = now;
    if (!isTTY) {
      this.people.write(`${plainLine(line())}\n`);
      return;
    }
    this.people.write(`\r\u001b[K${fit(plainLine(line()), columns - 1)}`);
    this.drawn = true;
  }

  private clearProgress(): void {
    if (!this.drawn) return;
    this.people.write('\r\u001b[K');
    this.drawn = false;
    this.lastProgress = Number.NEGATIVE_INFINITY;
  }
}
