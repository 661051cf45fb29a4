// Whether another process is there, by its number.

/** True also for one that belongs to somebody else, and for a killed one that its parent has not taken note of. */
export function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}
