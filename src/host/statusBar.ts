// The status bar item: visible while a run is running, and after its end until the user has looked at it.

import { type Disposable, EventEmitter, ThemeColor } from 'vscode';

import { commands, statusItem } from '../shared/ids.js';
import { type Link, StatusItem, textAndLinks } from './doors/items.js';
import { displayLocale, say } from './locale.js';
import type { LiveRun } from './runs/liveRun.js';
import type { LiveRuns } from './runs/liveRuns.js';
import { statusDetail, statusText } from './runs/statusText.js';

export class RunStatusBar implements Disposable {
  private readonly item = new StatusItem(statusItem, say('product'));
  private readonly subscription: Disposable;
  private readonly emitter = new EventEmitter<undefined>();
  /** Fires when it shows another run, or none. */
  readonly onChange = this.emitter.event;
  private shown: LiveRun | null = null;

  constructor(private readonly runs: LiveRuns) {
    this.subscription = runs.onChange((run) => this.update(run));
  }

  /** The run that a click on the item opens. */
  get run(): LiveRun | null {
    return this.shown;
  }

  /** Called when the user looks at a run: its end then needs no item any more. */
  seen(folder: string | null): void {
    if (this.shown?.isOver !== true || this.shown.folder !== folder) return;
    this.hide();
  }

  dispose(): void {
    this.subscription.dispose();
    this.emitter.dispose();
    this.item.dispose();
  }

  /** Shows a running run rather than one that has ended. */
  private update(run: LiveRun): void {
    const living = this.runs.current;
    if (run.isOver && living !== null && living !== run) return;
    if (run.status.phase === 'interrupted') return this.hide();
    this.showRun(run);
    const locale = displayLocale();
    const { icon, text } = statusText(run.status, run.history.scores, locale);
    const failed = run.status.phase === 'failed';
    this.item.show({
      icon,
      text,
      command: commands.showRun,
      background: failed ? new ThemeColor('statusBarItem.errorBackground') : undefined,
      spoken: `${run.name}: ${text}`,
      tooltip: textAndLinks([run.name, ...statusDetail(run.status, locale)], this.links(run)),
    });
  }

  private hide(): void {
    this.showRun(null);
    this.item.hide();
  }

  private showRun(run: LiveRun | null): void {
    if (this.shown === run) return;
    this.shown = run;
    this.emitter.fire(undefined);
  }

  private links(run: LiveRun): readonly Link[] {
    const open = [say('tooltipOpen'), commands.showRun] as const;
    if (run.status.phase === 'training')
      return [open, [say('tooltipPause'), commands.pause], [say('tooltipStop'), commands.stop]];
    if (run.status.phase === 'paused')
      return [open, [say('resume'), commands.resume], [say('tooltipStop'), commands.stop]];
    return [open];
  }
}
