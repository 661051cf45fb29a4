// The command line with TensorFlow, in a temporary folder of the test file.

import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterAll } from 'vitest';

import { cli, type Ended, Running } from './cliKit.js';

export interface Call {
  readonly node?: string;
  readonly environment?: Readonly<Record<string, string>>;
  readonly language?: 'en' | 'zh';
}

export const folder = mkdtempSync(join(tmpdir(), 'tensorflow-process-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** With the user's own cache, where `npm run setup:tensorflow` puts the library. */
export function start(
  words: readonly string[],
  { node = process.execPath, environment = {}, language = 'en' }: Call = {},
): Running {
  const env = {
    ...process.env,
    LC_ALL: language === 'zh' ? 'zh_CN.UTF-8' : 'en_US.UTF-8',
    TMPDIR: folder,
    ...environment,
  };
  return new Running(spawn(node, [cli, ...words], { env, cwd: folder, stdio: ['ignore', 'pipe', 'pipe'] }));
}

export const run = (words: readonly string[], call?: Call): Promise<Ended> => start(words, call).ended;
