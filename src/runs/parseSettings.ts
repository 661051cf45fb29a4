// Turns the settings that a person gave (as flags, in run.json or in a form) into checked settings, from the one table
// in src/shared/settings.ts.

import { nearestName } from '../base/nearest.js';
import { UserError } from '../shared/errors.js';
import { defaultSettings, isSettingName, type SettingName, settingNames, type Settings } from '../shared/settings.js';
import { parseValue, type Shape, shapeOf, usualValue, validationShare } from '../shared/settingValues.js';

/**
 * Settings with what the recipe gives the others filled in; null stays where the run decides. Numbers and switches may
 * be text, as flags are. An undefined value counts as not given. Throws a UserError `setting.*` for the first value
 * that is not allowed, for an unknown name, and for settings that contradict each other.
 */
export function parseSettings(given: unknown): Settings {
  if (typeof given !== 'object' || given === null || Array.isArray(given)) throw new UserError('setting.notObject');
  const parsed: Record<string, unknown> = defaultSettings();
  const named = new Set<SettingName>();
  for (const [name, value] of Object.entries(given)) {
    if (!isSettingName(name))
      throw new UserError('setting.unknown', { name, nearest: nearestName(name, settingNames) });
    if (value === undefined) continue;
    parsed[name] = parseValue(name, value);
    named.add(name);
  }
  for (const name of settingNames)
    if (parsed[name] === null || !named.has(name)) parsed[name] = usualValue(name, parsed);
  const complete = parsed as Settings;
  checkValidation(complete);
  checkTask(complete);
  checkModel(complete);
  return complete;
}

function checkValidation(given: Settings): void {
  checkSplit(given);
  if (validationShare(given.validation) !== 0) return;
  if (given.earlyStopping) throw new UserError('setting.needsValidation', { name: 'earlyStopping', value: 'true' });
  if (given.keep === 'best') throw new UserError('setting.needsValidation', { name: 'keep', value: given.keep });
}

/** Rows are held out in one way: by group, by time, or in a file of their own. */
function checkSplit({ group, time, validation }: Settings): void {
  if (group !== null && time !== null) throw new UserError('setting.conflict', { name: 'group', other: 'time' });
  const name = group === null ? 'time' : 'group';
  const value = group ?? time;
  const share = validationShare(validation);
  if (value === null || (share !== null && share > 0)) return;
  if (share === null) throw new UserError('setting.conflict', { name, other: 'validation' });
  throw new UserError('setting.needsValidation', { name, value });
}

function checkTask(given: Settings): void {
  const { task, best, labelSmoothing, classWeights, resample } = given;
  // Each of them corrects the imbalance; both together would reverse it.
  if (classWeights !== 'none' && resample !== 'none')
    throw new UserError('setting.conflict', { name: 'resample', other: 'classWeights' });
  if (task === 'single-label') return;
  const code = task === 'regression' ? 'setting.notForRegression' : 'setting.notForMultiLabel';
  if (best === 'matthews' || (task === 'regression' && best !== 'loss'))
    throw new UserError(code, { name: 'best', value: best });
  if (labelSmoothing !== 0) throw new UserError(code, { name: 'labelSmoothing', value: labelSmoothing });
  if (task === 'regression' && classWeights !== 'none')
    throw new UserError(code, { name: 'classWeights', value: classWeights });
  if (resample !== 'none') throw new UserError(code, { name: 'resample', value: resample });
}

function checkModel(given: Settings): void {
  // XLA detects that the layers are computed twice, and keeps them after all.
  if (given.xla && given.checkpointActivations)
    throw new UserError('setting.conflict', { name: 'checkpointActivations', other: 'xla' });
  if (given.shape !== null && given.model !== null)
    throw new UserError('setting.conflict', { name: 'model', other: 'shape' });
  if (given.shape !== null && given.vocabulary === null)
    throw new UserError('setting.missing', { name: 'shape', other: 'vocabulary' });
  if (given.vocabulary !== null && given.shape === null)
    throw new UserError('setting.missing', { name: 'vocabulary', other: 'shape' });
}

/** Parses `12-768-12`. Throws `setting.shape`. */
export function parseShape(value: string): Shape {
  const shape = shapeOf(value);
  if (shape === null) throw new UserError('setting.shape', { name: 'shape', value });
  return shape;
}
