// The form of settings, made from their one definition: limits, help, errors, what was changed, and back to the
// default.

import { html, nothing, type TemplateResult } from 'lit';

import type { Failure } from '../../src/shared/messages/failures.js';
import { definitionOf, type SettingName, settingNames } from '../../src/shared/settings.js';
import type { App } from '../app.js';
import { icon } from '../icons.js';
import { count, figure, rate, say, sentence } from '../locale.js';
import { bfloat16GainOf, presentCost } from '../model/facts.js';
import { fieldText, isChanged, parseField, type Value } from '../model/fields.js';
import { describe } from '../texts/messages.js';
import { choiceText, settingTitle } from '../texts/settings.js';
import { checkbox, dropdown, jump, textField, tool } from '../toolkit/controls.js';

const inForm = settingNames.filter((name) => definitionOf(name).form !== 'ownPlace');
const basic = settingNames.filter((name) => definitionOf(name).form === 'first');
const advanced = inForm.filter((name) => !basic.includes(name));
const groups = ['training', 'advanced', 'data', 'model'] as const;

export function settingsForm(app: App): TemplateResult {
  const changed = inForm.filter((name) => isChanged(app.values, name) || app.view.drafts.has(name));
  const reset = () =>
    app.setAll(
      Object.fromEntries(
        Object.entries(app.view.state.settings.values).filter(([name]) => !inForm.some((each) => each === name)),
      ),
    );
  return html`<div>
    <div class="head">
      <h3>${say('settings.title')}</h3>
      <span class="small muted">${changed.length === 0 ? '' : say('settings.changed', { count: changed.length })}</span>
      <span class="end"
        >${app.locked ? nothing : html`${jump(say('settings.load'), () => app.send({ type: 'loadSettings' }))}`}${jump(say('settings.save'), () => app.send({ type: 'saveSettings' }))}${changed.length === 0 || app.locked ? nothing : jump(say('settings.resetAll'), reset)}</span
      >
    </div>
    <div class="settings">${basic.map((name) => field(app, name))}</div>
    ${advancedForm(app)}
  </div>`;
}

function advancedForm(app: App): TemplateResult {
  const open = app.view.advanced || advanced.some((name) => app.view.drafts.has(name));
  const toggled = (event: Event) => {
    const now = (event.currentTarget as HTMLDetailsElement).open;
    if (now !== app.view.advanced) app.change({ advanced: now });
  };
  return html`<details class="advanced" .open=${open} @toggle=${toggled}>
    <summary>
      ${icon('chevron', 'chev')}
      <h3>${say('settings.advanced')}</h3>
      <span>${gist(app)}</span>
    </summary>
    ${
      open
        ? groups.map(
            (group) =>
              html`<h4 class="group">${say(`settings.group.${group}`)}</h4>
                <div class="settings">
                  ${advanced.filter((name) => definitionOf(name).group === group).map((name) => field(app, name))}
                </div>`,
          )
        : nothing
    }
  </details>`;
}

function gist(app: App): string {
  const { values } = app;
  const changed = advanced.filter((name) => isChanged(values, name));
  if (changed.length > 0)
    return changed.map((name) => `${settingTitle(name)} ${shown(name, app.value(name))}`).join(' · ');
  return say('settings.advancedGist', {
    schedule: choiceText('schedule', String(app.value('schedule'))),
    warmup: `${fieldText('warmup', Number(app.value('warmup')) * 100)}%`,
    clip: fieldText('clip', app.value('clip')),
    decay: fieldText('weightDecay', app.value('weightDecay')),
    seed: String(app.value('seed')),
  });
}

/** A value as people read it. */
function shown(name: SettingName, value: Value): string {
  const { kind } = definitionOf(name);
  if (value === null || value === '') return say('settings.automatic');
  if (kind === 'boolean') return say(value === true ? 'settings.on' : 'settings.off');
  if (kind === 'choice') return choiceText(name, String(value));
  if (name === 'validation') return `${fieldText(name, value)}%`;
  return kind === 'integer' ? count(Number(value)) : kind === 'number' ? fieldText(name, value) : String(value);
}

/** Why the value in the field is refused: what was typed, or what the worker said of it. */
function failureOf(app: App, name: SettingName): Failure | null {
  const draft = app.view.drafts.get(name);
  const parsed = draft === undefined ? null : parseField(name, draft);
  if (parsed !== null && parsed.failure !== null) return parsed.failure;
  const { estimate, settings } = app.view.state;
  return estimate.revision === settings.revision && estimate.failure?.values['name'] === name ? estimate.failure : null;
}

function field(app: App, name: SettingName): TemplateResult {
  const failure = failureOf(app, name);
  const changed = isChanged(app.values, name);
  const usual = placeholder(app, name) || shown(name, definitionOf(name).default);
  const resetLabel = say('settings.reset', { name: settingTitle(name), value: usual });
  const help = name === 'validation' ? say('settings.validationHelp') : sentence(definitionOf(name).help);
  return html`<div class="setting ${changed ? 'changed' : ''} ${failure === null ? '' : 'bad'}">
    <div>
      <span class="title">${settingTitle(name)}</span
      >${changed ? html`<span class="was">${say('settings.default', { value: usual })}</span>` : nothing}
      <span class="help">${help}${name === 'validation' ? heldOut(app) : ''}${chosenFile(app, name)}</span
      >${failure === null ? nothing : html`<span class="problem">${icon('warning', 'error')}<span>${problemOf(failure)}</span></span>`}
    </div>
    ${(changed || app.view.drafts.has(name)) && !app.locked ? tool({ label: resetLabel, icon: 'reset', onClick: () => app.set(name, definitionOf(name).default) }) : nothing}
    <span class="value"
      >${control(app, name, failure === null ? help : `${problemOf(failure)} ${help}`, failure !== null)}</span
    >
  </div>`;
}

function chosenFile(app: App, name: SettingName): TemplateResult | typeof nothing {
  if ((name !== 'validation' && name !== 'vocabulary') || app.locked) return nothing;
  return html` ${jump(say('settings.chooseFile'), () => app.send({ type: 'browse', setting: name }), `${settingTitle(name)}: ${say('settings.chooseFile')}`)}`;
}

/** A share is given in percent here. */
function problemOf(failure: Failure): string {
  return failure.code === 'setting.validationShare' ? say('settings.validationRange') : describe(failure);
}

function heldOut({ view }: App): string {
  const plan = view.state.estimate.estimate?.plan;
  return plan === null || plan === undefined ? '' : ` ${say('settings.heldOut', { count: plan.validation })}`;
}

function control(app: App, name: SettingName, description: string, invalid: boolean): TemplateResult {
  const setting = definitionOf(name);
  const common = { id: `set-${name}`, label: settingTitle(name), disabled: app.locked };
  if (setting.kind === 'boolean')
    return checkbox({ ...common, checked: app.value(name) === true, onChange: (checked) => app.set(name, checked) });
  if (setting.kind === 'choice')
    return dropdown({
      ...common,
      value: String(app.value(name)),
      options: Object.keys(setting.choices).map((value) => ({
        value,
        label: choiceText(name, value) + gainText(app, value),
      })),
      onChange: (value) => app.set(name, value),
    });
  const value = app.view.drafts.get(name) ?? fieldText(name, app.value(name));
  const isShare = name === 'validation' && (value === '' || Number.isFinite(Number(value)));
  return html`<span class=${isShare ? 'unit' : ''}
    >${textField({ ...common, description, invalid, value, placeholder: placeholder(app, name), onInput: (text) => app.type(name, text) })}</span
  >`;
}

/** What bfloat16 brings on the device that will compute: as it was measured, also where it is slower. */
function gainText(app: App, choice: string): string {
  const gain = choice === 'bfloat16' ? bfloat16GainOf(app.view.state, app.value('device')) : null;
  return gain === null ? '' : ` · ${say('settings.gain', { times: figure(gain, 1) })}`;
}

/** What the run would take where nothing is given. */
function placeholder(app: App, name: SettingName): string {
  if (definitionOf(name).default !== null) return '';
  const { state } = app.view;
  if (name === 'learningRate') return rate(presentCost(state)?.learningRate ?? 5e-5);
  if (name === 'threads' && state.estimate.estimate !== null) return String(state.estimate.estimate.threads);
  return say('settings.automatic');
}
