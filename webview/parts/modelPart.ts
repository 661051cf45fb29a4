// The model part: the base model, what computes, and the settings.

import { html, nothing, type TemplateResult } from 'lit';

import type { Failure } from '../../src/shared/messages/failures.js';
import type { ModelChoice } from '../../src/shared/messages/panelState.js';
import type { Notice } from '../../src/shared/notices.js';
import type { App } from '../app.js';
import { icon } from '../icons.js';
import { bytes, count, parameters, rate, say } from '../locale.js';
import { epochsOf, presentCost, speedOf } from '../model/facts.js';
import { deviceName } from '../texts/devices.js';
import { describe, tell } from '../texts/messages.js';
import { dropdown, linkButton, type Option } from '../toolkit/controls.js';
import { deviceChoice } from './deviceChoice.js';
import { downloadBox } from './downloadBox.js';
import { section } from './frame.js';
import { settingsForm } from './settingsForm.js';

/** The part of the page about the base model and the settings. */
export function modelPart(app: App): TemplateResult {
  return section(
    app,
    'model',
    summaryOf(app),
    () =>
      html`<div class="cols two">
        <div class="stack">${baseModel(app)}${deviceChoice(app)}</div>
        ${settingsForm(app)}
      </div>`,
  );
}

function summaryOf(app: App): string {
  const cost = presentCost(app.view.state);
  const learningRate = app.value('learningRate') ?? cost?.learningRate;
  const epochs = epochsOf(app.view.state, app.value('epochs'));
  const chosen = app.value('device');
  const device = chosen === 'auto' ? speedOf(cost, chosen)?.device : chosen;
  return [
    modelName(app),
    ...(device === undefined ? [] : [deviceName(String(device))]),
    ...(learningRate === undefined ? [] : [rate(Number(learningRate))]),
    ...(epochs === null ? [] : [say('model.epochs', { count: epochs })]),
    say('model.batch', { count: Number(app.value('batch')) }),
    say('model.tokens', { count: Number(app.value('maxLength')) }),
  ].join(' · ');
}

function modelName(app: App): string {
  const folder = app.value('model');
  const { choices, info } = app.view.state.model;
  const chosen = choices.find((choice) => choice.folder === folder);
  if (chosen?.kind === 'auto') return info?.name ?? say('device.auto');
  return chosen?.name ?? info?.name ?? String(folder ?? '');
}

const kinds = { bundled: 'model.bundled', run: 'model.ofRun', hub: 'model.ofHub' } as const;

/** The value of the choice that opens a dialog; no folder can have this name. */
const browse = '\0browse';
/** The value of the choice that opens the hub's search box. */
const hub = '\0hub';

function baseModel(app: App): TemplateResult {
  const { download } = app.view.state.model;
  const choose = (value: string) => {
    if (value === browse) app.send({ type: 'browse', setting: 'model' });
    else if (value === hub) app.send({ type: 'chooseHubModel' });
    else app.set('model', value === '' ? null : value);
    app.redraw();
  };
  const choices = dropdown({
    id: 'field-model',
    label: say('model.base'),
    value: String(app.value('model') ?? ''),
    options: modelOptions(app),
    disabled: app.locked,
    onChange: choose,
  });
  return html`<div>
    <div class="field">
      <span class="caption" aria-hidden="true">${say('model.base')}</span>
      ${choices}
    </div>
    ${modelNote(app)} ${download === null ? nothing : downloadBox(app, download)}
  </div>`;
}

function modelOptions(app: App): Option[] {
  const folder = app.value('model');
  const named = app.view.state.model.choices.map((choice) => ({
    value: choice.folder ?? '',
    label: choiceLabel(app, choice),
  }));
  const isKnown = named.some(({ value }) => value === (folder ?? ''));
  return [
    ...named,
    ...(isKnown ? [] : [{ value: String(folder), label: modelName(app) }]),
    { value: hub, label: say('model.chooseOfHub') },
    { value: browse, label: say('model.browse') },
  ];
}

function choiceLabel(app: App, { name, kind }: ModelChoice): string {
  if (kind === 'folder') return name;
  if (kind !== 'auto') return `${name} · ${say(kinds[kind])}`;
  const { info } = app.view.state.model;
  return app.value('model') === null && info !== null ? say('model.autoIs', { model: info.name }) : say('device.auto');
}

/** The facts about the chosen model, or the reason why it cannot be used. */
function modelNote(app: App): TemplateResult {
  const { info, failure } = app.view.state.model;
  if (failure !== null) return failureNote(app, failure);
  if (info === null)
    return html`<p class="small muted modelnote">${icon('ring', 'spin')}<span>${say('model.reading')}</span></p>`;
  const facts = say('model.facts', {
    size: bytes(info.bytes),
    layers: info.config.layers,
    width: count(info.config.hiddenSize),
    parameters: parameters(info.parameters),
  });
  return html`<p class="small muted modelnote">${icon('pass', 'pass')}<span>${facts}</span></p>
    ${info.notices.map(saidOfModel)}`;
}

function saidOfModel(notice: Notice): TemplateResult {
  const isChoice = notice.code.startsWith('model.chosen');
  return html`<p class="small ${isChoice ? 'muted' : ''} modelnote">
    ${icon(isChoice ? 'info' : 'warning', isChoice ? '' : 'warn')}<span>${tell(notice)}</span>
  </p>`;
}

/** The failure, with a button to download what is missing unless a download is in progress. */
function failureNote(app: App, failure: Failure): TemplateResult {
  const isMissing = failure.code === 'hub.notDownloaded';
  const offers = isMissing && app.view.state.model.download === null && !app.locked;
  const download = () => linkButton(say('model.download'), () => app.send({ type: 'downloadModel' }));
  return html`<p class="small modelnote" role="alert">
    ${icon('warning', isMissing ? 'warn' : 'error')}<span>${describe(failure)}</span> ${offers ? download() : nothing}
  </p>`;
}
