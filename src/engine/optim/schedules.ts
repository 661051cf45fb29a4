// The learning rate over a run: warm-up, then constant, linear or cosine.

export const schedules = ['constant', 'linear', 'cosine'] as const;
export type Schedule = (typeof schedules)[number];

/** Updates of warm-up as they are asked for: their number, or else a share of all updates. */
export interface Warmup {
  readonly warmup: number;
  readonly warmupSteps: number | null;
}

/**
 * The number of warm-up updates; of a share, rounded up (transformers,
 * `TrainingArguments.get_warmup_steps`). A run of one update has none, which there would learn nothing.
 */
export function warmupUpdates({ warmup, warmupSteps }: Warmup, steps: number): number {
  return steps === 1 ? 0 : (warmupSteps ?? Math.ceil(steps * warmup));
}

/**
 * The factor on the learning rate for one update, between 0 and 1. Source: transformers, optimization.py:
 * `get_constant_schedule_with_warmup`, `get_linear_…`, `get_cosine_…` (half a wave).
 * @param step number of the update, from 0
 * @param warmup updates over which the factor rises from 0
 * @param steps updates of the whole run
 */
export function scheduleFactor(schedule: Schedule, step: number, warmup: number, steps: number): number {
  if (step < warmup) return step / Math.max(1, warmup);
  return decay[schedule](step, warmup, steps);
}

const decay: Record<Schedule, (step: number, warmup: number, steps: number) => number> = {
  constant: () => 1,
  linear: (step, warmup, steps) => Math.max(0, (steps - step) / Math.max(1, steps - warmup)),
  cosine: (step, warmup, steps) => {
    const progress = (step - warmup) / Math.max(1, steps - warmup);
    return Math.max(0, 0.5 * (1 + Math.cos(Math.PI * progress)));
  },
};
