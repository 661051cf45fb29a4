// The state of files, to see whether what was read from them still holds.

import { join } from 'node:path';

import { lookAt } from '../../base/openFile.js';

/** The names, sizes and times of files of a folder; a file that is not there counts as well. */
export function fileStamps(folder: string, names: readonly string[]): string {
  return names
    .map((name) => {
      const found = lookAt(join(folder, name));
      return `${name}:${found?.size ?? ''}:${found?.mtimeMs ?? ''}`;
    })
    .join(' ');
}
