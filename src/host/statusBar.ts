// The one status bar item: there while a run lives, and after its end until someone has looked.

import {
  type Disposable,
  EventEmitter,
  MarkdownString,
  StatusBarAlignment,
  type StatusBarItem,
  ThemeColor,
  window,
} from 'vscode';

import { commands, statusItem } from '../shared/ids.js';
import { displayLocale, say } from './locale.js';
import type { LiveRun } from './runs/liveRun.js';
import type { LiveRuns } from './runs/liveRuns.js';
import { statusDetail, statusText } from './runs/statusText.js';

export class RunStatusBar implements Disposable {
  private readonly item: StatusBarItem = window.createStatusBarItem(statusItem, StatusBarAlignment.Left, 50);
  private readonly subscription: Disposable;
  private readonly emitter = new EventEmitter<undefined>();
  /** It shows another run, or none. */
  readonly onChange = this.emitter.event;
  private shown: LiveRun | null = null;

  constructor(private readonly runs: LiveRuns) {
    this.item.name = say('product');
    this.subscription = runs.onChange((run) => this.update(run));
  }

  /** The run that a click opens. */
  get run(): LiveRun | null {
    return this.shown;
  }

  /** Someone looks at that run: the end of it needs no item any more. */
  seen(folder: string | null): void {
    if (this.shown?.isOver !== true || this.shown.folder !== folder) return;
    this.hide();
  }

  dispose(): void {
    this.subscription.dispose();
    this.emitter.dispose();
    this.item.dispose();
  }

  /** A run that goes on comes before one that is over. */
  private update(run: LiveRun): void {
    const living = this.runs.current;
    if (run.isOver && living !== null && living !== run) return;
    if (run.status.phase === 'interrupted') return this.hide();
    this.showRun(run);
    const locale = displayLocale();
    const { icon, text } = statusText(run.status, run.history.scores, locale);
    const failed = run.status.phase === 'failed';
    this.item.text = `$(${icon}) ${text}`;
    this.item.command = commands.showRun;
    this.item.backgroundColor = failed ? new ThemeColor('statusBarItem.errorBackground') : undefined;
    this.item.accessibilityInformation = { label: `${run.name}: ${text}`, role: 'button' };
    this.item.tooltip = this.tooltip(run);
    this.item.show();
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

  private tooltip(run: LiveRun): MarkdownString {
    const tooltip = new MarkdownString('', true);
    tooltip.isTrusted = { enabledCommands: [commands.showRun, commands.pause, commands.resume, commands.stop] };
    tooltip.appendText(run.name).appendMarkdown('\n\n');
    for (const line of statusDetail(run.status, displayLocale())) tooltip.appendText(line).appendMarkdown('\n\n');
    tooltip.appendMarkdown(
      this.links(run)
        .map(([name, command]) => `[${name}](command:${command})`)
        .join(' · '),
    );
    return tooltip;
  }

  private links(run: LiveRun): (readonly [string, string])[] {
    const open = [say('tooltipOpen'), commands.showRun] as const;
    if (run.status.phase === 'training')
      return [open, [say('tooltipPause'), commands.pause], [say('tooltipStop'), commands.stop]];
    if (run.status.phase === 'paused')
      return [open, [say('resume'), commands.resume], [say('tooltipStop'), commands.stop]];
    return [open];
  }
}
