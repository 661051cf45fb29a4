// The limits of the goldens' README, which training here has to keep.

import { expect } from 'vitest';

import { beyondLimits } from '../../scripts/parity/limits.js';
import type { Parity } from '../../scripts/parity/measure.js';

export function expectParity(parity: Parity): void {
  expect(beyondLimits(parity)).toEqual([]);
}
