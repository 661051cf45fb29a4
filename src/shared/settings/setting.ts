// The form of a setting's definition. Every field is required, so that the compiler asks for each of them.

import type { Sentence } from '../catalogue.js';

/**
 * The work that has to be repeated when a setting changes: reading the data, splitting it into training and validation
 * rows, counting tokens, estimating the costs of a run. A test compares `estimate` with the settings that an estimate
 * depends on.
 */
export type Effect = 'reading' | 'split' | 'tokens' | 'estimate';

/** The commands besides `train` that have the setting's flag. */
export type SettingCommand = 'inspect' | 'evaluate' | 'predict';

/**
 * The place where `export --format python` keeps the setting or its result: under its own name in settings.json, which
 * train.py reads; there under another name, as the run's decision; in the exported rows; in the exported base model; or
 * nowhere, since it changes no number of the training.
 */
export type PythonPlace = 'settings' | { readonly decided: string } | 'rows' | 'model' | 'nowhere';

interface Common {
  readonly title: Sentence;
  readonly help: Sentence;
  /** The heading above it, in the form and in the help of commands. */
  readonly group: 'data' | 'model' | 'training' | 'advanced';
  /** Its position in the panel: first in the form, among more settings, or in a place of its own. */
  readonly form: 'first' | 'more' | 'ownPlace';
  readonly affects: readonly Effect[];
  readonly commands: readonly SettingCommand[];
  readonly python: PythonPlace;
}
export interface NumberSetting extends Common {
  readonly kind: 'number' | 'integer';
  readonly default: number | null;
  readonly minimum: number;
  readonly maximum: number;
}
/** The name of a choice; a text where it is the same in every language. */
export type ChoiceTitle = Sentence | string;
export interface ChoiceSetting extends Common {
  readonly kind: 'choice';
  readonly choices: Readonly<Record<string, ChoiceTitle>>;
  /** Whether one character may be given instead of a choice. */
  readonly other?: 'character';
  readonly default: string;
}
export interface BooleanSetting extends Common {
  readonly kind: 'boolean';
  readonly default: boolean;
}
export interface TextSetting extends Common {
  readonly kind: 'text';
  /** A path is stored relative to the file that contains it. */
  readonly holds: 'text' | 'path';
  readonly default: string | null;
}
export type Setting = NumberSetting | ChoiceSetting | BooleanSetting | TextSetting;
