// The plan of a run, fixed before its first step: how many updates, and after which of them it is evaluated.

export interface PlanOptions {
  /** The number of training rows. */
  readonly rows: number;
  readonly batch: number;
  /** The number of batches in one update; the last update of an epoch may have fewer. */
  readonly accumulate: number;
  /** With a fraction where the last one is not taken to its end. */
  readonly epochs: number;
  /** The minimum number of evaluations in the whole run; each epoch ends with one anyway. */
  readonly evaluations: number;
}

export interface Plan {
  readonly epochs: number;
  readonly batchesPerEpoch: number;
  readonly stepsPerEpoch: number;
  /** The number of updates in the whole run. */
  readonly steps: number;
  /** The updates after which the run is evaluated and a checkpoint written, in order; the last is `steps`. */
  readonly milestones: readonly number[];
}

export function planRun({ rows, batch, accumulate, epochs, evaluations }: PlanOptions): Plan {
  const batchesPerEpoch = Math.ceil(rows / batch);
  const stepsPerEpoch = Math.ceil(batchesPerEpoch / accumulate);
  // As transformers counts them (`Trainer.set_initial_training_values`).
  const steps = Math.ceil(stepsPerEpoch * epochs - 1e-9);
  const milestones = new Set<number>();
  const begun = Math.ceil(steps / stepsPerEpoch);
  const wanted = Math.max(evaluations, begun);
  for (let epoch = 0; epoch < begun; epoch++) {
    // As even as integers allow: 10 evaluations of 3 epochs are 3, 3 and 4.
    const inEpoch = Math.floor(((epoch + 1) * wanted) / begun) - Math.floor((epoch * wanted) / begun);
    const taken = Math.min(stepsPerEpoch, steps - epoch * stepsPerEpoch);
    for (let part = 1; part <= inEpoch; part++) {
      const within = Math.max(1, Math.round((part * taken) / inEpoch));
      milestones.add(epoch * stepsPerEpoch + within);
    }
  }
  return { epochs, batchesPerEpoch, stepsPerEpoch, steps, milestones: [...milestones] };
}
