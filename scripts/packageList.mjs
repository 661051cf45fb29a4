// Reads the contents of the extension's package from .vscodeignore: the same for every platform except for native
// files.

import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const listLines = readFileSync(join(root, '.vscodeignore'), 'utf8').split('\n');
/** The folder of ONNX Runtime's native files: one folder for each system, and in it one for each processor. */
export const runtimes = 'node_modules/onnxruntime-node/bin/napi-v6/';

/**
 * The platform, in VS Code's words, that a path or a line of .vscodeignore is for; null for what every platform has.
 *
 * @param {string} path
 */
export function platformOf(path) {
  const [, library] = /^!?node_modules\/tokenizers\/tokenizers\.(\w+-\w+)(?:-\w+)?\.node$/.exec(path) ?? [];
  const [, native, system, processor] =
    /^!?(?:dist\/native\/([\w-]+)|node_modules\/onnxruntime-node\/bin\/napi-v6\/(\w+)\/(\w+))\//.exec(path) ?? [];
  return library ?? native ?? (system === undefined ? null : `${system}-${processor}`);
}

/** The platforms that there is a runtime for, by the list. */
export const platforms = [
  ...new Set(listLines.filter((line) => line.startsWith(`!${runtimes}`)).map((line) => platformOf(line))),
].sort();

/**
 * .vscodeignore without the lines of other platforms.
 *
 * @param {string} target
 */
export function listFor(target) {
  return listLines.filter((line) => [null, target].includes(platformOf(line))).join('\n');
}
