// The start file of a worker process, which only this user can read, while a command line is visible to all.

import { readFileSync } from 'node:fs';

import type * as z from 'zod';

import { removeIfThere } from '../../base/files.js';
import { parseBoundedJson } from '../../base/json.js';

/** Reads the file once: it holds a secret and is deleted. Throws when it is missing or malformed. */
export function takeStartFile<Start>(path = '', schema: z.ZodType<Start>): Start {
  const text = readFileSync(path, 'utf8');
  removeIfThere(path);
  return schema.parse(parseBoundedJson(text));
}

/** Reads the file and leaves it for the process that will take it. Throws as above. */
export function readStartFile<Start>(path = '', schema: z.ZodType<Start>): Start {
  return schema.parse(parseBoundedJson(readFileSync(path, 'utf8')));
}
