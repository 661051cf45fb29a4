// One call of the command line: its output, its log, and the context that its jobs run in.

import { computing } from '../jobs/devices/computing.js';
import type { DownloadProgress, JobContext } from '../jobs/jobs.js';
import { bundledModels, productVersion } from '../jobs/productFiles.js';
import { exitStatus } from '../shared/errors.js';
import type { RunEvent } from '../shared/events.js';
import { cleanUpOnSignal } from './interrupt.js';
import { Log } from './logFile.js';
import type { Output } from './output.js';
import { runReporter } from './runReporter.js';
import { text } from './texts.js';

export class Session {
  readonly log = new Log();
  /** Whether the user has agreed to any question beforehand. */
  agrees = false;
  /** The exit status of the process. */
  status: number = exitStatus.done;

  constructor(readonly output: Output) {}

  /** The context of a job. Without a signal Ctrl-C ends the process, and what it was writing is removed. */
  jobContext(signal?: AbortSignal): JobContext {
    if (signal === undefined) cleanUpOnSignal();
    const report = runReporter(this.output);
    return {
      emit: (event) => {
        this.keepLogWith(event);
        report(event);
      },
      signal: signal ?? new AbortController().signal,
      ...computing,
      download: (progress) => this.tellDownload(progress),
      log: (line) => this.log.line(line),
      bundledModels,
      version: productVersion(),
    };
  }

  private tellDownload({ model, file, bytes, total }: DownloadProgress): void {
    const { output } = this;
    const percent = `${Math.floor((100 * bytes) / Math.max(total, 1))}%`;
    output.emit({ event: 'download', model, file, bytes, total });
    output.progress(() =>
      text(output.locale, 'downloading', { model, file, percent, megabytes: Math.ceil(total / 1e6) }),
    );
  }

  private keepLogWith(event: RunEvent): void {
    if (event.event === 'started' || event.event === 'resumed') this.log.moveTo(event.folder);
  }
}
