// The memory that a Mac has to give.

import { availableMemory } from 'node:process';

import { expect, test } from 'vitest';

import { freeByVmStat, freeMemory } from '../../../src/processes/freeMemory.js';

const answer = `Mach Virtual Memory Statistics: (page size of 16384 bytes)
Pages free:                                6144.
Pages active:                            412000.
Pages inactive:                          409600.
Pages speculative:                         2048.
Pages throttled:                              0.
Pages wired down:                        131072.
Pages purgeable:                           8192.
"Translation faults":                 423456789.
`;

test('counts pages that are free, inactive, speculative or purgeable', () => {
  expect(freeByVmStat(answer)).toBe((6144 + 409600 + 2048 + 8192) * 16384);
});

test.each(['', 'vm_stat: not found', answer.replace('page size', 'size'), answer.replace('free', 'fr')])(
  'another answer is none',
  (other) => {
    expect(freeByVmStat(other)).toBeNull();
  },
);

test('the memory of this machine is at least what the system says', () => {
  expect(freeMemory()).toBeGreaterThan(availableMemory() / 2);
});
