// The bar of a run: its progress, the scores of a finished run, the reason of a failed one.

import { html, type TemplateResult } from 'lit';

import type { Download } from '../../src/shared/messages/models.js';
import type { FromPanel } from '../../src/shared/messages/panel.js';
import type { RunState } from '../../src/shared/messages/panelState.js';
import type { App } from '../app.js';
import { bytes, duration, figure, percent, rate, roughly, say } from '../locale.js';
import { bestOf, evaluationsOf, lowerRate, scoresOf, smallerBatch } from '../model/facts.js';
import { deviceName } from '../texts/devices.js';
import { describe } from '../texts/messages.js';
import { button } from '../toolkit/controls.js';
import { type BarContent, type Fact, facts, primaryButton } from './barContent.js';

/** The bar of the run that is shown. */
export function runBar(app: App, run: RunState): BarContent {
  const { status } = run;
  if (status.phase === 'done') return doneBar(app, run);
  if (status.phase === 'failed') return failedBar(app, run);
  if (status.phase === 'preparing' && status.download !== null) return downloadBar(app, run, status.download);
  return {
    state: say(`phase.${status.phase}`),
    ...signOf(status),
    summary: facts(isStill(status) ? progressFacts(status) : [...progressFacts(status), ...paceFacts(status)]),
    buttons: runButtons(app, run),
    progress: shareOf(status),
  };
}

type Status = RunState['status'];

const isStill = ({ phase }: Status) => phase === 'paused' || phase === 'interrupted';
const shareOf = ({ step, steps }: Status) => (steps === 0 ? null : step / steps);

function signOf(status: Status): Pick<BarContent, 'icon' | 'tone'> {
  if (!isStill(status)) return { icon: 'ring', tone: 'spin' };
  return { icon: status.phase === 'paused' ? 'pause' : 'stop' };
}

/** The facts about the run's progress. */
function progressFacts(status: Status): Fact[] {
  const { epoch, epochs, loss } = status;
  const share = shareOf(status);
  const current = Math.min(epochs, Math.floor(epoch) + 1);
  return [
    status.steps > 0 && epochs > 0 ? [say('fact.epoch'), `${current} / ${epochs}`] : null,
    share === null ? null : [say('fact.done'), percent(share, 0)],
    loss === null ? null : [say('fact.loss'), figure(loss)],
  ];
}

/** The facts about the run's speed and memory. */
function paceFacts({ rowsPerSecond, secondsLeft, steps, memoryBytes, device }: Status): Fact[] {
  return [
    rowsPerSecond === null ? null : [say('fact.speed'), rowSpeed(rowsPerSecond)],
    secondsLeft === null ? null : [say('fact.left'), roughly(secondsLeft)],
    steps > 0 ? [say('fact.memory'), bytes(memoryBytes)] : null,
    device === null ? null : [say('fact.device'), deviceName(device)],
  ];
}

function rowSpeed(rowsPerSecond: number): string {
  return say('fact.rowsPerSecond', { rows: figure(rowsPerSecond, rowsPerSecond < 10 ? 1 : 0) });
}

/** The bar of a run that waits for the download of its base model. */
function downloadBar(app: App, run: RunState, { model, bytes: received, total }: Download): BarContent {
  return {
    state: say('phase.downloading'),
    icon: 'ring',
    tone: 'spin',
    summary: `${model} · ${say('download.amount', { bytes: bytes(received), total: bytes(total) })}`,
    buttons: runButtons(app, run),
    progress: total === 0 ? null : received / total,
  };
}

function runButtons(app: App, { status, resumable }: RunState): TemplateResult {
  const { phase } = status;
  const act = (message: FromPanel) => () => app.send(message);
  const resume = (disabled = false) =>
    primaryButton({
      label: say('bar.resume'),
      icon: 'play',
      disabled,
      onClick: act({ type: 'resume', rowsAtOnce: null }),
    });
  if (phase === 'interrupted') return html`${newRunButton(app)}${resume(!resumable)}`;
  const isBusy = phase === 'stopping' || phase === 'finishing';
  const hasNothing = phase === 'preparing' || phase === 'caching';
  const stop = button({ label: say('bar.stop'), icon: 'stop', disabled: isBusy, onClick: act({ type: 'stop' }) });
  const stopAndKeepBest = button({
    label: say('bar.stopAndKeepBest'),
    icon: 'star',
    disabled: isBusy || hasNothing,
    onClick: act({ type: 'stopAndKeepBest' }),
  });
  const pause = () =>
    primaryButton({
      label: say('bar.pause'),
      icon: 'pause',
      disabled: phase !== 'training',
      onClick: act({ type: 'pause' }),
    });
  return html`${stop} ${stopAndKeepBest} ${phase === 'paused' ? resume() : pause()}`;
}

function newRunButton(app: App): TemplateResult {
  return button({ label: say('bar.newRun'), onClick: () => app.send({ type: 'newRun' }) });
}

function doneBar(app: App, run: RunState): BarContent {
  const best = bestOf(evaluationsOf(app.view.state.history));
  const goToExport = () => {
    app.goTo('evaluation');
    app.afterDrawing(() => document.getElementById('exports')?.scrollIntoView({ block: 'center' }));
  };
  const exportButton = button({ label: say('bar.export'), icon: 'export', onClick: goToExport });
  return {
    state: say('phase.done'),
    icon: 'pass',
    tone: 'pass',
    summary: facts([
      ...scoreFacts(app),
      best === null ? null : [say('fact.best'), say('fact.step', { step: best.step })],
      [say('fact.took'), duration(run.status.seconds)],
    ]),
    buttons: html`${newRunButton(app)}${exportButton}${hoverButton(app, run)}`,
    progress: null,
  };
}

function scoreFacts(app: App): Fact[] {
  const scores = scoresOf(app.view.state);
  if (scores?.kind === 'classes')
    return [
      [say('score.accuracy'), percent(scores.accuracy)],
      [say('score.f1'), figure(scores.f1)],
    ];
  if (scores?.kind === 'regression')
    return [
      ['RMSE', figure(scores.rmse)],
      ['MAE', figure(scores.mae)],
    ];
  return [];
}

function hoverButton(app: App, run: RunState): TemplateResult {
  const use = (use: boolean) => () => app.send({ type: 'useForHover', use });
  return run.hover
    ? primaryButton({ label: say('bar.stopHover'), icon: 'hover', plain: true, onClick: use(false) })
    : primaryButton({
        label: say('bar.useForHover'),
        icon: 'hover',
        disabled: run.model === null,
        onClick: use(true),
      });
}

function failedBar(app: App, run: RunState): BarContent {
  const { failure } = run.status;
  const showLog = button({ label: say('bar.showLog'), onClick: () => app.send({ type: 'showLog' }) });
  return {
    state: say('phase.failed'),
    icon: 'warning',
    tone: 'error',
    summary: failure === null ? '' : describe(failure),
    buttons: html`${showLog}${afterFailure(app, run)}`,
    progress: null,
  };
}

/**
 * The next step after a failure. A resumed run repeats itself exactly, so a diverged one needs a lower learning rate.
 */
function afterFailure(app: App, { status, resumable }: RunState): TemplateResult {
  const lower = lowerRate(status);
  const rowsAtOnce = smallerBatch(status);
  if (lower !== null)
    return primaryButton({
      label: say('bar.lowerRate', { rate: rate(lower) }),
      icon: 'reset',
      onClick: () => app.lowerRate(lower),
    });
  const retry = primaryButton({
    label: retryLabel(status, rowsAtOnce),
    icon: 'reset',
    disabled: !resumable,
    onClick: () => app.send({ type: 'resume', rowsAtOnce }),
  });
  return html`${newRunButton(app)}${retry}`;
}

function retryLabel({ failure }: Status, rowsAtOnce: number | null): string {
  if (rowsAtOnce !== null) return say('bar.smallerBatch', { count: rowsAtOnce });
  return say(failure?.code === 'worker.lost' ? 'bar.resume' : 'bar.retry');
}
