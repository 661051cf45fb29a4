// Everything that determines the numbers of a run: settings and training files. A checkpoint stores it, so that a run
// whose run.json was edited is not continued as a mixture of two.

import { createHash } from 'node:crypto';

import { commandWord } from '../shared/commandWord.js';
import { UserError } from '../shared/errors.js';
import { type SettingName, settingNames, settings as definitions } from '../shared/settings.js';
import { settingsBefore } from '../shared/settings/recipes.js';
import { mapPaths } from '../shared/settingValues.js';
import { type RunFile, runFilePath } from './runFile.js';

/** The settings that may change on a resume: they change no number, or only rounding, which is then reported. */
const freeOnResume: readonly SettingName[] = [
  'device',
  'threads',
  'xla',
  'cacheMegabytes',
  'checkpointMinutes',
] satisfies SettingName[];

/** JSON texts by the name of a setting, a file or a count. */
export type Recipe = Readonly<Record<string, string>>;

/**
 * The recipe of a run that has decided everything; null before. Paths are left out: the sums of the files are in it.
 */
export function recipeOf({
  settings,
  decisions,
}: Pick<RunFile, 'settings'> & { readonly decisions: Decided | null }): Recipe | null {
  if (decisions === null) return null;
  const values = mapPaths(settings, () => 'file');
  const { data, validation, baseModel, rows, labels } = decisions;
  const files = { dataFile: data.sha256, validationFile: validation?.sha256 ?? null, baseModelFile: baseModel.sha256 };
  const decided = Object.entries({ ...files, rowCounts: rows, labelNames: labels });
  const chosen = settingNames
    .filter((name) => !freeOnResume.includes(name))
    .map((name) => [name, values[name]] as const);
  return Object.fromEntries([...chosen, ...decided].map(([name, value]) => [name, JSON.stringify(value)]));
}

type Decided = Pick<NonNullable<RunFile['decisions']>, 'data' | 'validation' | 'baseModel' | 'rows' | 'labels'>;

/** The differences between `now` and the recipe of a checkpoint, one text for each. */
export function differences(now: Recipe, then: Recipe): string[] {
  return Object.keys(now).flatMap((name) => {
    const value = now[name];
    const before = then[name] ?? defaultOf(name);
    return value === before ? [] : [`${name} ${shown(value)} (${shown(before)})`];
  });
}

/** A setting that an earlier version did not know had its default, unless runs did something else then. */
function defaultOf(name: string): string | undefined {
  const known = settingNames.find((one) => one === name);
  return known === undefined ? undefined : JSON.stringify(settingsBefore[known] ?? definitions[known].default);
}

function shown(json = '–'): string {
  return json.length > 60 ? `${json.slice(0, 57)}…` : json;
}

/** Throws `run.settingsChanged` where run.json is not the one that the checkpoint was made by. */
export function refuseOtherRecipe(folder: string, run: RunFile, then: Recipe | null): void {
  const now = recipeOf(run);
  const changed = now === null || then === null ? [] : differences(now, then);
  if (changed.length === 0) return;
  const file = runFilePath(folder);
  const [data, config] = [run.data, file].map((word) => commandWord(word, process.platform));
  const command = `finetune-bert train ${data} --config ${config}`;
  throw new UserError('run.settingsChanged', { file, differences: changed.slice(0, 5).join(', '), command });
}

/** The recipe as one sum, for a model card. */
export function recipeSha256(run: Parameters<typeof recipeOf>[0]): string {
  return createHash('sha256')
    .update(JSON.stringify(recipeOf(run)))
    .digest('hex');
}
