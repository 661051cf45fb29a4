// What the definition of one setting says. Every field is required: whoever adds a setting is asked for each of them.

import type { Sentence } from '../catalogue.js';

/**
 * What has to be done anew once a setting changes: reading the data, telling training rows from validation rows,
 * counting tokens, estimating what a run takes. A test compares `estimate` with what an estimate follows.
 */
export type Effect = 'reading' | 'split' | 'tokens' | 'estimate';

/** Commands beside `train` that have the setting's flag. */
export type SettingCommand = 'inspect' | 'evaluate' | 'predict';

/**
 * Where `export --format python` keeps what the setting led to: under its own name in settings.json, which train.py
 * reads; there under another name, as what the run decided; in the exported rows; in the exported base model; or
 * nowhere, since it changes no number of the training.
 */
export type PythonPlace = 'settings' | { readonly decided: string } | 'rows' | 'model' | 'nowhere';

interface Common {
  readonly title: Sentence;
  readonly help: Sentence;
  /** The heading above it, in the form and in the help of commands. */
  readonly group: 'data' | 'model' | 'training' | 'advanced';
  /** Where the panel has it: first in the form, among more settings, or in a place of its own. */
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
/** What a choice is called; a text where that is the same in every language. */
export type ChoiceTitle = Sentence | string;
export interface ChoiceSetting extends Common {
  readonly kind: 'choice';
  readonly choices: Readonly<Record<string, ChoiceTitle>>;
  /** What may be given besides the choices: one character. */
  readonly other?: 'character';
  readonly default: string;
}
export interface BooleanSetting extends Common {
  readonly kind: 'boolean';
  readonly default: boolean;
}
export interface TextSetting extends Common {
  readonly kind: 'text';
  /** A path is written as seen from the file that holds it. */
  readonly holds: 'text' | 'path';
  readonly default: string | null;
}
export type Setting = NumberSetting | ChoiceSetting | BooleanSetting | TextSetting;
