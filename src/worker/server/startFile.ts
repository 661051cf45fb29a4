// What a worker process is started with: a file that only this user can read, since a command line can be read by all.

import { readFileSync, unlinkSync } from 'node:fs';
import type * as z from 'zod';

/** Reads the file once: it holds a secret and is deleted. Throws when it is missing or malformed. */
export function takeStartFile<Start>(path: string, schema: z.ZodType<Start>): Start {
  const text = readFileSync(path, 'utf8');
  unlinkSync(path);
  return schema.parse(JSON.parse(text));
}
