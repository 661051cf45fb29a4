// Retries of failed requests, and the time limits of each.

import { setTimeout as wait } from 'node:timers/promises';

import type { UserError } from '../shared/errors.js';

export interface RetryLimits {
  /** Milliseconds to establish a connection. */
  readonly connect: number;
  /** Milliseconds of waiting within which at least `leastBytes` must arrive; otherwise the connection is given up. */
  readonly stall: number;
  readonly leastBytes: number;
  /** The number of attempts in a row without progress; an attempt that brought `leastBytes` starts the count anew. */
  readonly attempts: number;
  /** Milliseconds before the second attempt; doubled before each further one, up to `longestDelay`. */
  readonly firstDelay: number;
  readonly longestDelay: number;
  /** The longest wait in milliseconds that a server may ask for; more is an error. */
  readonly longestRetryAfter: number;
}

export const usualLimits: RetryLimits = {
  connect: 10_000,
  stall: 20_000,
  leastBytes: 16_384,
  attempts: 6,
  firstDelay: 500,
  longestDelay: 15_000,
  longestRetryAfter: 60_000,
};

/** Limits for a request that the cache can answer as well. */
export const briefLimits: RetryLimits = { ...usualLimits, connect: 4000, stall: 6000, attempts: 1 };

/** A failure that may pass by itself; `error` is reported to the user when it does not. */
export class PassingFailure extends Error {
  override readonly name = 'PassingFailure';

  constructor(
    readonly error: UserError,
    /** Milliseconds to wait, as the server asks. */
    readonly retryAfter = 0,
  ) {
    super(error.message, { cause: error.cause });
  }
}

export interface Retrying {
  readonly limits: RetryLimits;
  readonly signal: AbortSignal;
  /** Receives each failure that is retried. */
  readonly log: (line: string) => void;
}

/** Counts the failed attempts at one piece of work. */
export class Retries {
  private failures = 0;

  constructor(private readonly options: Retrying) {}

  /** Starts the count anew after progress. */
  reset(): void {
    this.failures = 0;
  }

  /**
   * Waits before the next attempt: longer each time, with a random part, so that many clients do not return at once.
   * Throws the error itself when it will not pass or was retried often enough, and the signal's reason.
   */
  async afterFailure(failure: unknown): Promise<void> {
    const { limits, signal, log } = this.options;
    signal.throwIfAborted();
    if (!(failure instanceof PassingFailure)) throw failure;
    this.failures++;
    if (this.failures >= limits.attempts || failure.retryAfter > limits.longestRetryAfter) throw failure.error;
    const backOff = Math.min(limits.longestDelay, limits.firstDelay * 2 ** (this.failures - 1));
    const delay = Math.max(failure.retryAfter, backOff * (0.5 + Math.random() / 2));
    log(`${failure.error.code} (${failure.message}); try ${this.failures + 1} in ${Math.round(delay)} ms`);
    await wait(delay, undefined, { signal }).catch(() => signal.throwIfAborted());
  }
}

/** Repeats the work until it succeeds or its attempts are used up. Throws what `afterFailure` throws. */
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
