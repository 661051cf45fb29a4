// The bar on top: where things stand, one line of facts, and the one primary action.

import { html, nothing, type TemplateResult } from 'lit';

import type { Download } from '../../src/shared/messages/models.js';
import type { FromPanel, PanelPart } from '../../src/shared/messages/panel.js';
import type { RunState } from '../../src/shared/messages/panelState.js';
import type { App } from '../app.js';
import { icon, type IconName } from '../icons.js';
import { bytes, duration, figure, parameters, percent, rate, roughly, say } from '../locale.js';
import {
  bestOf,
  evaluationsOf,
  type Hindrance,
  hindrance,
  isTooLarge,
  lowerRate,
  presentCost,
  scoresOf,
  smallerBatch,
  speedOf,
  toDownload,
} from '../model/facts.js';
import { styles } from '../styles.js';
import { deviceName } from '../texts/devices.js';
import { describe } from '../texts/messages.js';
import { button, jump, tool } from '../toolkit/controls.js';

/** Facts that even the narrowest page has room for. */
const fewFacts = 5;

interface Bar {
  readonly state: string;
  readonly icon: IconName;
  readonly tone?: 'pass' | 'warn' | 'error' | 'spin';
  /** A sentence, or facts by name. */
  readonly summary: TemplateResult | string;
  readonly buttons: TemplateResult;
  /** Share of what goes on that is done. */
  readonly progress: number | null;
}

export function bar(app: App): TemplateResult {
  const { run } = app.view.state;
  const { state, icon: sign, tone = '', summary, buttons, progress } = run === null ? setupBar(app) : runBar(app, run);
  return html`<div class="topline">
      <div class="action wrap">
        <span class="state">${icon(sign, tone)}<span>${state}</span></span>
        ${typeof summary === 'string' ? html`<span class="summary">${summary}</span>` : summary}
        <span class="buttons">${buttons}</span>
      </div>
    </div>
    ${progress === null ? nothing : html`<div class="progress" role="progressbar" aria-label=${state} aria-valuemin="0" aria-valuemax="100" aria-valuenow=${Math.round(progress * 100)}><i ${styles({ width: `${(progress * 100).toFixed(2)}%` })}></i></div>`}
    <span class="sr" role="status">${announcement(state, summary, progress)}</span>`;
}

/** What a screen reader says: changes of state, and every tenth percent. */
function announcement(state: string, summary: TemplateResult | string, progress: number | null): string {
  if (progress !== null) return `${state}, ${percent(Math.floor(progress * 10) / 10, 0)}`;
  return typeof summary === 'string' ? `${state}. ${summary}` : state;
}

function setupBar(app: App): Bar {
  const { state, drafts } = app.view;
  const found = hindrance(state, drafts.size);
  const start = (disabled: boolean) =>
    html`${tool({ label: say('bar.copyCommand'), icon: 'terminal', onClick: () => app.send({ type: 'copyCommandLine' }) })}
    ${button({ id: 'primary', label: say('bar.start'), icon: 'play', primary: true, disabled, onClick: () => app.start() })}`;
  if (found?.kind === 'reading') {
    const { counts } = state.data;
    const progress = counts === null || counts.bytes === 0 ? null : counts.bytesRead / counts.bytes;
    return {
      state: say('bar.reading', { file: state.file.name }),
      icon: 'ring',
      tone: 'spin',
      summary: counts === null ? '' : say('data.rowCount', { count: counts.rows }),
      buttons: start(true),
      progress,
    };
  }
  if (found?.kind === 'untrusted') {
    const trust = button({
      id: 'primary',
      label: say('bar.trust'),
      icon: 'lock',
      primary: true,
      onClick: () => app.start(),
    });
    return {
      state: say('bar.restricted'),
      icon: 'lock',
      summary: say('bar.restrictedWhy'),
      buttons: trust,
      progress: null,
    };
  }
  if (found !== null)
    return {
      state: say('bar.notReady'),
      icon: 'warning',
      tone: 'warn',
      summary: reason(app, found),
      buttons: start(true),
      progress: null,
    };
  if (state.startFailure !== null)
    return {
      state: say('bar.notStarted'),
      icon: 'warning',
      tone: 'error',
      summary: describe(state.startFailure),
      buttons: start(false),
      progress: null,
    };
  if (isTooLarge(state))
    return {
      state: say('bar.ready'),
      icon: 'warning',
      tone: 'warn',
      summary: html`<span class="summary">${jump(say('bar.tooLarge'), () => app.goTo('layers'))}</span>`,
      buttons: start(false),
      progress: null,
    };
  return {
    state: say('bar.ready'),
    icon: 'pass',
    tone: 'pass',
    summary: costLine(app),
    buttons: start(false),
    progress: null,
  };
}

function reason(app: App, found: Hindrance): TemplateResult {
  const failure = 'failure' in found && found.failure !== null ? describe(found.failure) : '';
  const text = {
    draft: say('bar.draft'),
    oneLabel: say('bar.oneLabel'),
    data: failure,
    model: failure,
    setting: failure,
    reading: '',
    untrusted: '',
  }[found.kind];
  const [draft] = app.view.drafts.keys();
  const go = () => {
    app.goTo(partOf(found));
    if (draft !== undefined)
      requestAnimationFrame(() =>
        requestAnimationFrame(() =>
          document.getElementById(`set-${draft}`)?.shadowRoot?.querySelector('input')?.focus(),
        ),
      );
  };
  return html`<span class="summary">${jump(text, go)}</span>`;
}

/** Where what hinders a start can be put right. */
function partOf(found: Hindrance): PanelPart {
  if (found.kind === 'data' || found.kind === 'oneLabel') return 'data';
  return found.kind === 'setting' && found.failure?.values['name'] === 'freeze' ? 'layers' : 'model';
}

function costLine(app: App): string {
  const { state } = app.view;
  const missing = toDownload(state);
  if (missing !== null) return say('bar.downloadsFirst', { model: missing });
  const cost = presentCost(state);
  if (cost === null) return say('bar.estimating');
  const speed = speedOf(cost, app.value('device'));
  const facts = [say('bar.parameters', { amount: parameters(cost.trainable) }), bytes(cost.memory.total)];
  if (speed !== null) facts.push(say('bar.timeOn', { time: roughly(speed.seconds), device: deviceName(speed.device) }));
  return facts.join(' · ');
}

/** @param entries name and figure; the last ones first give way where there is little room */
function facts(entries: readonly (readonly [string, string] | null)[]): TemplateResult {
  const known = entries.filter((entry) => entry !== null);
  return html`<dl class="facts">
    ${known.map(
      ([name, value], index) =>
        html`<div class=${index >= fewFacts ? 'extra' : ''}>
          <dt>${name}</dt>
          <dd>${value}</dd>
        </div>`,
    )}
  </dl>`;
}

function runBar(app: App, run: RunState): Bar {
  const { status } = run;
  if (status.phase === 'done') return doneBar(app, run);
  if (status.phase === 'failed') return failedBar(app, run);
  if (status.phase === 'preparing' && status.download !== null) return downloadBar(app, run, status.download);
  const share = status.steps === 0 ? null : status.step / status.steps;
  const isStill = status.phase === 'paused' || status.phase === 'interrupted';
  const sign: Pick<Bar, 'icon' | 'tone'> = isStill
    ? { icon: status.phase === 'paused' ? 'pause' : 'stop' }
    : { icon: 'ring', tone: 'spin' };
  const known = status.steps > 0;
  const summary = facts([
    known && status.epochs > 0
      ? [say('fact.epoch'), `${Math.min(status.epochs, Math.floor(status.epoch) + 1)} / ${status.epochs}`]
      : null,
    share === null ? null : [say('fact.done'), percent(share, 0)],
    status.loss === null ? null : [say('fact.loss'), figure(status.loss)],
    isStill || status.rowsPerSecond === null
      ? null
      : [
          say('fact.speed'),
          say('fact.rowsPerSecond', { rows: figure(status.rowsPerSecond, status.rowsPerSecond < 10 ? 1 : 0) }),
        ],
    isStill || status.secondsLeft === null ? null : [say('fact.left'), roughly(status.secondsLeft)],
    isStill || !known ? null : [say('fact.memory'), bytes(status.memoryBytes)],
    isStill || status.device === null ? null : [say('fact.device'), deviceName(status.device)],
  ]);
  return { state: say(`phase.${status.phase}`), ...sign, summary, buttons: runButtons(app, run), progress: share };
}

/** A run whose base model is on its way. */
function downloadBar(app: App, run: RunState, { model, bytes: come, total }: Download): Bar {
  const summary = `${model} · ${say('download.amount', { bytes: bytes(come), total: bytes(total) })}`;
  return {
    state: say('phase.downloading'),
    icon: 'ring',
    tone: 'spin',
    summary,
    buttons: runButtons(app, run),
    progress: total === 0 ? null : come / total,
  };
}

function runButtons(app: App, { status, resumable }: RunState): TemplateResult {
  const act = (message: FromPanel) => () => app.send(message);
  const { phase } = status;
  const primary = (label: string, sign: IconName, message: FromPanel, disabled = false) =>
    button({ id: 'primary', label, icon: sign, primary: true, disabled, onClick: act(message) });
  if (phase === 'interrupted')
    return html`${button({ label: say('bar.newRun'), onClick: act({ type: 'newRun' }) })}${primary(say('bar.resume'), 'play', { type: 'resume', rowsAtOnce: null }, !resumable)}`;
  const isBusy = phase === 'stopping' || phase === 'finishing';
  return html`${button({ label: say('bar.stop'), icon: 'stop', disabled: isBusy, onClick: act({ type: 'stop' }) })}
  ${button({ label: say('bar.stopAndKeepBest'), icon: 'star', disabled: isBusy || phase === 'preparing' || phase === 'caching', onClick: act({ type: 'stopAndKeepBest' }) })}
  ${phase === 'paused' ? primary(say('bar.resume'), 'play', { type: 'resume', rowsAtOnce: null }) : primary(say('bar.pause'), 'pause', { type: 'pause' }, phase !== 'training')}`;
}

function doneBar(app: App, run: RunState): Bar {
  const scores = scoresOf(app.view.state);
  const best = bestOf(evaluationsOf(app.view.state.history));
  const summary = facts([
    ...(scores?.kind === 'classes'
      ? [[say('score.accuracy'), percent(scores.accuracy)] as const, [say('score.f1'), figure(scores.f1)] as const]
      : []),
    ...(scores?.kind === 'regression'
      ? [['RMSE', figure(scores.rmse)] as const, ['MAE', figure(scores.mae)] as const]
      : []),
    best === null ? null : [say('fact.best'), say('fact.step', { step: best.step })],
    [say('fact.took'), duration(run.status.seconds)],
  ]);
  const hover = run.hover
    ? button({
        id: 'primary',
        label: say('bar.stopHover'),
        icon: 'hover',
        onClick: () => app.send({ type: 'useForHover', use: false }),
      })
    : button({
        id: 'primary',
        label: say('bar.useForHover'),
        icon: 'hover',
        primary: true,
        disabled: run.model === null,
        onClick: () => app.send({ type: 'useForHover', use: true }),
      });
  const goToExport = () => {
    app.goTo('evaluation');
    requestAnimationFrame(() =>
      requestAnimationFrame(() => document.getElementById('exports')?.scrollIntoView({ block: 'center' })),
    );
  };
  const buttons = html`${button({ label: say('bar.newRun'), onClick: () => app.send({ type: 'newRun' }) })}${button({ label: say('bar.export'), icon: 'export', onClick: goToExport })}${hover}`;
  return { state: say('phase.done'), icon: 'pass', tone: 'pass', summary, buttons, progress: null };
}

function failedBar(app: App, { status, resumable }: RunState): Bar {
  const lower = lowerRate(status);
  const rowsAtOnce = smallerBatch(status);
  const newRun = button({ label: say('bar.newRun'), onClick: () => app.send({ type: 'newRun' }) });
  const retry = button({
    id: 'primary',
    label: retryLabel(status, rowsAtOnce),
    icon: 'reset',
    primary: true,
    disabled: !resumable,
    onClick: () => app.send({ type: 'resume', rowsAtOnce }),
  });
  // A run repeats itself exactly: with the same rate the loss would be no number again.
  const next =
    lower === null
      ? html`${newRun}${retry}`
      : button({
          id: 'primary',
          label: say('bar.lowerRate', { rate: rate(lower) }),
          icon: 'reset',
          primary: true,
          onClick: () => app.lowerRate(lower),
        });
  const buttons = html`${button({ label: say('bar.showLog'), onClick: () => app.send({ type: 'showLog' }) })}${next}`;
  return {
    state: say('phase.failed'),
    icon: 'warning',
    tone: 'error',
    summary: status.failure === null ? '' : describe(status.failure),
    buttons,
    progress: null,
  };
}

function retryLabel({ failure }: RunState['status'], rowsAtOnce: number | null): string {
  if (rowsAtOnce !== null) return say('bar.smallerBatch', { count: rowsAtOnce });
  return say(failure?.code === 'worker.lost' ? 'bar.resume' : 'bar.retry');
}
