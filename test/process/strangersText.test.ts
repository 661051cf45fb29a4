// Names of files and folders that hold control sequences reach the terminal as text.

import { copyFileSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';

import { afterAll, expect, test } from 'vitest';

import { runCli, sample, temporaryFolder } from './cliKit.js';

const temporary = temporaryFolder();
afterAll(() => temporary.remove());

/** The title of a window, a cleared screen, and a direction of reading that is turned. */
const evil = 'a\u001b]0;owned\u0007\u001b[2J\u009b2J\u202Eb';
/** Controls and marks of direction; the end of a line is looked at apart. */
const unseen = /[\p{Cc}\u202A-\u202E\u2066-\u2069]/u;

test('a run, its prediction and its errors print no control of a name', async () => {
  const folder = join(temporary.folder, evil);
  mkdirSync(folder);
  const data = `${evil}.csv`;
  copyFileSync(sample, join(folder, data));
  const words = [
    ['train', data, '--rows', '32', '--epochs', '1', '--out', `${evil}-run`],
    ['predict', `${evil}-run`, data, '--out', `${evil}-out.csv`],
    ['export', `${evil}-run`, '--format', 'onnx', '--out', `${evil}.onnx`],
    ['inspect', data],
    ['inspect', `${evil}-missing.csv`],
    ['resume', `${evil}-run`],
    [evil],
    ['train', data, `--${evil}`],
  ];
  for (const each of words) {
    const { stdout, stderr } = await runCli(each, { folder });
    const printed = stdout + stderr;
    expect(printed.replaceAll('\n', ''), each[0]).not.toMatch(unseen);
    expect(printed, each[0]).toContain('owned');
  }
});
