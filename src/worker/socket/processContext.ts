// What a worker process knows of itself: product, log, and the signals that ask it to stop.

import { bundledModel, productVersion } from '../../jobs/product.js';

export interface ProcessContext {
  readonly product: string;
  /** The file that this process runs: others are started by it. */
  readonly script: string;
  readonly bundledModel: string;
  /** One line for whoever mends a defect; stdout is the log file that the host opened. */
  readonly log: (line: string) => void;
  /** What the log is called where a person is told of it. */
  readonly logName: string;
  /** Called by the first SIGTERM or SIGINT; the second ends the process as by default. */
  readonly onStop: (stop: () => void) => void;
}

export function createProcessContext(script: string, logName: string): ProcessContext {
  return {
    product: productVersion(),
    script,
    bundledModel,
    logName,
    log: (line) => void process.stdout.write(`${new Date().toISOString()} [${process.pid}] ${line}\n`),
    onStop: (stop) => {
      for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, stop);
    },
  };
}
