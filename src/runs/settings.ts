// Turns what a person gave (flags, run.json, a form) into checked settings, from the one table in
// src/shared/settings.ts.

import { nearestName } from '../base/nearest.js';
import { UserError } from '../shared/errors.js';
import {
  defaultSettings,
  type Setting,
  type SettingName,
  settingNames,
  type Settings,
  settings,
} from '../shared/settings.js';
import { numberOf, validationShare } from '../shared/settingValues.js';

/**
 * Settings with the defaults filled in; null stays where the run decides.
 * Numbers and switches may be text, as flags are. What is undefined counts as not given.
 * Throws a UserError `setting.*` for the first value that is not allowed, for an unknown name, and for settings that
 * contradict each other.
 */
export function parseSettings(given: unknown): Settings {
  if (typeof given !== 'object' || given === null || Array.isArray(given)) throw new UserError('setting.notObject');
  const parsed: Record<string, unknown> = defaultSettings();
  for (const [name, value] of Object.entries(given)) {
    if (!isSettingName(name))
      throw new UserError('setting.unknown', { name, nearest: nearestName(name, settingNames) });
    if (value !== undefined) parsed[name] = parseValue(name, settings[name], value);
  }
  const complete = parsed as Settings;
  checkValidation(complete);
  checkTask(complete);
  checkModel(complete);
  return complete;
}

function isSettingName(name: string): name is SettingName {
  return Object.hasOwn(settings, name);
}

function parseValue(name: SettingName, setting: Setting, value: unknown): unknown {
  if (value === null && setting.default === null) return null;
  switch (setting.kind) {
    case 'number':
    case 'integer': {
      const { minimum, maximum, kind } = setting;
      const number = numberOf(value);
      const fits = number >= minimum && number <= maximum && (kind === 'number' || Number.isSafeInteger(number));
      if (!fits) throw new UserError(`setting.${kind}`, { name, value: shown(value), minimum, maximum });
      return number;
    }
    case 'choice':
      if (typeof value === 'string' && setting.choices.includes(value)) return value;
      throw new UserError('setting.choice', { name, value: shown(value), choices: setting.choices.join(', ') });
    case 'boolean':
      if (value === true || value === 'true') return true;
      if (value === false || value === 'false') return false;
      throw new UserError('setting.boolean', { name, value: shown(value) });
    case 'text':
      if (typeof value === 'number') return String(value);
      if (typeof value === 'string' && (value !== '' || setting.default === '')) return value;
      throw new UserError('setting.text', { name, value: shown(value) });
  }
}

/** A value as it can stand in a sentence: short, on one line. */
function shown(value: unknown): string {
  const text = typeof value === 'string' ? value : value === undefined ? 'undefined' : JSON.stringify(value);
  const line = text.replace(/\s+/g, ' ');
  if (line === '') return '""';
  return line.length > 60 ? `${line.slice(0, 57)}…` : line;
}

function checkValidation(given: Settings): void {
  const share = validationShare(given.validation);
  if (share !== null && !(share >= 0 && share <= 0.9))
    throw new UserError('setting.validationShare', { name: 'validation', value: given.validation });
  if (share !== 0) return;
  if (given.earlyStopping) throw new UserError('setting.needsValidation', { name: 'earlyStopping', value: 'true' });
  if (given.keep === 'best') throw new UserError('setting.needsValidation', { name: 'keep', value: given.keep });
}

function checkTask(given: Settings): void {
  const { task, best, labelSmoothing, classWeights, resample } = given;
  // Either makes up for what the other would: both would turn the imbalance round.
  if (classWeights !== 'none' && resample !== 'none')
    throw new UserError('setting.conflict', { name: 'resample', other: 'classWeights' });
  if (task === 'single-label') return;
  const code = task === 'regression' ? 'setting.notForRegression' : 'setting.notForMultiLabel';
  if (task === 'regression' && best !== 'loss') throw new UserError(code, { name: 'best', value: best });
  if (labelSmoothing !== 0) throw new UserError(code, { name: 'labelSmoothing', value: labelSmoothing });
  if (classWeights !== 'none') throw new UserError(code, { name: 'classWeights', value: classWeights });
  if (resample !== 'none') throw new UserError(code, { name: 'resample', value: resample });
}

function checkModel(given: Settings): void {
  // XLA finds that the layers are computed twice, and keeps them after all.
  if (given.xla && given.checkpointActivations)
    throw new UserError('setting.conflict', { name: 'checkpointActivations', other: 'xla' });
  if (given.shape !== null && given.model !== null)
    throw new UserError('setting.conflict', { name: 'model', other: 'shape' });
  if (given.shape !== null && given.vocabulary === null)
    throw new UserError('setting.missing', { name: 'shape', other: 'vocabulary' });
  if (given.vocabulary !== null && given.shape === null)
    throw new UserError('setting.missing', { name: 'vocabulary', other: 'shape' });
  if (given.shape !== null) parseShape(given.shape);
}

export interface Shape {
  readonly layers: number;
  readonly hidden: number;
  readonly heads: number;
}

/** `12-768-12` as numbers. Throws `setting.shape`. */
export function parseShape(value: string): Shape {
  const match = /^(\d{1,3})-(\d{1,5})-(\d{1,3})$/.exec(value);
  const [layers, hidden, heads] = [Number(match?.[1]), Number(match?.[2]), Number(match?.[3])];
  if (!(layers >= 1 && hidden >= 1 && heads >= 1) || hidden % heads !== 0)
    throw new UserError('setting.shape', { name: 'shape', value });
  return { layers, hidden, heads };
}
