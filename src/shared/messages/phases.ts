// The phases of a run, and which of them are its end.

/** The ends of a run: the worker reports one of them and exits. */
const endPhases = ['done', 'interrupted', 'failed'] as const;

/** The phase of a run. */
export const runPhases = [
  'preparing',
  'caching',
  'training',
  'pausing',
  'paused',
  'stopping',
  'finishing',
  ...endPhases,
] as const;
export type RunPhase = (typeof runPhases)[number];

export function isEnd(phase: RunPhase): boolean {
  return endPhases.some((end) => end === phase);
}

export function isOver({ phase }: { readonly phase: RunPhase }): boolean {
  return isEnd(phase);
}
