// The bar while a run is being set up: the obstacle to its start, or its estimated cost.

import { html, type TemplateResult } from 'lit';

import type { PanelPart } from '../../src/shared/messages/panel.js';
import type { App } from '../app.js';
import { bytes, parameters, roughly, say } from '../locale.js';
import { type Hindrance, hindrance, isTooLarge, presentCost, speedOf, toDownload } from '../model/facts.js';
import { deviceName } from '../texts/devices.js';
import { describe } from '../texts/messages.js';
import { iconButton, linkButton } from '../toolkit/controls.js';
import { type BarContent, primaryButton } from './barContent.js';

/** The bar of a run that has not been started. */
export function setupBar(app: App): BarContent {
  const { state, drafts } = app.view;
  const found = hindrance(state, drafts.size);
  if (found?.kind === 'reading') return readingBar(app);
  if (found?.kind === 'untrusted') return restrictedBar(app);
  if (found !== null) return blockedBar(app, found);
  const ready = { state: say('bar.ready'), buttons: startButtons(app), progress: null } as const;
  if (state.startFailure !== null)
    return {
      ...ready,
      state: say('bar.notStarted'),
      icon: 'warning',
      tone: 'error',
      summary: describe(state.startFailure),
    };
  if (isTooLarge(state)) {
    const link = linkButton(say('bar.tooLarge'), () => app.goTo('layers'));
    return { ...ready, icon: 'warning', tone: 'warn', summary: html`<span class="summary">${link}</span>` };
  }
  return { ...ready, icon: 'pass', tone: 'pass', summary: costLine(app) };
}

function startButtons(app: App, disabled = false): TemplateResult {
  const copy = iconButton({
    label: say('bar.copyCommand'),
    icon: 'terminal',
    onClick: () => app.send({ type: 'copyCommandLine' }),
  });
  const start = primaryButton({ label: say('bar.start'), icon: 'play', disabled, onClick: () => app.start() });
  return html`${copy} ${start}`;
}

function readingBar(app: App): BarContent {
  const { file, data } = app.view.state;
  const { counts } = data;
  return {
    state: say('bar.reading', { file: file.name }),
    icon: 'ring',
    tone: 'spin',
    summary: counts === null ? '' : say('data.rowCount', { count: counts.rows }),
    buttons: startButtons(app, true),
    progress: counts === null || counts.bytes === 0 ? null : counts.bytesRead / counts.bytes,
  };
}

function restrictedBar(app: App): BarContent {
  return {
    state: say('bar.restricted'),
    icon: 'lock',
    summary: say('bar.restrictedWhy'),
    buttons: primaryButton({ label: say('bar.trust'), icon: 'lock', onClick: () => app.start() }),
    progress: null,
  };
}

function blockedBar(app: App, found: Hindrance): BarContent {
  return {
    state: say('bar.notReady'),
    icon: 'warning',
    tone: 'warn',
    summary: reason(app, found),
    buttons: startButtons(app, true),
    progress: null,
  };
}

/** The obstacle as a link to the part of the page where it can be resolved. */
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
  const go = () => {
    app.goTo(partOf(found));
    const [draft] = app.view.drafts.keys();
    if (draft !== undefined) app.afterDrawing(() => focusField(`set-${draft}`));
  };
  return html`<span class="summary">${linkButton(text, go)}</span>`;
}

function focusField(id: string): void {
  document.getElementById(id)?.shadowRoot?.querySelector('input')?.focus();
}

/** The part of the page where an obstacle can be resolved. */
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
  const costs = [say('bar.parameters', { amount: parameters(cost.trainable) }), bytes(cost.memory.total)];
  if (speed !== null) costs.push(say('bar.timeOn', { time: roughly(speed.seconds), device: deviceName(speed.device) }));
  return costs.join(' · ');
}
