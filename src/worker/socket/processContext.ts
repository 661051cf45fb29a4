// The context of a worker process: product, log, and the signals that ask it to stop.

import { bundledModels, productVersion } from '../../jobs/productFiles.js';
import { patience, watchForStuck } from '../../processes/stuckWatch.js';

export interface ProcessContext {
  readonly product: string;
  /** The file that this process runs: others are started from it. */
  readonly script: string;
  readonly bundledModels: string;
  /** Logs one line for developers; stdout is the log file that the host opened. */
  readonly log: (line: string) => void;
  /** The name of the log in messages to the user. */
  readonly logName: string;
  /** Called by the first SIGTERM or SIGINT; the second ends the process as by default, and so does a first unheard. */
  readonly onStop: (stop: () => void) => void;
}

export function createProcessContext(script: string, logName: string): ProcessContext {
  return {
    product: productVersion(),
    script,
    bundledModels,
    logName,
    log: (line) => void process.stdout.write(`${new Date().toISOString()} [${process.pid}] ${line}\n`),
    onStop: (stop) => {
      const signals = ['SIGTERM', 'SIGINT'] as const;
      const sentence = `[${process.pid}] asked to stop, without a sign of life for ${patience / 1000} s: ended`;
      const watch = watchForStuck({ signals, sentence, descriptor: 1 });
      const hear = () => {
        for (const signal of signals) process.removeListener(signal, hear);
        watch.leave();
        stop();
      };
      for (const signal of signals) process.on(signal, hear);
    },
  };
}
