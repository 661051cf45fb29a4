// The running runs of this window: started here, or found after a reload or from another window.

import { dirname, join, resolve } from 'node:path';

import { type Disposable, EventEmitter, workspace } from 'vscode';
import * as z from 'zod';

import { parseBoundedJson } from '../../base/json.js';
import { readSmallText } from '../../base/openFile.js';
import { isOver } from '../../shared/messages/phases.js';
import { type RunStatus, workerFileName } from '../../shared/messages/worker.js';
import { type TrainingStart } from '../../shared/messages/workerStart.js';
import type { WorkerProgram } from '../workerClient/program.js';
import { LiveRun } from './liveRun.js';

/** The files with the address of a worker. */
const addresses = `**/.finetune/*/${workerFileName}`;
const mostFound = 50;

export class LiveRuns implements Disposable {
  private readonly runs = new Set<LiveRun>();
  private readonly attaching = new Set<string>();
  private readonly changeEmitter = new EventEmitter<LiveRun>();
  private readonly endEmitter = new EventEmitter<LiveRun>();
  /** Fires when a run was added, or its status has changed. */
  readonly onChange = this.changeEmitter.event;
  /** Fires once for each run that ends while this window follows it. */
  readonly onEnd = this.endEmitter.event;

  constructor(private readonly program: WorkerProgram) {}

  /** The run that commands without an argument apply to: the latest that has not ended. */
  get current(): LiveRun | null {
    return [...this.runs].filter((run) => !run.isOver).at(-1) ?? null;
  }

  byFolder(folder: string): LiveRun | null {
    return [...this.runs].find((run) => run.folder === folder && !run.isOver) ?? null;
  }

  byData(data: string): LiveRun | null {
    return [...this.runs].filter((run) => run.data === data && !run.isOver).at(-1) ?? null;
  }

  /** Throws UserError `worker.*`. */
  async start(run: TrainingStart['run'], data: string): Promise<LiveRun> {
    return this.add(await LiveRun.start(this.program, run, data));
  }

  /** The running run of that folder; null when no worker runs it. */
  async attach(folder: string): Promise<LiveRun | null> {
    const known = this.byFolder(folder);
    if (known !== null || this.attaching.has(folder)) return known;
    this.attaching.add(folder);
    try {
      const data = dataOf(folder);
      const run = data === null ? null : await LiveRun.attach(folder, data);
      return run === null ? null : (this.byFolder(folder) ?? this.add(run));
    } finally {
      this.attaching.delete(folder);
    }
  }

  /** Searches the workspace for running runs. */
  async find(): Promise<void> {
    const files = await workspace.findFiles(addresses, '**/node_modules/**', mostFound);
    await Promise.allSettled(files.map((file) => this.attach(dirname(file.fsPath))));
  }

  dispose(): void {
    for (const run of this.runs) run.dispose();
    this.changeEmitter.dispose();
    this.endEmitter.dispose();
  }

  private add(run: LiveRun): LiveRun {
    this.runs.add(run);
    // The end of a worker is reported by the status.
    run.follow().catch(() => undefined);
    let over = false;
    const tell = (status: RunStatus) => {
      this.changeEmitter.fire(run);
      if (!isOver(status) || over) return;
      over = true;
      this.endEmitter.fire(run);
    };
    run.onStatus(tell);
    tell(run.status);
    return run;
  }
}

const runFile = z.looseObject({ data: z.string() });

/** The absolute path of the data file that a run.json names; null when it cannot be read. */
export function dataOf(folder: string): string | null {
  try {
    return resolve(folder, runFile.parse(parseBoundedJson(readSmallText(join(folder, 'run.json')))).data);
  } catch {
    return null;
  }
}
