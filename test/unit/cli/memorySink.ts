// A stream that remembers its text, for tests of the output that a person or a program reads.

import { Output, type Sink } from '../../../src/cli/output.js';
import type { Locale } from '../../../src/shared/catalogue.js';

export class MemorySink implements Sink {
  text = '';
  constructor(
    readonly isTTY = false,
    readonly columns = 80,
  ) {}
  write(text: string): void {
    this.text += text;
  }
}

export function memoryOutput({
  locale = 'en',
  json = false,
  terminal = false,
}: { locale?: Locale; json?: boolean; terminal?: boolean } = {}) {
  const stdout = new MemorySink(terminal);
  const stderr = new MemorySink(terminal);
  const time = { now: 0 };
  const output = new Output({ locale, json, stdout, stderr, now: () => time.now });
  return { output, stdout, stderr, time };
}
