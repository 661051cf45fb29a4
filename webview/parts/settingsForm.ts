// The form of settings, generated from their one definition: limits, help, errors, changed values, and links to the
// defaults.

import { html, nothing, type TemplateResult } from 'lit';

import type { Failure } from '../../src/shared/messages/failures.js';
import { definitionOf, type SettingName, settingNames } from '../../src/shared/settings.js';
import { usualValue } from '../../src/shared/settingValues.js';
import type { App } from '../app.js';
import { icon } from '../icons.js';
import { count, figure, rate, say, sentence } from '../locale.js';
import { bfloat16GainOf, presentCost } from '../model/facts.js';
import { fieldText, isChanged, parseField, type Value } from '../model/fields.js';
import { describe } from '../texts/messages.js';
import { choiceText, settingTitle } from '../texts/settings.js';
import { checkbox, dropdown, iconButton, linkButton, textField } from '../toolkit/controls.js';

const inForm = settingNames.filter((name) => definitionOf(name).form !== 'ownPlace');
const basic = settingNames.filter((name) => definitionOf(name).form === 'first');
const advanced = inForm.filter((name) => !basic.includes(name));
const groups = ['training', 'advanced', 'data', 'model'] as const;

/** The form of all settings that have no control of their own elsewhere on the page. */
export function settingsForm(app: App): TemplateResult {
  const changed = inForm.filter((name) => isChanged(app.values, name) || app.view.drafts.has(name));
  return html`<div>
    <div class="head">
      <h3>${say('settings.title')}</h3>
      <span class="small muted">${changed.length === 0 ? '' : say('settings.changed', { count: changed.length })}</span>
      <span class="end">${formLinks(app, changed.length > 0)}</span>
    </div>
    <div class="settings">${basic.map((name) => field(app, name))}</div>
    ${advancedForm(app)}
  </div>`;
}

/** Links that load, save and reset the settings. */
function formLinks(app: App, isAnyChanged: boolean): TemplateResult {
  const load = () => linkButton(say('settings.load'), () => app.send({ type: 'loadSettings' }));
  const save = linkButton(say('settings.save'), () => app.send({ type: 'saveSettings' }));
  const kept = ([name]: readonly [string, unknown]) => !inForm.some((each) => each === name);
  const resetAll = () => app.setAll(Object.fromEntries(Object.entries(app.view.state.settings.values).filter(kept)));
  const reset = () => linkButton(say('settings.resetAll'), resetAll);
  return html`${app.locked ? nothing : load()}${save}${isAnyChanged && !app.locked ? reset() : nothing}`;
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
      <span>${summaryOf(app)}</span>
    </summary>
    ${open ? groups.map((group) => groupOf(app, group)) : nothing}
  </details>`;
}

function groupOf(app: App, group: (typeof groups)[number]): TemplateResult {
  const names = advanced.filter((name) => definitionOf(name).group === group);
  return html`<h4 class="group">${say(`settings.group.${group}`)}</h4>
    <div class="settings">${names.map((name) => field(app, name))}</div>`;
}

function summaryOf(app: App): string {
  const { values } = app;
  const changed = advanced.filter((name) => isChanged(values, name));
  if (changed.length > 0)
    return changed.map((name) => `${settingTitle(name)} ${shown(name, app.value(name))}`).join(' · ');
  return say('settings.advancedSummary', {
    schedule: choiceText('schedule', String(app.value('schedule'))),
    warmup: `${fieldText('warmup', Number(app.value('warmup')) * 100)}%`,
    clip: fieldText('clip', app.value('clip')),
    decay: fieldText('weightDecay', app.value('weightDecay')),
    seed: String(app.value('seed')),
  });
}

/** A value as text for people. */
function shown(name: SettingName, value: Value): string {
  const { kind } = definitionOf(name);
  if (value === null || value === '') return say('settings.automatic');
  if (kind === 'boolean') return say(value === true ? 'settings.on' : 'settings.off');
  if (kind === 'choice') return choiceText(name, String(value));
  if (name === 'validation') return `${fieldText(name, value)}%`;
  if (kind === 'integer') return count(Number(value));
  return kind === 'number' ? fieldText(name, value) : String(value);
}

/** The reason why the value in the field is refused: a parse error, or the worker's answer. */
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
  const usual = placeholder(app, name) || shown(name, usualValue(name, app.values));
  const help = name === 'validation' ? say('settings.validationHelp') : sentence(definitionOf(name).help);
  const isResettable = (changed || app.view.drafts.has(name)) && !app.locked;
  const problem = failure === null ? '' : problemOf(failure);
  const description = failure === null ? help : `${problem} ${help}`;
  return html`<div class="setting ${changed ? 'changed' : ''} ${failure === null ? '' : 'bad'}">
    <div>
      <span class="title">${settingTitle(name)}</span>${changed ? usualText(usual) : nothing}
      <span class="help">${help}${name === 'validation' ? heldOut(app) : ''}${chosenFile(app, name)}</span
      >${failure === null ? nothing : problemLine(problem)}
    </div>
    ${isResettable ? resetButton(app, name, usual) : nothing}
    <span class="value">${control(app, name, description, failure !== null)}</span>
  </div>`;
}

function usualText(usual: string): TemplateResult {
  return html`<span class="was">${say('settings.default', { value: usual })}</span>`;
}

function problemLine(problem: string): TemplateResult {
  return html`<span class="problem">${icon('warning', 'error')}<span>${problem}</span></span>`;
}

function resetButton(app: App, name: SettingName, usual: string): TemplateResult {
  return iconButton({
    label: say('settings.reset', { name: settingTitle(name), value: usual }),
    icon: 'reset',
    onClick: () => app.set(name, usualValue(name, app.values)),
  });
}

function chosenFile(app: App, name: SettingName): TemplateResult | typeof nothing {
  if ((name !== 'validation' && name !== 'vocabulary') || app.locked) return nothing;
  const browse = () => app.send({ type: 'browse', setting: name });
  const hint = `${settingTitle(name)}: ${say('settings.chooseFile')}`;
  return html` ${linkButton(say('settings.chooseFile'), browse, hint)}`;
}

/** The sentence of a failure, with shares in percent as in the form. */
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
  const text = textField({
    ...common,
    description,
    invalid,
    value,
    placeholder: placeholder(app, name),
    onInput: (typed) => app.type(name, typed),
  });
  return html`<span class=${isShare ? 'unit' : ''}>${text}</span>`;
}

/** The measured speed of bfloat16 on the device that will be used, even where it is slower. */
function gainText(app: App, choice: string): string {
  const gain = choice === 'bfloat16' ? bfloat16GainOf(app.view.state, app.value('device')) : null;
  return gain === null ? '' : ` · ${say('settings.gain', { times: figure(gain, 1) })}`;
}

/** The value that the run would use where none is given. */
function placeholder(app: App, name: SettingName): string {
  if (usualValue(name, app.values) !== null) return '';
  const { state } = app.view;
  if (name === 'learningRate') return rate(presentCost(state)?.learningRate ?? 5e-5);
  const own = Object.entries(state.estimate.estimate?.decided ?? {}).find(([each]) => each === name)?.[1];
  if (own !== undefined) return fieldText(name, own);
  if (name === 'threads' && state.estimate.estimate !== null) return String(state.estimate.estimate.threads);
  return say('settings.automatic');
}
