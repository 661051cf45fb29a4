// Other processes: what one that computes is started with, and whether one is there.
import { hasCode } from './failures.js';

/**
 * Variables of a process that computes, unless the user has set them: its memory comes in pages of 2 MB where Linux
 * gives them, and
 * a first step a tenth sooner, since the 2 GB that BERT-base takes were 600 000 page faults. For glibc 2.35 and newer;
 * nothing to others.
 */
export const largePages: Readonly<Record<string, string>> = { GLIBC_TUNABLES: 'glibc.malloc.hugetlb=1' };

/** True also for one that belongs to somebody else, and for a killed one that its parent has not taken note of. */
export function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return hasCode(error, 'EPERM');
  }
}
