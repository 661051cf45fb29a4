// The product's own files: its manifest, the folder of the bundled base models, the Python of an export. dist/ is
// beside them.

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

import * as z from 'zod';

import { parseBoundedJson } from '../base/json.js';
import { defaultLocations } from '../tensorflow/locations.js';

export const bundledModels = fileURLToPath(new URL('../models', import.meta.url));
export const pythonFolder = fileURLToPath(new URL('../python', import.meta.url));

/** The script of a worker process. */
export const workerScript = fileURLToPath(new URL('worker.js', import.meta.url));

export function productVersion(): string {
  const manifest: unknown = parseBoundedJson(readFileSync(join(defaultLocations().product, 'package.json'), 'utf8'));
  return z.object({ version: z.string() }).parse(manifest).version;
}
