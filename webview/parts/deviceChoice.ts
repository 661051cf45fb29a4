// The choice of a device: the speed of each, and the reason why one cannot be used.

import { html, nothing, type TemplateResult } from 'lit';

import type { DeviceReport } from '../../src/shared/devices.js';
import type { App } from '../app.js';
import { icon } from '../icons.js';
import { figure, roughly, say, timeOfDay } from '../locale.js';
import { presentCost, type Speed, speedOf } from '../model/facts.js';
import { styles } from '../styles.js';
import { deviceName } from '../texts/devices.js';
import { describe, tell } from '../texts/messages.js';
import { linkButton, type Radio, radioGroup } from '../toolkit/controls.js';

/** The choice of a device, with its measured speeds. */
export function deviceChoice(app: App): TemplateResult {
  const { measuring } = app.view.state.devices;
  const again = () => linkButton(say('device.again'), () => app.send({ type: 'measureDevices' }));
  const choice = radioGroup({
    name: 'devices',
    label: say('device.title'),
    value: String(app.value('device')),
    radios: deviceRadios(app),
    disabled: app.locked,
    onChange: (value) => app.set('device', value),
  });
  return html`<div>
    <div class="head">
      <h3>${say('device.title')}</h3>
      <span class="small muted">${whenMeasured(app)}</span>
      <span class="end">${measuring ? nothing : again()}</span>
    </div>
    ${choice} ${deviceNotes(app)}
  </div>`;
}

function whenMeasured({ view }: App): string {
  const { measuring, measured } = view.state.devices;
  if (measuring) return say('device.measuring');
  return measured === null ? '' : say('device.measured', { time: timeOfDay(Date.parse(measured), false) });
}

function deviceRadios(app: App): Radio[] {
  const { devices: found } = app.view.state.devices;
  const cost = presentCost(app.view.state);
  const speeds = cost?.speeds ?? [];
  const fastest = speeds.reduce((most, { rowsPerSecond }) => Math.max(most, rowsPerSecond), 0);
  const chosen = String(app.value('device'));
  const isKnown = chosen === 'auto' || found.some(({ device }) => device === chosen);
  const auto = speedOf(cost, 'auto');
  const autoWhy = auto === null ? say('device.autoWhy') : say('device.autoIs', { device: deviceName(auto.device) });
  return [
    { value: 'auto', content: deviceRow(say('device.auto'), autoWhy, auto, fastest) },
    ...found.map((report) => ({
      value: report.device,
      disabled: !report.works,
      content: report.works ? workingRow(report, speeds, fastest) : unusableRow(report),
    })),
    ...(isKnown ? [] : [{ value: chosen, content: deviceRow(deviceName(chosen), '', null, 0) }]),
  ];
}

/** Notes on the devices: notices, runtimes that can be installed, the reason why a measurement failed. */
function deviceNotes(app: App): TemplateResult {
  const { devices: found, failure } = app.view.state.devices;
  const notices = [...new Set(found.flatMap((report) => report.notices.map(tell)))];
  const notice = (sentence: string) =>
    html`<p class="small modelnote">${icon('warning', 'warn')}<span>${sentence}</span></p>`;
  const install = () => linkButton(say('device.install'), () => app.send({ type: 'installTensorflow' }));
  const tensorflow = () =>
    html`<p class="small modelnote">${icon('info')}<span>${say('device.tensorflow')}</span>${install()}</p>`;
  const unmeasured = (sentence: string) =>
    html`<p class="small modelnote" role="alert">${icon('warning', 'error')}<span>${sentence}</span></p>`;
  return html`${notices.map(notice)} ${found.some(isNotInstalled) ? tensorflow() : nothing}
  ${failure === null ? nothing : unmeasured(describe(failure))}`;
}

const isNotInstalled = ({ failure }: DeviceReport) => failure?.code === 'tensorflow.notInstalled';

function unusableRow(report: DeviceReport): TemplateResult {
  const why = whyUnusable(report);
  return html`<span class="row"
    ><span class="name"><span>${deviceName(report.device)}</span></span
    ><span class="why" title=${why}>${why}</span></span
  >`;
}

function whyUnusable(report: DeviceReport): string {
  const { failure, problem } = report;
  if (isNotInstalled(report)) return say('device.notInstalled');
  return failure === null ? (problem ?? say('device.absent')) : describe({ ...failure, values: { ...failure.values } });
}

function workingRow(report: DeviceReport, speeds: readonly Speed[], fastest: number): TemplateResult {
  const { device, detail, gigaflops } = report;
  const speed = speeds.find((each) => each.device === device) ?? null;
  const measured =
    speed === null && gigaflops !== null
      ? `${detail} · ${say('device.gigaflops', { amount: figure(gigaflops, 0) })}`
      : detail;
  return deviceRow(deviceName(device), measured, speed, fastest);
}

function deviceRow(name: string, detail: string, speed: Speed | null, fastest: number): TemplateResult {
  return html`<span class="row"
    ><span class="name"><span>${name}</span><span class="small muted" title=${detail}>${detail}</span></span> ${
      speed === null ? nothing : speedFigures(speed, fastest)
    }</span
  >`;
}

function speedFigures({ rowsPerSecond, seconds }: Speed, fastest: number): TemplateResult {
  const rows = figure(rowsPerSecond, rowsPerSecond < 10 ? 1 : 0);
  return html`<span class="rate"
      ><span>${say('fact.rowsPerSecond', { rows })}</span>
      <span class="bar"><i ${styles({ width: `${(rowsPerSecond / fastest) * 100}%` })}></i></span></span
    ><span class="est">${say('time.about', { time: roughly(seconds) })}</span>`;
}
