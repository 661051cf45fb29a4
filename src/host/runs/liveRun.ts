// A running run as this window sees it: its status, its history, and the commands that it accepts.

import { basename } from 'node:path';

import { type Disposable, EventEmitter } from 'vscode';

import type { RunEvent } from '../../shared/events.js';
import type { History } from '../../shared/messages/panelState.js';
import { isOver } from '../../shared/messages/phases.js';
import type { RunStatus } from '../../shared/messages/worker.js';
import type { TrainingStart } from '../../shared/messages/workerStart.js';
import { withShownFailure } from '../shownPaths.js';
import type { WorkerProgram } from '../workerClient/program.js';
import { attachRun, type RunClient, type RunListener, startRun } from '../workerClient/runClient.js';
import { RunHistory } from './runHistory.js';

export class LiveRun implements Disposable {
  readonly history = new RunHistory();
  private readonly statusEmitter = new EventEmitter<RunStatus>();
  private readonly historyEmitter = new EventEmitter<History>();
  readonly onStatus = this.statusEmitter.event;
  /** Fires with additions to the history once the run is followed. */
  readonly onHistory = this.historyEmitter.event;
  /** Whether the events come from the journal, and so have no time. */
  private replaying = false;
  private followed: Promise<void> | null = null;
  private latest: RunStatus | null = null;
  private client!: RunClient;

  /** @param data the path of the data file */
  private constructor(readonly data: string) {}

  /** Throws UserError `worker.*`. */
  static async start(program: WorkerProgram, run: TrainingStart['run'], data: string): Promise<LiveRun> {
    const live = new LiveRun(data);
    live.client = await startRun(program, run, live.listener());
    live.latest ??= withShownFailure(live.client.status);
    return live;
  }

  /** The run of that folder; null when no worker is alive. */
  static async attach(folder: string, data: string): Promise<LiveRun | null> {
    const live = new LiveRun(data);
    const client = await attachRun(folder, live.listener());
    if (client === null) return null;
    live.client = client;
    live.latest ??= withShownFailure(client.status);
    return live;
  }

  get status(): RunStatus {
    return this.latest!;
  }

  get folder(): string | null {
    return this.status.folder;
  }

  /** The name of the run's folder, or of the data while there is none. */
  get name(): string {
    return basename(this.folder ?? this.data.replace(/\.[^.]*$/, ''));
  }

  /** Identifies this run together with its worker, equally in every window. */
  get identity(): string {
    return `${this.folder ?? ''}\n${this.client.socket}`;
  }

  get isOver(): boolean {
    return isOver(this.status);
  }

  pause = () => this.client.pause();
  resume = () => this.client.resume();
  stop = () => this.client.stop();
  stopAndKeepBest = () => this.client.stopAndKeepBest();

  /** Fills the history and keeps it up to date. */
  follow(): Promise<void> {
    this.followed ??= this.replay();
    return this.followed;
  }

  dispose(): void {
    this.client.dispose();
    this.statusEmitter.dispose();
    this.historyEmitter.dispose();
  }

  private async replay(): Promise<void> {
    this.replaying = true;
    try {
      await this.client.follow();
    } finally {
      this.replaying = false;
    }
  }

  private listener(): RunListener {
    return {
      onStatus: (status) => this.tell(status),
      onEvents: (events: readonly RunEvent[]) =>
        this.historyEmitter.fire(this.history.add(events, this.replaying ? null : Date.now())),
      onLost: () => this.tell({ ...this.status, phase: 'failed', failure: { code: 'worker.lost', values: {} } }),
    };
  }

  private tell(status: RunStatus): void {
    this.latest = withShownFailure(status);
    this.statusEmitter.fire(this.latest);
  }
}
