// What a PyTorch file holds, whichever container it is in.

import type { PickleValue } from './pickle/values.js';

/** Where the bytes of a storage lie in the file. */
export interface StoragePlace {
  readonly begin: number;
  readonly bytes: number;
}

/** A file taken apart: the value that was saved, and where the storages are that it mentions. */
export interface TorchContents {
  readonly value: PickleValue;
  readonly storages: ReadonlyMap<string, StoragePlace>;
}
