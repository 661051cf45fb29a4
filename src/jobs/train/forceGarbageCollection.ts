// Memory that nothing needs any more, given back at once. JavaScript looks for such only as it asks for more, and a run
// on TensorFlow asks for none: the weights that were read would be there to its end (409 MB of BERT-base).

import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

/** Takes some milliseconds. Node has no other way to ask for it in a process that was started without `--expose-gc`. */
export function forceGarbageCollection(): void {
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc') as () => void;
  setFlagsFromString('--no-expose-gc');
  collect();
}
