// The sum of a model's folder is made in bounded time, whatever its files claim.

import { mkdtempSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { expect, onTestFinished, test } from 'vitest';

import { longestText } from '../../../../src/base/openFile.js';
import { hashModelFolder } from '../../../../src/jobs/model/modelHash.js';

test.each(['config.json', 'tokenizer_config.json', 'vocab.txt', 'model.safetensors.index.json'])(
  'a model whose %s is longer than any is refused before it is read',
  async (name) => {
    const folder = mkdtempSync(join(tmpdir(), 'model-hash-'));
    onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
    const { signal } = new AbortController();
    writeFileSync(join(folder, 'config.json'), '{}');
    writeFileSync(join(folder, 'vocab.txt'), '');
    writeFileSync(join(folder, name), '');
    expect(await hashModelFolder(folder, signal)).toMatch(/^[0-9a-f]{64}$/);
    truncateSync(join(folder, name), longestText + 1);
    await expect(hashModelFolder(folder, signal)).rejects.toMatchObject({ code: 'model.fileTooLong' });
  },
);
