// What is waited for and how long, and trying again what may go better the next time.

import { setTimeout as wait } from 'node:timers/promises';

import type { UserError } from '../shared/errors.js';

export interface Patience {
  /** Milliseconds for a connection. */
  readonly connect: number;
  /** Milliseconds of waiting within which at least `leastBytes` must come; otherwise the connection is given up. */
  readonly stall: number;
  readonly leastBytes: number;
  /**
   * How often a thing is tried in all, as long as it does not get on; anything that brought `leastBytes` counts anew.
   */
  readonly attempts: number;
  /** Milliseconds before the second try; twice as long before each one after it, up to `longestDelay`. */
  readonly firstDelay: number;
  readonly longestDelay: number;
  /** Milliseconds that a server may ask to wait before that is an error. */
  readonly longestRetryAfter: number;
}

export const usualPatience: Patience = {
  connect: 10_000,
  stall: 20_000,
  leastBytes: 16_384,
  attempts: 6,
  firstDelay: 500,
  longestDelay: 15_000,
  longestRetryAfter: 60_000,
};

/** For a question that a cache can answer as well. */
export const littlePatience: Patience = { ...usualPatience, connect: 4000, stall: 6000, attempts: 1 };

/** A failure that may pass by itself; `error` is what the person is told when it does not. */
export class PassingFailure extends Error {
  override readonly name = 'PassingFailure';

  constructor(
    readonly error: UserError,
    /** Milliseconds that the server asks to wait. */
    readonly retryAfter = 0,
  ) {
    super(error.message, { cause: error.cause });
  }
}

export interface Retrying {
  readonly patience: Patience;
  readonly signal: AbortSignal;
  /** Told of each failure that is tried again. */
  readonly log: (line: string) => void;
}

/** Counts the failures of one thing that is tried again and again. */
export class Retries {
  private failures = 0;

  constructor(private readonly options: Retrying) {}

  /** Counts from the beginning: it gets on. */
  reset(): void {
    this.failures = 0;
  }

  /**
   * Waits before the next try: longer each time, and by chance, so that many do not come back at once.
   * Throws the error itself when it will not pass or was tried often enough, and the signal's reason.
   */
  async afterFailure(failure: unknown): Promise<void> {
    const { patience, signal, log } = this.options;
    signal.throwIfAborted();
    if (!(failure instanceof PassingFailure)) throw failure;
    this.failures++;
    if (this.failures >= patience.attempts || failure.retryAfter > patience.longestRetryAfter) throw failure.error;
    const backOff = Math.min(patience.longestDelay, patience.firstDelay * 2 ** (this.failures - 1));
    const delay = Math.max(failure.retryAfter, backOff * (0.5 + Math.random() / 2));
    log(`${failure.error.code} (${failure.message}); try ${this.failures + 1} in ${Math.round(delay)} ms`);
    await wait(delay, undefined, { signal }).catch(() => signal.throwIfAborted());
  }
}

/** Does it until it succeeds, or patience ends. Throws what `afterFailure` throws. */
export async function tryAgain<Value>(options: Retrying, work: () => Promise<Value>): Promise<Value> {
  const retries = new Retries(options);
  for (;;) {
    try {
      return await work();
    } catch (failure) {
      await retries.afterFailure(failure);
    }
  }
}
