// Reads a pickle as data: its instructions run on a stack machine that executes no code.

import type { PickleInput } from './input.js';
import { instructions } from './instructions.js';
import { Machine, type Resolver } from './machine.js';
import { damaged, type PickleValue } from './values.js';

/** The code of the instruction STOP. */
const stop = 0x2e;

/**
 * Builds the value of a pickle.
 * @param input is left after the pickle's last byte
 * @throws PickleFault when it is damaged or mentions a name that is not allowed
 */
export function unpickle(input: PickleInput, resolver: Resolver): PickleValue {
  const machine = new Machine(resolver);
  for (;;) {
    const code = input.byte();
    if (code === stop) return machine.pop();
    const instruction = instructions[code];
    if (instruction === undefined) throw damaged(`the unknown instruction 0x${code.toString(16)}`);
    instruction(machine, input);
  }
}
