// Keeps the logits of the validation rows for each checkpoint: those of one of them become the run's evaluation.json.

import type { CheckpointName, Progress } from '../../runs/checkpoints.js';

interface Kept {
  readonly step: number;
  readonly logits: Float32Array;
}

export class CheckpointLogits {
  /** The logits of the last evaluation; their update is known once a checkpoint follows. */
  private fresh: Float32Array | null = null;
  private readonly kept = new Map<CheckpointName, Kept>();

  /** @param logits [validation rows, labels] */
  evaluated(logits: Float32Array): void {
    this.fresh = logits;
  }

  /** A checkpoint right after an evaluation holds the weights that were evaluated. */
  saved(name: CheckpointName, { step, evaluatedAt }: Progress): void {
    if (this.fresh !== null && evaluatedAt === step) this.kept.set(name, { step, logits: this.fresh });
  }

  /** The logits after that update; null when an earlier process made that evaluation. */
  logitsAfter(step: number): Float32Array | null {
    return [...this.kept.values()].find((kept) => kept.step === step)?.logits ?? null;
  }
}
