// The largest allowed differences from PyTorch: the limits of test/fixtures/README.md.

import type { Parity } from './measure.js';

const limits = { hidden: 1e-5, logits: 1e-5, gradients: 1e-4, losses: 1e-5, norms: 1e-5, final: 1e-4 } as const;

/**
 * The groups that exceed their limit, or were not measured.
 * @param gradients their limit: twice the usual one on a GPU by WebGPU, which adds up an embedding's gradient in no
 * fixed order
 */
export function beyondLimits(parity: Parity, gradients: number = limits.gradients): string[] {
  const allowed = { ...limits, gradients };
  return Object.entries(allowed).flatMap(([name, most]) => {
    const found = parity[name as keyof typeof limits];
    return found !== undefined && found < most ? [] : [`${name} ${found ?? 'not measured'} (limit ${most})`];
  });
}
