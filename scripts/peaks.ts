// Measures the peak memory of each process of a command: each process reports its own at its exit, and so do children
// that are started with the same arguments.

import { readFile } from 'node:fs/promises';

/** Names the file to which each process adds its peak, in KiB. */
export const peakVariable = 'FINETUNE_PEAKS';

/** The peak since the process became this program: `maxRSS` may include the process that started it. */
const reporter = `
import { appendFileSync, readFileSync } from 'node:fs';
const own = () => {
  try { return /VmHWM:\\s+(\\d+)/.exec(readFileSync('/proc/self/status', 'utf8'))?.[1]; } catch { return undefined; }
};
process.on('exit', () => {
  appendFileSync(process.env.${peakVariable}, (own() ?? process.resourceUsage().maxRSS) + '\\n');
});`;

/** The arguments of Node before the script. */
export const peakArguments = ['--import', `data:text/javascript,${encodeURIComponent(reporter)}`];

/** The peaks of all processes, added up, in bytes. */
export async function readPeaks(file: string): Promise<number> {
  const peaks = (await readFile(file, 'utf8')).trim().split('\n').map(Number);
  return peaks.reduce((sum, peak) => sum + peak, 0) * 1024;
}
