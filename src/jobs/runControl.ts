// The requests that a user may make during a run: they are checked between steps, so that a step is always completed.

/** Null when training may continue. */
export type RunWish = 'pause' | 'keepBest' | null;

/** The training loop's side. */
export interface RunControl {
  readonly wish: RunWish;
  /** Called once everything is saved: waits until the pause ends, or the signal is aborted. */
  pause(signal: AbortSignal): Promise<void>;
}

/** The control of a run that cannot be paused, as on the command line. */
export const noControl: RunControl = { wish: null, pause: () => Promise.resolve() };

/** The requester's side. */
export class RunSwitch implements RunControl {
  wish: RunWish = null;
  private wake: (() => void) | null = null;

  /** @param onPause called when the loop begins and ends to wait */
  constructor(private readonly onPause: (paused: boolean) => void) {}

  /** The last request counts; null lets a paused run continue. */
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
