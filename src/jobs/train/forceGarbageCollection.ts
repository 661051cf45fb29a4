// Frees unused memory at once. JavaScript collects garbage only when it allocates more, and a run on TensorFlow
// allocates none: the weights that were read would stay to its end (409 MB of BERT-base).

import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

/** Takes some milliseconds. Node has no other way to request it in a process that was started without `--expose-gc`. */
export function forceGarbageCollection(): void {
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc') as () => void;
  setFlagsFromString('--no-expose-gc');
  collect();
}
