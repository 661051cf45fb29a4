// The form of an error in the catalogue.

import type { Sentence } from '../catalogue.js';

/** Who has to act: the user's data or settings, their command line, or the machine. It decides the exit status. */
export type Fault = 'input' | 'usage' | 'machine';

/** The sentence names the problem and its location; `next` names the remedy. Both are shown, in this order. */
export interface ErrorEntry extends Sentence {
  readonly fault: Fault;
  readonly next: Sentence;
}
