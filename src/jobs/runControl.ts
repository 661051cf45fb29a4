// What a person may ask of a run while it goes: looked at between steps, so that a step is never torn.

/** Null when training may go on. */
export type RunWish = 'pause' | 'keepBest' | null;

/** The training loop's side. */
export interface RunControl {
  readonly wish: RunWish;
  /** Called once everything is saved: waits until the pause ends, or the signal comes. */
  pause(signal: AbortSignal): Promise<void>;
}

/** The control of a run that nobody can pause, as the command line's. */
export const noControl: RunControl = { wish: null, pause: () => Promise.resolve() };

/** The side of whoever asks. */
export class RunSwitch implements RunControl {
  wish: RunWish = null;
  private wake: (() => void) | null = null;

  /** @param onPause told when the loop begins and ends to wait */
  constructor(private readonly onPause: (paused: boolean) => void) {}

  /** What is asked for last counts; null lets a paused run go on. */
  ask(wish: RunWish): void {
    this.wish = wish;
    if (wish !== 'pause') this.wake?.();
  }

  async pause(signal: AbortSignal): Promise<void> {
    if (this.wish !== 'pause' || signal.aborted) return;
    this.onPause(true);
    await new Promise<void>((resolve) => {
      this.wake = resolve;
      signal.addEventListener('abort', () => resolve(), { once: true });
    });
    this.wake = null;
    this.onPause(false);
  }
}
