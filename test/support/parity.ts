// The limits of the goldens' README, which training here has to keep.

import { expect } from 'vitest';
import type { Parity } from '../../scripts/parity/measure.js';

export function expectParity(parity: Parity): void {
  expect(parity.hidden).toBeLessThan(1e-5);
  expect(parity.logits).toBeLessThan(1e-5);
  expect(parity.gradients).toBeLessThan(1e-4);
  expect(parity.losses).toBeLessThan(1e-5);
  expect(parity.norms).toBeLessThan(1e-5);
  expect(parity.final).toBeLessThan(1e-4);
}
