// Tests whether data is a folder: one of texts, or a dataset.

import { lookAt } from '../base/openFile.js';

export function isFolder(path: string): boolean {
  return lookAt(path)?.isDirectory() === true;
}
