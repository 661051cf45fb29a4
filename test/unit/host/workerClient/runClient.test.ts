// The host's search for the worker of a run, with a run folder that names a wrong address.

import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { expect, test } from 'vitest';

import { attachRun } from '../../../../src/host/workerClient/runClient.js';
import { protocolVersion } from '../../../../src/shared/messages/worker.js';

test('a file that a run folder names as its socket stays untouched', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'finetune-bert-'));
  try {
    const precious = join(folder, 'precious.txt');
    writeFileSync(precious, 'kept');
    writeFileSync(
      join(folder, 'worker.json'),
      JSON.stringify({ protocol: protocolVersion, pid: process.pid, socket: precious, token: '' }),
    );
    expect(await attachRun(folder, {})).toBeNull();
    expect(existsSync(precious)).toBe(true);
  } finally {
    rmSync(folder, { recursive: true });
  }
});
