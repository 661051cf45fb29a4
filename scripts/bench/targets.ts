// The targets of each runtime: the ratio to the opponent, or our own seconds.

interface Targets {
  /** Default settings on both sides, rows a second. */
  readonly default: number;
  /** Every text padded to 128, the median step. */
  readonly padded: number;
  readonly frozen: number;
  /** Peak memory, padded alike: at most this share of the opponent's. */
  readonly memoryShare: number;
  /** From the command to the end of the first step. */
  readonly firstStepSeconds: { readonly tiny: number | null; readonly base: number };
}

const targets = {
  'onnx-cpu': { default: 2.7, padded: 0.9, frozen: 10, memoryShare: 0.85, firstStepSeconds: { tiny: 1.5, base: 6 } },
  tensorflow: { default: 4.2, padded: 1.12, frozen: 12, memoryShare: 0.85, firstStepSeconds: { tiny: null, base: 10 } },
} as const satisfies Record<string, Targets>;

export const benchDevices = Object.keys(targets) as (keyof typeof targets)[];
export type BenchDevice = keyof typeof targets;

export function targetsOf(device: BenchDevice): Targets {
  return targets[device];
}
