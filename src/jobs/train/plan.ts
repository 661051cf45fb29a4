// The plan of a run, fixed before its first step: how many updates, and after which of them it is evaluated.

export interface PlanOptions {
  /** Training rows. */
  readonly rows: number;
  readonly batch: number;
  /** Batches in one update; the last update of an epoch may have fewer. */
  readonly accumulate: number;
  readonly epochs: number;
  /** Evaluations of the whole run, at least; there is one at the end of every epoch anyway. */
  readonly evaluations: number;
}

export interface Plan {
  readonly epochs: number;
  readonly batchesPerEpoch: number;
  readonly stepsPerEpoch: number;
  /** Updates of the whole run. */
  readonly steps: number;
  /** Updates after which the run is evaluated and a checkpoint written, in order; the last is `steps`. */
  readonly milestones: readonly number[];
}

export function planRun({ rows, batch, accumulate, epochs, evaluations }: PlanOptions): Plan {
  const batchesPerEpoch = Math.ceil(rows / batch);
  const stepsPerEpoch = Math.ceil(batchesPerEpoch / accumulate);
  const steps = stepsPerEpoch * epochs;
  const milestones = new Set<number>();
  const wanted = Math.max(evaluations, epochs);
  for (let epoch = 0; epoch < epochs; epoch++) {
    // As even as whole numbers allow: 10 evaluations of 3 epochs are 3, 3 and 4.
    const inEpoch = Math.floor(((epoch + 1) * wanted) / epochs) - Math.floor((epoch * wanted) / epochs);
    for (let part = 1; part <= inEpoch; part++) {
      const within = Math.max(1, Math.round((part * stepsPerEpoch) / inEpoch));
      milestones.add(epoch * stepsPerEpoch + within);
    }
  }
  return { epochs, batchesPerEpoch, stepsPerEpoch, steps, milestones: [...milestones] };
}
