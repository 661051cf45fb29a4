// A process that may open few files says so in one sentence.

import { expect } from 'vitest';

import { linux, testOn } from '../support/systems.js';
import { runCli, sample, temporaryFolder } from './cliKit.js';

testOn(
  linux,
  'a command that may open too few files is answered in a sentence, or does its work',
  async () => {
    const { folder, remove } = temporaryFolder();
    for (let most = 20; most <= 44; most += 2) {
      const { status, stderr } = await runCli(['inspect', sample], { folder, before: `ulimit -n ${most}` });
      expect(stderr, `ulimit -n ${most}`).not.toMatch(/^\s+at |node:internal|defect/m);
      if (status !== 0) expect([status, stderr]).toEqual([3, expect.stringContaining('ulimit -n 1024')]);
    }
    remove();
  },
  120_000,
);
