// Shows one message at the end of a run: its score, or the reason why it failed.

import { setTimeout as wait } from 'node:timers/promises';

import { window, workspace } from 'vscode';

import { describeError } from '../shared/errors.js';
import { configuration, configurationSection } from '../shared/ids.js';
import { figure, percent } from '../shared/numbers.js';
import { inform, tellError } from './doors/messages.js';
import { displayLocale, say } from './locale.js';
import type { Panels } from './panel/panels.js';
import type { LiveRun } from './runs/liveRun.js';
import type { HostServices } from './services.js';

/** The number of seconds after which a run counts as long: the user may no longer look at its panel. */
const longRun = 60;

/** Milliseconds that windows without focus wait, so that the focused one notifies first and the others need not. */
const focusFirst = 500;

interface NotifyingHost extends HostServices {
  readonly panels: Pick<Panels, 'isLookedAt' | 'showRun'>;
}

/**
 * Notifies the user of the end of a run, in only one window, unless the run is visible there. A run that the user
 * stopped needs no message.
 */
export async function tellEnd(host: NotifyingHost, run: LiveRun): Promise<void> {
  const { status } = run;
  if (status.phase !== 'done' && (status.phase !== 'failed' || status.folder === null)) return;
  if (!window.state.focused) await wait(focusFirst);
  // The end is also claimed by a window that shows the run, so that no other window notifies.
  if (!host.toldEnds.claim(run.identity) || !wanted(host, run)) return;
  if (status.phase === 'done') await tellDone(host, run);
  else await tellFailed(host, run);
}

function wanted(host: NotifyingHost, run: LiveRun): boolean {
  const isSeen = host.panels.isLookedAt(run.folder);
  if (run.status.phase === 'failed') return !isSeen;
  const setting = workspace.getConfiguration(configurationSection).get<string>(configuration.notifications);
  if (setting === 'never') return false;
  return setting === 'always' || run.status.seconds >= longRun || !isSeen;
}

async function tellDone(host: NotifyingHost, run: LiveRun): Promise<void> {
  const { model } = run.history;
  const open = say('open');
  const use = say('useForHover');
  const chosen = await inform(doneSentence(run), ...(model === null ? [open] : [open, use]));
  if (chosen === open) await host.panels.showRun(run.folder!, run.data);
  if (chosen === use && model !== null) await host.hoverModel.choose({ folder: model, name: run.name });
}

function doneSentence(run: LiveRun): string {
  const locale = displayLocale();
  const { scores } = run.history;
  if (scores === null) return say('finishedUnscored', { run: run.name });
  const score =
    scores.kind === 'classes'
      ? say('accuracy', { share: percent(scores.accuracy, locale) })
      : say('correlation', { error: figure(scores.mae, locale) });
  return say('finished', { run: run.name, score });
}

async function tellFailed(host: NotifyingHost, run: LiveRun): Promise<void> {
  const { failure } = run.status;
  const reason = failure === null ? say('stateFailed') : describeError(failure, displayLocale());
  const open = say('open');
  const showLog = say('showLog');
  const chosen = await tellError(say('failed', { run: run.name, reason }), open, showLog);
  if (chosen === open) await host.panels.showRun(run.folder!, run.data);
  if (chosen === showLog) host.log.show();
}
