// The contents of a PyTorch file, whichever container holds them.

import type { PickleValue } from './pickle/values.js';

/** The byte range of a storage in the file. */
export interface StorageRange {
  readonly begin: number;
  readonly bytes: number;
}

/** The contents of a file: the value that was saved, and the byte ranges of its storages. */
export interface TorchContents {
  readonly value: PickleValue;
  readonly storages: ReadonlyMap<string, StorageRange>;
}
