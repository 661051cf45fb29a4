// A command in a folder that somebody has removed meanwhile says so in one sentence.

import { expect } from 'vitest';

import { testOn, unix } from '../support/systems.js';
import { runCli, sample, temporaryFolder } from './cliKit.js';

testOn(unix, 'a command in a folder that is gone says so in one sentence', async () => {
  const { folder, remove } = temporaryFolder();
  const before = 'mkdir gone && cd gone && rmdir ../gone';
  for (const words of [['inspect', sample], ['devices'], ['--help']]) {
    const { status, stderr } = await runCli(words, { folder, before });
    expect([status, stderr]).toEqual([3, expect.stringMatching(/^The current folder is gone.*\n$/)]);
  }
  remove();
});
