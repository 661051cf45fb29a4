// The time limits of a worker's client, in milliseconds.

/** From the start of a process until it listens; loading from a cold disk takes a while. */
export const startTimeout = 20_000;
/** Between two attempts to reach a process that is starting. */
export const connectInterval = 25;
/** From a connection until its welcome. A worker in the middle of a long native call answers when that ends. */
export const welcomeTimeout = 30_000;
/** From the cancellation of a request that took too long until its end: a working process answers at once. */
export const cancelTimeout = 5000;
/** For an answer, unless the request names another limit: each is short once the worker handles it. */
export const answerTimeout = 120_000;
/** From SIGTERM, which finishes a step and writes a checkpoint, to SIGKILL. */
export const terminateTimeout = 30_000;
/** The time after which an idle service ends. */
export const idleTimeout = 300_000;
/**
 * After more than `mostRestarts` deaths of the service within this time, it is not started again until the time is
 * over.
 */
export const restartWindow = 60_000;
export const mostRestarts = 3;
