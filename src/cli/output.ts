// Where the command line writes: sentences for people, one line of progress that is drawn over, and JSON for programs.

import type { Locale } from '../shared/catalogue.js';
import type { RunEvent } from '../shared/events.js';
import { fit } from './columns.js';

/** What of a stream is needed; process.stdout and process.stderr are such. */
export interface Sink {
  write(text: string): unknown;
  readonly isTTY?: boolean | undefined;
  readonly columns?: number | undefined;
}

export interface OutputOptions {
  readonly locale: Locale;
  /** JSON on stdout; everything for people then goes to stderr. */
  readonly json: boolean;
  readonly stdout: Sink;
  readonly stderr: Sink;
  /** Milliseconds, of a clock that does not jump. */
  readonly now?: () => number;
}

/** An event of a run, or the answer of another command. */
export interface Answer {
  readonly event: string;
  readonly [field: string]: unknown;
}

/** Without a terminal a line of progress is written this often; with one, it is drawn anew this often. Milliseconds. */
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
  /** Whether a `failed` event has been written already: a job says so itself before it rejects. */
  saidFailed = false;

  constructor({ locale, json, stdout, stderr, now = () => performance.now() }: OutputOptions) {
    this.locale = locale;
    this.json = json;
    this.stdout = stdout;
    this.stderr = stderr;
    this.people = json ? stderr : stdout;
    this.now = now;
  }

  /** Lines for people. */
  print(...lines: readonly string[]): void {
    this.clearProgress();
    if (lines.length > 0) this.people.write(`${lines.join('\n')}\n`);
  }

  /** An error, or a word in between: never part of a result, so always on stderr. */
  warn(line: string): void {
    this.clearProgress();
    this.stderr.write(`${line}\n`);
  }

  /** One object a line for programs; nothing without --json. */
  emit(event: RunEvent | Answer): void {
    if (event.event === 'failed') this.saidFailed = true;
    if (this.json) this.stdout.write(`${JSON.stringify(event)}\n`);
  }

  /** Says how far it is: drawn over the last such line on a terminal, and a line now and then elsewhere. */
  progress(line: () => string): void {
    const { isTTY, columns = 80 } = this.people;
    const now = this.now();
    if (now - this.lastProgress < (isTTY ? drawEvery : lineEvery)) return;
    this.lastProgress = now;
    if (!isTTY) return void this.people.write(`${line()}\n`);
    this.people.write(`\r\u001b[K${fit(line(), columns - 1)}`);
    this.drawn = true;
  }

  private clearProgress(): void {
    if (!this.drawn) return;
    this.people.write('\r\u001b[K');
    this.drawn = false;
    this.lastProgress = Number.NEGATIVE_INFINITY;
  }
}
