// The view of runs in the activity bar: every run of the workspace with its state and score.

import { join } from 'node:path';

import {
  type Disposable,
  type Event,
  EventEmitter,
  ThemeColor,
  type TreeDataProvider,
  type TreeItem,
  type TreeView,
  window,
} from 'vscode';

import { runCommands, views } from '../../shared/ids.js';
import type { RunSummary } from '../../shared/messages/models.js';
import { TextRow } from '../doors/items.js';
import { showFailure } from '../failures.js';
import { displayLocale, say } from '../locale.js';
import type { HostServices } from '../services.js';
import { withShownFailure } from '../shownPaths.js';
import { placeOf } from './places.js';
import { searchRoots } from './roots.js';
import { runDetail, runText } from './runText.js';

/** Milliseconds between two updates while a run is running. */
const interval = 1000;
const iconColors: Readonly<Record<string, ThemeColor>> = {
  pass: new ThemeColor('testing.iconPassed'),
  error: new ThemeColor('testing.iconFailed'),
};

/** A row of the view. */
export class RunItem extends TextRow {
  constructor(
    readonly run: RunSummary,
    usedForHover: boolean,
    place: string,
  ) {
    const { icon, description, kind } = runText(run, usedForHover, displayLocale(), Date.now(), place);
    super(run.name, description, runDetail(run, displayLocale()));
    this.id = run.folder;
    this.contextValue = kind;
    this.sign(icon, iconColors[icon]);
    this.command = { command: runCommands.openRun, title: say('open'), arguments: [this] };
  }
}

export class RunsView implements TreeDataProvider<RunItem>, Disposable {
  private readonly emitter = new EventEmitter<undefined>();
  readonly onDidChangeTreeData: Event<undefined> = this.emitter.event;
  private readonly view: TreeView<RunItem>;
  private readonly subscription: Disposable;
  private timer: NodeJS.Timeout | undefined;

  constructor(private readonly host: HostServices) {
    this.view = window.createTreeView(views.runs, { treeDataProvider: this, canSelectMany: true });
    this.subscription = host.hoverModel.onChange(() => this.refresh());
  }

  refresh(): void {
    clearTimeout(this.timer);
    this.timer = undefined;
    this.emitter.fire(undefined);
  }

  /** Schedules an update, for changes that occur with every step. */
  refreshSoon(): void {
    if (this.view.visible) this.timer ??= setTimeout(() => this.refresh(), interval);
  }

  getTreeItem(item: RunItem): TreeItem {
    return item;
  }

  async getChildren(item?: RunItem): Promise<RunItem[]> {
    const roots = searchRoots();
    if (item !== undefined || roots.length === 0) return [];
    try {
      const { runs } = await this.host.service.request('runs', { roots });
      return runs.map((run) => new RunItem(withShownFailure(this.withLive(run)), this.isUsed(run), placeOf(run, runs)));
    } catch (error) {
      void showFailure(error, this.host.log);
      return [];
    }
  }

  dispose(): void {
    clearTimeout(this.timer);
    this.subscription.dispose();
    this.view.dispose();
    this.emitter.dispose();
  }

  /** The summary with the status of the run's worker, which is newer than the files. */
  private withLive(run: RunSummary): RunSummary {
    const status = this.host.liveRuns.byFolder(run.folder)?.status;
    if (status === undefined) return run;
    return {
      ...run,
      state: status.phase === 'paused' ? 'paused' : 'running',
      step: status.step,
      steps: status.steps,
      loss: status.loss,
    };
  }

  private isUsed({ folder }: RunSummary): boolean {
    const chosen = this.host.hoverModel.current?.folder;
    return chosen === folder || chosen === join(folder, 'model');
  }
}
