// The layers part: which parts of the model are trained, and the costs of that.

import '../elements/layerTreeView.js';

import { html, nothing, type TemplateResult } from 'lit';

import { type Cost, layersOf } from '../../src/shared/messages/models.js';
import type { SettingName } from '../../src/shared/settings.js';
import type { App } from '../app.js';
import { icon } from '../icons.js';
import { bytes, count, duration, parameters, roughly, say } from '../locale.js';
import { epochsOf, isTooLarge, presentCost, type Speed, speedOf, toDownload } from '../model/facts.js';
import type { Value } from '../model/fields.js';
import { frozenLeaves, layerTree, type Preset, presets } from '../model/layerTree.js';
import { styles } from '../styles.js';
import { describe } from '../texts/messages.js';
import { settingTitle } from '../texts/settings.js';
import { linkButton, radioGroup } from '../toolkit/controls.js';
import { section } from './frame.js';

/** The part of the page about trained and frozen layers. */
export function layersPart(app: App): TemplateResult {
  return section(
    app,
    'layers',
    summaryOf(app),
    () =>
      html`<div class="cols layers">
        <div>${presetChoice(app)}${tree(app)}</div>
        ${costBox(app)}
      </div>`,
  );
}

function presetName({ kind, top }: Preset): string {
  return kind === 'top'
    ? say('layers.top', { count: top })
    : say(kind === 'everything' ? 'layers.everything' : 'layers.classifierOnly');
}

/** The preset that equals the setting, even if it is spelt differently. */
function presentPreset(app: App): Preset | null {
  const { info } = app.view.state.model;
  const freeze = String(app.value('freeze'));
  if (info === null) return null;
  const key = (text: string) => [...frozenLeaves(text, info.parts)].sort().join();
  return presets(layersOf(info.parts)).find((preset) => key(preset.freeze) === key(freeze)) ?? null;
}

function summaryOf(app: App): string {
  const { info } = app.view.state.model;
  if (info === null) return '';
  const frozen = frozenLeaves(String(app.value('freeze')), info.parts);
  const trained = layerTree(info.parts, frozen).reduce((sum, node) => sum + node.trained, 0);
  const preset = presentPreset(app);
  const name = preset === null ? say('layers.own') : presetName(preset);
  return frozen.size === 0
    ? say('layers.summaryAll', { name, amount: parameters(trained) })
    : say('layers.summary', { name, amount: parameters(trained), all: parameters(info.parameters) });
}

function presetChoice(app: App): TemplateResult {
  const { info } = app.view.state.model;
  const { estimate } = app.view.state.estimate;
  const radios = presets(layersOf(info?.parts ?? [])).map((preset) => {
    const cost = estimate?.costs.find((each) => each.freeze === preset.freeze) ?? null;
    const speed = speedOf(cost, app.value('device'));
    const figures = cost === null ? '' : presetFigures(cost, speed);
    return { value: preset.kind, content: html`<b>${presetName(preset)}</b> <span class="figures">${figures}</span>` };
  });
  const choose = (kind: string) => {
    const preset = presets(layersOf(info?.parts ?? [])).find((each) => each.kind === kind);
    if (preset !== undefined) app.set('freeze', preset.freeze);
  };
  return radioGroup({
    name: 'presets',
    label: say('layers.presets'),
    value: presentPreset(app)?.kind ?? '',
    radios,
    disabled: app.locked || info === null,
    onChange: choose,
  });
}

function presetFigures(cost: Cost, speed: Speed | null): string {
  const time = speed === null ? [] : [roughly(speed.seconds)];
  return [parameters(cost.trainable), bytes(cost.memory.total), ...time].join(' · ');
}

function tree(app: App): TemplateResult {
  const { info } = app.view.state.model;
  if (info === null) return html`<div class="skeleton tree-empty"></div>`;
  return html`<layer-tree
    .app=${app}
    .parts=${info.parts}
    .freeze=${String(app.value('freeze'))}
    .locked=${app.locked}
    .hasHead=${info.labels !== null}
  ></layer-tree>`;
}

function costBox(app: App): TemplateResult {
  const { state } = app.view;
  const cost = presentCost(state);
  if (cost === null || state.estimate.estimate === null)
    return html`<div class="cost unknown">${noEstimate(app)}</div>`;
  const { parameters: all } = state.estimate.estimate;
  return html`<div class="cost">
    <dl>
      <dt>${say('layers.trainable')}</dt>
      <dd>
        <b>${parameters(cost.trainable)}</b> <span class="muted">${say('layers.of', { all: parameters(all) })}</span>
      </dd>
    </dl>
    <span class="bar"><i ${styles({ width: `${(cost.trainable / all) * 100}%` })}></i></span>
    <hr />
    ${memory(app, cost)}
    <hr />
    ${times(app, cost)}
    <p class="note">${say('layers.note')}</p>
  </div>`;
}

/**
 * The reason why the cost is unknown: in full where the frozen layers are at fault; otherwise it is shown at the
 * setting that is.
 */
function noEstimate({ view }: App): TemplateResult {
  const { failure } = view.state.estimate;
  if (failure?.values['name'] === 'freeze')
    return html`<div class="alert" role="alert">${icon('warning', 'error')}<span>${describe(failure)}</span></div>`;
  if (toDownload(view.state) !== null) return html`<p class="note">${say('layers.notHere')}</p>`;
  return html`<p class="note">${failure === null ? say('layers.estimating') : say('layers.noEstimate')}</p>`;
}

function memory(app: App, { memory: needed }: Cost): TemplateResult {
  const isOver = isTooLarge(app.view.state);
  const kinds = [
    ['m1', 'weights'],
    ['m3', 'optimizer'],
    ['m2', 'gradients'],
    ['m4', 'activations'],
    ['m5', 'cache'],
    ['m6', 'runtime'],
  ] as const;
  const shown = kinds.filter(([, kind]) => kind !== 'cache' || needed.cache > 0);
  const piece = ([color, kind]: (typeof kinds)[number]) =>
    html`<i class=${isOver ? 'over' : color} ${styles({ width: `${(needed[kind] / whole) * 100}%` })}></i>`;
  const entry = ([color, kind]: (typeof kinds)[number]) =>
    html`<span><i class=${color}></i><span>${say(`layers.${kind}`)}</span><b>${bytes(needed[kind])}</b></span>`;
  const whole = Math.max(needed.free ?? 0, needed.total);
  const free =
    needed.free === null
      ? nothing
      : html` <span class="muted">${say('layers.free', { free: bytes(needed.free) })}</span>`;
  return html`<dl class=${isOver ? 'over' : ''}>
      <dt>${say('layers.memory')}</dt>
      <dd><b>${bytes(needed.total)}</b>${free}</dd>
    </dl>
    <span class="split">${shown.map(piece)}</span>
    <div class="key">${shown.map(entry)}</div>
    ${isOver ? warning(app, needed) : nothing}`;
}

function warning(app: App, needed: Cost['memory']): TemplateResult {
  const tooLarge = say('layers.tooLarge', { need: bytes(needed.total), free: bytes(needed.free ?? 0) });
  return html`<div class="alert" role="alert">
    ${icon('warning', 'error')}<span>${tooLarge} ${proposalLink(app)}</span>
  </div>`;
}

/** A link that applies the proposed settings, with which the run would fit into memory. */
function proposalLink(app: App): TemplateResult | string {
  const { estimate, settings } = app.view.state;
  const proposal = estimate.estimate?.proposal ?? null;
  if (proposal === null || app.locked) return say('layers.nothingFits');
  const proposed = proposal.settings as Record<string, Value>;
  const change = Object.entries(proposed)
    .map(([name, value]) => changeText(settingTitle(name as SettingName), value))
    .join(say('layers.and'));
  return linkButton(say('layers.useProposal', { change, need: bytes(proposal.bytes) }), () =>
    app.setAll({ ...settings.values, ...proposed }),
  );
}

function changeText(name: string, value: Value): string {
  return value === true ? name : say('layers.change', { name, value: `${value}` });
}

function times(app: App, cost: Cost): TemplateResult {
  const speed = speedOf(cost, app.value('device'));
  const plan = app.view.state.estimate.estimate?.plan ?? null;
  const epochs = epochsOf(app.view.state, app.value('epochs'));
  const unknown = say('layers.unknown');
  const epochTime = speed === null ? unknown : duration(speed.epochSeconds);
  const wholeTime = speed === null ? unknown : say('time.about', { time: roughly(speed.seconds) });
  const steps =
    plan === null || epochs === null
      ? unknown
      : `${count(epochs)} × ${count(plan.stepsPerEpoch)} = ${count(plan.steps)}`;
  return html`<dl>
    <dt>${say('layers.epoch')}</dt>
    <dd>${epochTime}</dd>
    <dt>${epochs === null ? say('layers.whole') : say('layers.allEpochs', { count: epochs })}</dt>
    <dd><b>${wholeTime}</b></dd>
    <dt>${say('layers.steps')}</dt>
    <dd>${steps}</dd>
  </dl>`;
}
