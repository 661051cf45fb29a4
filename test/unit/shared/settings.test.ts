// Every setting says in its own definition where else it counts; what it says there is true.

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { describe, expect, test } from 'vitest';

import type { InspectOptions } from '../../../src/data/inspect/options.js';
import type { DatasetOptions } from '../../../src/data/rows/dataset.js';
import {
  type AffectingSetting,
  definitionOf,
  flagOf,
  type SettingName,
  settingNames,
  settingsOfCommand,
  settingsThatAffect,
} from '../../../src/shared/settings.js';
import type { Effect } from '../../../src/shared/settings/setting.js';
import type { Tokenizers } from '../../../src/worker/service/tokenizers.js';

const root = fileURLToPath(new URL('../../..', import.meta.url));
/** The text of all sources below a folder. */
const sourcesOf = (folder: string) =>
  readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts'))
    .map((name) => readFileSync(join(root, folder, name), 'utf8'))
    .join('\n');

/** 'none', or the settings among a function's options that declare none of these effects: the compiler names them. */
type Undeclared<Options, Part extends Effect> = [Forgotten<Options, Part>] extends [never]
  ? 'none'
  : Forgotten<Options, Part>;
type Forgotten<Options, Part extends Effect> = Exclude<Extract<keyof Options, SettingName>, AffectingSetting<Part>>;
type ReadingOptions = InspectOptions & DatasetOptions;
type TokenizerOptions = Parameters<Tokenizers['open']>[0];

test('the panel reads a file anew after every setting that decides how it is read', () => {
  const undeclared: Undeclared<ReadingOptions, 'reading' | 'split'> = 'none';
  expect(undeclared).toBe('none');
});

test('the panel counts tokens anew after every setting that decides the tokenizer', () => {
  const undeclared: Undeclared<TokenizerOptions, 'tokens'> = 'none';
  expect(undeclared).toBe('none');
});

describe('every setting', () => {
  const computing = ['jobs', 'engine', 'data', 'text', 'runs', 'tensorflow'].map((name) => sourcesOf(`src/${name}`));

  test.each(settingNames)('has an effect: %s is read by what computes', (name) =>
    expect(computing.join('\n')).toMatch(new RegExp(`\\b${name}\\b`)),
  );

  const page = sourcesOf('webview');
  test.each(settingNames.filter((name) => definitionOf(name).form === 'ownPlace'))(
    'is on the page: %s, which the form leaves out, has a control of its own',
    (name) => expect(page).toMatch(new RegExp(`'${name}'`)),
  );
});

test('evaluate and predict read a file by the settings that inspect reads it by, but for those of training', () => {
  const missingIn = (command: 'evaluate' | 'predict') =>
    settingsThatAffect('reading').filter((name) => !settingsOfCommand(command).includes(name));
  const ofRows: SettingName[] = ['duplicates', 'conflicts', 'leaks', 'group', 'time', 'weights'];
  const ofTraining: SettingName[] = ['task', 'rareLabels', 'rareRows', 'rareName', ...ofRows];
  const ofLabels: SettingName[] = ['text', 'label', 'pair', 'labelSeparator', 'mergeLabels', 'decimal'];
  expect(missingIn('evaluate').sort()).toEqual(ofTraining.sort());
  expect(missingIn('predict').sort()).toEqual([...ofTraining, ...ofLabels].sort());
});

test('Python is handed every setting but those that decide how fast a run is, or by what others are decided', () =>
  expect(settingNames.filter((name) => definitionOf(name).python === 'nowhere')).toEqual([
    'device',
    'precision',
    'xla',
    'threads',
    'cacheMegabytes',
    'recipe',
    'checkpointMinutes',
  ]));

const scripts = new URL('../../../python/', import.meta.url);
const trainScript = readdirSync(scripts)
  .filter((name) => name.endsWith('.py'))
  .map((name) => readFileSync(new URL(name, scripts), 'utf8'))
  .join('\n');
const readByPython = new Set([...trainScript.matchAll(/settings\["(\w+)"\]/g)].map(([, name]) => name!));

describe('the exported train.py', () => {
  const handed = settingNames.flatMap((name) => {
    const { python } = definitionOf(name);
    return python === 'settings' ? [name] : typeof python === 'object' ? [python.decided] : [];
  });

  // When the run evaluates is decided before; the script counts the steps itself.
  test.each(handed)('reads %s', (name) => expect(readByPython).toContain(name));

  test('reads nothing that is not handed to it', () =>
    expect([...readByPython].filter((name) => ![...handed, 'depths', 'softLabels'].includes(name))).toEqual([]));
});

test('inspect has a flag for every setting that changes what it tells', () =>
  expect(settingsOfCommand('inspect')).toEqual(settingsThatAffect('reading', 'split')));

test('evaluate takes every flag of predict', () => {
  const flags = settingsOfCommand('evaluate');
  expect(settingsOfCommand('predict').filter((name) => !flags.includes(name))).toEqual([]);
});

test.each(settingNames)('%s is explained in both languages, and so is each of its choices', (name) => {
  const setting = definitionOf(name);
  const titles = setting.kind === 'choice' ? Object.values(setting.choices) : [];
  for (const title of [setting.title, setting.help, ...titles]) {
    const texts = typeof title === 'string' ? [title] : [title.en, title.zh];
    for (const text of texts) expect(text.trim()).not.toBe('');
  }
});

test('no two settings have the same flag or the same title', () => {
  expect(new Set(settingNames.map(flagOf)).size).toBe(settingNames.length);
  for (const locale of ['en', 'zh'] as const)
    expect(new Set(settingNames.map((name) => definitionOf(name).title[locale])).size).toBe(settingNames.length);
});

test.each(settingNames)('the default of %s is one of its values', (name) => {
  const setting = definitionOf(name);
  if (setting.kind === 'choice') expect(Object.keys(setting.choices)).toContain(setting.default);
  if (!('minimum' in setting) || setting.default === null) return;
  expect(setting.default).toBeGreaterThanOrEqual(setting.minimum);
  expect(setting.default).toBeLessThanOrEqual(setting.maximum);
});
