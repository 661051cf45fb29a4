// The model part: the base model, what computes, and the settings.

import { html, nothing, type TemplateResult } from 'lit';

import type { DeviceReport } from '../../src/shared/devices.js';
import type { Failure } from '../../src/shared/messages/failures.js';
import type { App } from '../app.js';
import { icon } from '../icons.js';
import { bytes, clock, count, figure, parameters, rate, roughly, say } from '../locale.js';
import { presentCost, type Speed, speedOf } from '../model/facts.js';
import { styles } from '../styles.js';
import { deviceName } from '../texts/devices.js';
import { describe, tell } from '../texts/messages.js';
import { dropdown, jump, radioGroup } from '../toolkit/controls.js';
import { downloadBox } from './downloadBox.js';
import { fold } from './frame.js';
import { settingsForm } from './settingsForm.js';

export function modelPart(app: App): TemplateResult {
  return fold(
    app,
    'model',
    gist(app),
    () =>
      html`<div class="cols two">
        <div class="stack">${baseModel(app)}${devices(app)}</div>
        ${settingsForm(app)}
      </div>`,
  );
}

function gist(app: App): string {
  const learningRate = app.value('learningRate') ?? presentCost(app.view.state)?.learningRate;
  const speed = speedOf(presentCost(app.view.state), app.value('device'));
  const device = app.value('device') === 'auto' ? speed?.device : app.value('device');
  return [
    modelName(app),
    ...(device === undefined ? [] : [deviceName(String(device))]),
    ...(learningRate === undefined ? [] : [rate(Number(learningRate))]),
    say('model.epochs', { count: Number(app.value('epochs')) }),
    say('model.batch', { count: Number(app.value('batch')) }),
    say('model.tokens', { count: Number(app.value('maxLength')) }),
  ].join(' · ');
}

function modelName(app: App): string {
  const folder = app.value('model');
  return (
    app.view.state.model.choices.find((choice) => choice.folder === folder)?.name ??
    app.view.state.model.info?.name ??
    String(folder ?? '')
  );
}

const kinds = { bundled: 'model.bundled', run: 'model.ofRun', hub: 'model.ofHub' } as const;

/** Value of the choice that opens a dialog; no folder is called so. */
const browse = '\0browse';
/** The same for the search box of the hub. */
const hub = '\0hub';

function baseModel(app: App): TemplateResult {
  const { choices, info, failure, download } = app.view.state.model;
  const folder = app.value('model');
  const named = choices.map((choice) => ({
    value: choice.folder ?? '',
    label: choice.kind === 'folder' ? choice.name : `${choice.name} · ${say(kinds[choice.kind])}`,
  }));
  const known = named.some(({ value }) => value === (folder ?? ''));
  const options = [
    ...named,
    ...(known ? [] : [{ value: String(folder), label: modelName(app) }]),
    { value: hub, label: say('model.chooseOfHub') },
    { value: browse, label: say('model.browse') },
  ];
  const choose = (value: string) => {
    if (value === browse) app.send({ type: 'browse', setting: 'model' });
    else if (value === hub) app.send({ type: 'chooseHubModel' });
    else app.set('model', value === '' ? null : value);
    app.redraw();
  };
  return html`<div>
    <div class="field">
      <span class="caption" aria-hidden="true">${say('model.base')}</span>
      ${dropdown({ id: 'field-model', label: say('model.base'), value: String(folder ?? ''), options, disabled: app.locked, onChange: choose })}
    </div>
    ${
      failure !== null
        ? failureNote(app, failure)
        : info === null
          ? html`<p class="small muted modelnote">${icon('ring', 'spin')}<span>${say('model.reading')}</span></p>`
          : html`<p class="small muted modelnote">
              ${icon('pass', 'pass')}<span
                >${say('model.facts', { size: bytes(info.bytes), layers: info.config.layers, width: count(info.config.hiddenSize), parameters: parameters(info.parameters) })}</span
              >
            </p>`
    }
    ${download === null ? nothing : downloadBox(app, download)}
  </div>`;
}

/** What a download brings is offered, unless it is on its way. */
function failureNote(app: App, failure: Failure): TemplateResult {
  const offers = failure.code === 'hub.notDownloaded' && app.view.state.model.download === null && !app.locked;
  return html`<p class="small modelnote" role="alert">
    ${icon('warning', failure.code === 'hub.notDownloaded' ? 'warn' : 'error')}<span>${describe(failure)}</span>
    ${offers ? jump(say('model.download'), () => app.send({ type: 'downloadModel' })) : nothing}
  </p>`;
}

function devices(app: App): TemplateResult {
  const { devices: found, measuring, measured, failure } = app.view.state.devices;
  const speeds = presentCost(app.view.state)?.speeds ?? [];
  const fastest = Math.max(0, ...speeds.map(({ rowsPerSecond }) => rowsPerSecond));
  const auto = speedOf(presentCost(app.view.state), 'auto');
  const device = String(app.value('device'));
  const known = found.some((report) => report.device === device) || device === 'auto';
  const radios = [
    {
      value: 'auto',
      content: deviceRow(
        say('device.auto'),
        auto === null ? say('device.autoWhy') : say('device.autoIs', { device: deviceName(auto.device) }),
        auto,
        fastest,
      ),
    },
    ...found.map((report) => ({
      value: report.device,
      disabled: !report.works,
      content: reportRow(report, speeds, fastest),
    })),
    ...(known ? [] : [{ value: device, content: deviceRow(deviceName(device), '', null, 0) }]),
  ];
  return html`<div>
    <div class="head">
      <h3>${say('device.title')}</h3>
      <span class="small muted"
        >${measuring ? say('device.measuring') : measured === null ? '' : say('device.measured', { time: clock(Date.parse(measured), false) })}</span
      >
      <span class="end"
        >${measuring ? nothing : jump(say('device.again'), () => app.send({ type: 'measureDevices' }))}</span
      >
    </div>
    ${radioGroup({ name: 'devices', label: say('device.title'), value: device, radios, disabled: app.locked, onChange: (value) => app.set('device', value) })}
    ${[...new Set(found.flatMap(({ notices }) => notices.map(tell)))].map((sentence) => html`<p class="small modelnote">${icon('warning', 'warn')}<span>${sentence}</span></p>`)}
    ${found.some((report) => report.failure?.code === 'tensorflow.notInstalled') ? html`<p class="small modelnote">${icon('info')}<span>${say('device.tensorflow')}</span>${jump(say('device.install'), () => app.send({ type: 'installTensorflow' }))}</p>` : nothing}
    ${failure === null ? nothing : html`<p class="small modelnote" role="alert">${icon('warning', 'error')}<span>${describe(failure)}</span></p>`}
  </div>`;
}

function reportRow(
  { device, works, detail, problem, failure, gigaflops }: DeviceReport,
  speeds: readonly Speed[],
  fastest: number,
): TemplateResult {
  if (!works) {
    const why =
      failure?.code === 'tensorflow.notInstalled'
        ? say('device.notInstalled')
        : failure === null
          ? (problem ?? say('device.absent'))
          : describe({ ...failure, values: { ...failure.values } });
    return html`<span class="row"
      ><span class="name"><span>${deviceName(device)}</span></span
      ><span class="why" title=${why}>${why}</span></span
    >`;
  }
  const speed = speeds.find((each) => each.device === device) ?? null;
  return deviceRow(
    deviceName(device),
    speed === null && gigaflops !== null
      ? `${detail} · ${say('device.gigaflops', { amount: figure(gigaflops, 0) })}`
      : detail,
    speed,
    fastest,
  );
}

function deviceRow(name: string, detail: string, speed: Speed | null, fastest: number): TemplateResult {
  return html`<span class="row"
    ><span class="name"><span>${name}</span><span class="small muted" title=${detail}>${detail}</span></span> ${
      speed === null
        ? nothing
        : html`<span class="rate"
              ><span
                >${say('fact.rowsPerSecond', { rows: figure(speed.rowsPerSecond, speed.rowsPerSecond < 10 ? 1 : 0) })}</span
              >
              <span class="bar"><i ${styles({ width: `${(speed.rowsPerSecond / fastest) * 100}%` })}></i></span></span
            ><span class="est">${say('time.about', { time: roughly(speed.seconds) })}</span>`
    }</span
  >`;
}
