// The training and evaluation parts of a panel: start a run, or show a running or finished one, and follow it.

import { existsSync, readdirSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';

import { commands as vscodeCommands, type Disposable, workspace } from 'vscode';

import type { GivenSettingsMessage } from '../../shared/messages/data.js';
import type { RunSummary } from '../../shared/messages/models.js';
import type { RunState } from '../../shared/messages/panelState.js';
import { isOver } from '../../shared/messages/phases.js';
import { type RunStatus, workerFileName } from '../../shared/messages/worker.js';
import { failureOf, showFailure } from '../failures.js';
import type { LiveRun } from '../runs/liveRun.js';
import { emptyHistory, RunHistory } from '../runs/runHistory.js';
import { statusOf } from '../runs/summaryStatus.js';
import { withShownFailure } from '../shownPaths.js';
import type { PanelContext } from './panelContext.js';

/** Milliseconds between two checks whether a worker has resumed a run that had ended. */
const lookInterval = 2000;

const noEvaluation = { phase: 'none', evaluation: null, failure: null } as const;

export class RunPart implements Disposable {
  private live: LiveRun | null = null;
  private subscriptions: Disposable[] = [];
  /** Counts requests to show a run, so that a stale answer is ignored. */
  private asked = 0;

  private readonly arrivals: Disposable;
  private looking: NodeJS.Timeout | undefined;

  constructor(
    private readonly panel: PanelContext,
    private readonly onShown: () => void,
  ) {
    this.arrivals = panel.host.liveRuns.onChange((run) => this.arrived(run));
  }

  get folder(): string | null {
    return this.panel.store.state.run?.folder ?? null;
  }

  /** Starts a run of the panel's file. */
  async start(settings: GivenSettingsMessage): Promise<void> {
    const { host, file, store } = this.panel;
    if (!workspace.isTrusted || this.live?.isOver === false) return;
    store.set({ startFailure: null });
    await this.startWorker({ kind: 'train', data: file, settings, out: null });
    host.log.follow();
  }

  /**
   * Continues a paused run, or resumes one that has ended with a new worker. Asks for trust in an untrusted workspace.
   */
  async resume(rowsAtOnce: number | null): Promise<void> {
    if (this.live !== null && !this.live.isOver) return this.live.resume();
    const { folder } = this;
    if (folder === null) return;
    if (workspace.isTrusted) await this.startWorker({ kind: 'resume', folder, rowsAtOnce });
    else await vscodeCommands.executeCommand('workbench.trust.manage');
  }

  /** Sends a command to the running run; does nothing where there is none. */
  async command(name: 'pause' | 'stop' | 'stopAndKeepBest'): Promise<void> {
    if (this.live !== null && !this.live.isOver) await this.live[name]();
  }

  /** Shows a run by its folder: follows it while a worker runs it, or else replays its journal. */
  async show(folder: string): Promise<void> {
    const { host } = this.panel;
    const asked = ++this.asked;
    const live = host.liveRuns.byFolder(folder) ?? (await host.liveRuns.attach(folder));
    if (asked !== this.asked) return;
    if (live !== null) return this.followLive(live);
    this.leave();
    const { runs } = await host.service.request('runs', { roots: [dirname(dirname(folder))] });
    const summary = runs.find((run) => run.folder === folder);
    if (asked !== this.asked || summary === undefined) return;
    await this.replay(summary, asked);
  }

  async showLive(live: LiveRun): Promise<void> {
    this.asked++;
    await this.followLive(live);
  }

  /** Shows no run; a running one continues. */
  showNone(): void {
    this.asked++;
    this.leave();
    this.panel.store.set({ run: null, history: emptyHistory(), evaluation: noEvaluation, startFailure: null });
    this.onShown();
  }

  setRun(changes: Partial<RunState>): void {
    const { run } = this.panel.store.state;
    if (run !== null) this.panel.store.set({ run: { ...run, ...changes } });
  }

  dispose(): void {
    this.asked++;
    clearInterval(this.looking);
    this.arrivals.dispose();
    this.leave();
  }

  /** Called when the shown run, which had ended, was resumed by a command or in another window. */
  private arrived(run: LiveRun): void {
    if (run.isOver || run.folder === null || run.folder !== this.folder || this.live?.isOver === false) return;
    this.asked++;
    this.followLive(run).catch((error: unknown) => showFailure(error, this.panel.host.log));
  }

  /**
   * Watches for a resumption of an ended run in another window: VS Code does not always report files in a recently
   * created folder.
   */
  private lookAfter(folder: string): void {
    clearInterval(this.looking);
    this.looking = setInterval(() => {
      if (this.folder !== folder || this.live?.isOver === false) clearInterval(this.looking);
      else if (existsSync(join(folder, workerFileName)))
        this.panel.host.liveRuns.attach(folder).catch((error: unknown) => failureOf(error, this.panel.host.log));
    }, lookInterval);
  }

  private async startWorker(run: Parameters<PanelContext['host']['liveRuns']['start']>[0]): Promise<void> {
    const { host, file, store } = this.panel;
    const asked = ++this.asked;
    try {
      const live = await host.liveRuns.start(run, file);
      if (asked === this.asked) await this.followLive(live);
    } catch (error) {
      const failure = failureOf(error, host.log);
      if (run.kind === 'train') store.set({ startFailure: failure });
      else if (store.state.run !== null)
        this.setRun({ status: { ...store.state.run.status, phase: 'failed', failure } });
    }
  }

  private async followLive(live: LiveRun): Promise<void> {
    const { store } = this.panel;
    this.leave();
    this.live = live;
    store.set({ history: live.history.all(), evaluation: noEvaluation });
    this.subscriptions = [
      live.onStatus((status) => this.take(live, status)),
      live.onHistory((added) => this.add(added)),
    ];
    this.take(live, live.status);
    await live.follow();
  }

  private add(added: Parameters<PanelContext['store']['addHistory']>[0]): void {
    this.panel.store.addHistory(added);
    if (added.log.some(({ event }) => event.event === 'checkpoint')) this.setRun({ checkpoint: Date.now() });
  }

  private take(live: LiveRun, status: RunStatus): void {
    const { store } = this.panel;
    if (status.phase === 'failed' && status.folder === null) {
      this.leave();
      store.set({ run: null, startFailure: status.failure });
      return;
    }
    const before = store.state.run;
    store.set({ run: this.runState(status, live.name, before?.folder === status.folder ? before : null) });
    if (before?.folder !== status.folder) this.onShown();
    if (isOver(status)) void this.end(status);
  }

  /** Loads the evaluation of the finished model. */
  private async end(status: RunStatus): Promise<void> {
    if (status.phase !== 'done' && status.folder !== null) this.lookAfter(status.folder);
    if (status.folder !== null)
      this.setRun({ model: modelOf(status.folder), checkpoint: checkpointTime(status.folder) });
    if (status.phase === 'done') await this.evaluate(status.folder!);
  }

  private async evaluate(folder: string): Promise<void> {
    const { host, store } = this.panel;
    store.set({ evaluation: { phase: 'loading', evaluation: null, failure: null } });
    try {
      const { evaluation } = await host.service.request(
        'evaluation',
        { folder, compute: workspace.isTrusted },
        { timeout: Infinity },
      );
      if (this.folder === folder)
        store.set({ evaluation: { phase: evaluation === null ? 'none' : 'ready', evaluation, failure: null } });
    } catch (error) {
      if (this.folder === folder)
        store.set({ evaluation: { phase: 'failed', evaluation: null, failure: failureOf(error, host.log) } });
    }
  }

  private async replay(summary: RunSummary, asked: number): Promise<void> {
    const { host, store } = this.panel;
    const history = new RunHistory();
    let page = { next: 0, more: true };
    while (page.more) {
      const { events, ...rest } = await host.service.request('journal', { folder: summary.folder, from: page.next });
      if (asked !== this.asked) return;
      history.add(events, null);
      page = rest;
    }
    const status = statusOf(withShownFailure(summary), history.all().log);
    store.set({
      history: history.all(),
      run: this.runState(status, summary.name, null, Date.parse(summary.created)),
      evaluation: noEvaluation,
      startFailure: null,
    });
    this.onShown();
    await this.end(status);
  }

  private runState(status: RunStatus, name: string, before: RunState | null, started?: number): RunState {
    const folder = status.folder ?? '';
    const { current } = this.panel.host.hoverModel;
    const fixed = before ?? {
      started: started ?? Date.now() - status.seconds * 1000,
      checkpoint: folder === '' ? null : checkpointTime(folder),
      model: null,
      exporting: null,
    };
    const { checkpoint, model, exporting } = fixed;
    return {
      folder,
      name,
      status,
      started: fixed.started,
      checkpoint,
      model,
      exporting,
      resumable: folder !== '' && status.phase !== 'done',
      hover: current !== null && folder !== '' && current.folder === join(folder, 'model'),
    };
  }

  private leave(): void {
    for (const subscription of this.subscriptions) subscription.dispose();
    this.subscriptions = [];
    this.live = null;
  }
}

/** The finished model of a run; null when it has none yet. */
export function modelOf(folder: string): RunState['model'] {
  const path = join(folder, 'model');
  try {
    const bytes = readdirSync(path).reduce((sum, name) => sum + statSync(join(path, name)).size, 0);
    return { path: workspace.asRelativePath(path), bytes };
  } catch {
    return null;
  }
}

function checkpointTime(folder: string): number | null {
  return statSync(join(folder, 'checkpoints'), { throwIfNoEntry: false })?.mtimeMs ?? null;
}
