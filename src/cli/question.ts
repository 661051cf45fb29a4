// Asks a question that is answered with yes or no.

import { createInterface } from 'node:readline/promises';

/** Whether there is a terminal to ask at. */
export function canAsk(): boolean {
  return process.stdin.isTTY && process.stderr.isTTY;
}

/** True for an answer that begins with y, Y or 是. */
export async function ask(question: string): Promise<boolean> {
  const terminal = createInterface({ input: process.stdin, output: process.stderr });
  try {
    return /^\s*[yY是]/.test(await terminal.question(`${question} [y/N] `));
  } finally {
    terminal.close();
  }
}
