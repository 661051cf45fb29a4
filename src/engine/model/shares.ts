// Batches of one step with different weights: parts of a batch that was too large for the device's memory.

import type { LabelledBatch } from '../../base/training.js';

export function shareOf({ share }: LabelledBatch): number {
  return share ?? 1;
}

/** The sum of the shares, by which summed gradients are divided, and the mean loss. */
export function meanByShare(
  batches: readonly LabelledBatch[],
  losses: readonly number[],
): { readonly total: number; readonly loss: number } {
  const total = batches.reduce((sum, batch) => sum + shareOf(batch), 0);
  return { total, loss: batches.reduce((sum, batch, part) => sum + shareOf(batch) * losses[part]!, 0) / total };
}
