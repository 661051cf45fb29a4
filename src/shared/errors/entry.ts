// The form of an error in the catalogue.

import type { Sentence } from '../catalogue.js';

/** Who has to act: the person's data or settings, their command line, or the machine. Decides the exit status. */
export type Fault = 'input' | 'usage' | 'machine';

/** A sentence says what is wrong and where; `next` says what to do. Both are shown, in this order. */
export interface ErrorEntry extends Sentence {
  readonly fault: Fault;
  readonly next: Sentence;
}
