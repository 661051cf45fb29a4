// A temporary folder for the files of a test, removed after it.

import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import iconv from 'iconv-lite';
import { afterEach, beforeEach } from 'vitest';

import type { Row } from '../../../src/data/source/row.js';
import { UserError } from '../../../src/shared/errors.js';

/** Registers the folder's making and removal; call once a file. */
export function temporaryFolder() {
  let folder = '';
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'data-'));
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));
  return {
    path: (name: string) => join(folder, name),
    /** Writes a file and gives its path. */
    async write(name: string, content: string | Uint8Array, encoding = 'utf-8', bom = false): Promise<string> {
      const file = join(folder, name);
      await writeFile(file, typeof content === 'string' ? iconv.encode(content, encoding, { addBOM: bom }) : content);
      return file;
    },
  };
}

/** The code and the values of the UserError that the promise is rejected with. */
export async function refusal(promise: Promise<unknown>): Promise<{ code: string; values: UserError['values'] }> {
  const error: unknown = await promise.then(
    () => new Error('it was accepted'),
    (reason: unknown) => reason,
  );
  if (!(error instanceof UserError)) throw error;
  return { code: error.code, values: error.values };
}

export async function collect<T>(batches: AsyncIterable<T[]>): Promise<T[]> {
  const all: T[] = [];
  for await (const batch of batches) all.push(...batch);
  return all;
}

/** The first rows of a table that gives them in parts. */
export async function take(rows: AsyncIterable<Row[]>, count: number): Promise<Row[]> {
  const taken: Row[] = [];
  for await (const some of rows) {
    taken.push(...some);
    if (taken.length >= count) break;
  }
  return taken.slice(0, count);
}
