// The one definition of every setting of a run: title, help, limits, default and what it affects. The command line's
// flags, run.json, the panel's form and the Python export all follow from this table; settingValues.ts checks values.

import { columnsSettings } from './settings/columns.js';
import { evaluationSettings } from './settings/evaluation.js';
import { labelsSettings } from './settings/labels.js';
import { modelSettings } from './settings/model.js';
import { optimizerSettings } from './settings/optimizer.js';
import { rowsSettings } from './settings/rows.js';
import type { Effect, Setting, SettingCommand } from './settings/setting.js';
import { trainingSettings } from './settings/training.js';

/** A default of null means "decided from the data, the model or the machine"; `run.json` then holds the decision. */
export const settings = {
  ...columnsSettings,
  ...labelsSettings,
  ...rowsSettings,
  ...modelSettings,
  ...trainingSettings,
  ...optimizerSettings,
  ...evaluationSettings,
} as const satisfies Record<string, Setting>;

export type SettingName = keyof typeof settings;
type Definitions = typeof settings;

type ValueOf<S extends Setting> = S extends { kind: 'number' | 'integer' }
  ? number | (null extends S['default'] ? null : never)
  : S extends { kind: 'choice'; other: 'character' }
    ? string
    : S extends { kind: 'choice'; choices: infer Choices }
      ? keyof Choices
      : S extends { kind: 'boolean' }
        ? boolean
        : string | (null extends S['default'] ? null : never);

/** The settings of a run: every setting, with null where the run decides. */
export type Settings = { -readonly [Name in SettingName]: ValueOf<Definitions[Name]> };

/** The settings of a run once its recipe has decided what was left open. */
export type DecidedSettings = Settings & {
  readonly epochs: number;
  readonly evaluations: number;
  readonly layerDecay: number;
};

/** The given settings by name. Numbers may be text, as flags are; src/runs/parseSettings.ts parses them. */
export type GivenSettings = { readonly [Name in SettingName]?: unknown };

/** Names of the settings whose definition says this. */
export type SettingsWith<Part extends Partial<Setting>> = {
  [Name in SettingName]: Definitions[Name] extends Part ? Name : never;
}[SettingName];

/** Names of the settings whose change requires one of these parts to be done again. */
export type AffectingSetting<Part extends Effect> = {
  [Name in SettingName]: [Extract<Definitions[Name]['affects'][number], Part>] extends [never] ? never : Name;
}[SettingName];

export type ChoiceName = SettingsWith<{ kind: 'choice' }>;

export const settingNames = Object.keys(settings) as SettingName[];

/** The definition of a setting. */
export function definitionOf(name: SettingName): Setting {
  return settings[name];
}

export function isSettingName(name: string): name is SettingName {
  return Object.hasOwn(settings, name);
}

/** The settings whose change requires one of these parts to be done again. */
export function settingsThatAffect(...effects: readonly Effect[]): SettingName[] {
  return settingNames.filter((name) => definitionOf(name).affects.some((effect) => effects.includes(effect)));
}

/** The settings that a command beside `train` has flags for. */
export function settingsOfCommand(command: SettingCommand): SettingName[] {
  return settingNames.filter((name) => definitionOf(name).commands.includes(command));
}

/** The values that a choice can have, in the order in which they are offered. */
export function choicesOf<Name extends ChoiceName>(name: Name): readonly Settings[Name][] {
  return Object.keys(settings[name].choices) as Settings[Name][];
}

/** A setting's name as a flag: `learningRate` → `learning-rate`. */
export function flagOf(name: SettingName): string {
  return name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}

export function defaultSettings(): Settings {
  return Object.fromEntries(settingNames.map((name) => [name, settings[name].default])) as Settings;
}
