// Sets the context keys that `when` and `enablement` in package.json read, at the start and at every change.

import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';

import { commands, workspace } from 'vscode';

import { contextKeys } from '../shared/ids.js';
import type { LiveRuns } from './runs/liveRuns.js';
import type { RunStatusBar } from './statusBar.js';

const runFiles = '**/.finetune/*/run.json';
/** The largest number of runs that are searched, as in the runs view. */
const mostLookedAt = 1000;

type KeyName = Exclude<keyof typeof contextKeys, 'hoverModel'>;

export class ContextKeys {
  private readonly told = new Map<KeyName, boolean>();

  constructor(
    private readonly liveRuns: LiveRuns,
    private readonly statusBar: RunStatusBar,
  ) {}

  /** Updates the keys of running runs; called after a run appeared, ended or changed its phase. */
  tellLiving(): void {
    const phase = this.liveRuns.current?.status.phase;
    this.tell('running', phase !== undefined && phase !== 'paused');
    this.tell('paused', phase === 'paused');
    this.tell('shownRun', phase !== undefined || this.statusBar.run !== null);
  }

  /** Updates the keys of stored runs from the workspace; called after runs were created, finished or deleted. */
  async tellKept(): Promise<void> {
    const files = await workspace.findFiles(runFiles, '**/node_modules/**', mostLookedAt);
    const folders = files.map(({ fsPath }) => dirname(fsPath));
    const isFinished = (folder: string) => existsSync(join(folder, 'model', 'config.json'));
    this.tell('finishedRun', folders.some(isFinished));
    this.tell(
      'unfinishedRun',
      folders.some((folder) => !isFinished(folder) && this.liveRuns.byFolder(folder) === null),
    );
  }

  private tell(name: KeyName, value: boolean): void {
    if (this.told.get(name) === value) return;
    this.told.set(name, value);
    void commands.executeCommand('setContext', contextKeys[name], value);
  }
}
