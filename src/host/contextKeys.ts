// What `when` and `enablement` in package.json ask: told to VS Code once, and again when it changes.

import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';

import { commands, workspace } from 'vscode';

import { contextKeys } from '../shared/ids.js';
import type { LiveRuns } from './runs/liveRuns.js';
import type { RunStatusBar } from './statusBar.js';

const runFiles = '**/.finetune/*/run.json';
/** As many as the runs view lists. */
const mostLookedAt = 1000;

type KeyName = Exclude<keyof typeof contextKeys, 'hoverModel'>;

export class ContextKeys {
  private readonly told = new Map<KeyName, boolean>();

  constructor(
    private readonly liveRuns: LiveRuns,
    private readonly statusBar: RunStatusBar,
  ) {}

  /** After a run came, went or stands elsewhere. */
  tellLiving(): void {
    const phase = this.liveRuns.current?.status.phase;
    this.tell('running', phase !== undefined && phase !== 'paused');
    this.tell('paused', phase === 'paused');
    this.tell('shownRun', phase !== undefined || this.statusBar.run !== null);
  }

  /** After runs were made, finished or deleted: looks for those of the workspace. */
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
