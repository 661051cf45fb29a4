// How long the client of a worker waits for what, in milliseconds.

/** From the start of a process until it listens; loading from a cold disk takes a while. */
export const startTimeout = 20_000;
/** Between two attempts to reach a process that is starting. */
export const connectInterval = 25;
/** From a connection until its welcome. A worker in the middle of a long native call answers when that ends. */
export const welcomeTimeout = 30_000;
/** From the cancelling of a request that took too long until its end: a process that lives answers at once. */
export const cancelTimeout = 5000;
/** For an answer, where the request names no other: none of them takes long once the worker gets to it. */
export const answerTimeout = 120_000;
/** From SIGTERM, which finishes a step and writes a checkpoint, to SIGKILL. */
export const terminateTimeout = 30_000;
/** A service that does nothing ends after so long. */
export const idleTimeout = 300_000;
/**
 * More deaths of the service than `mostRestarts` within this time, and it is not started again until the time is over.
 */
export const restartWindow = 60_000;
export const mostRestarts = 3;
