// What decides the numbers of a run: every setting, unless it is listed as one that may change.

import { expect, test } from 'vitest';

import { differences, recipeOf } from '../../../src/runs/recipe.js';
import { defaultSettings, type SettingName, settingNames } from '../../../src/shared/settings.js';

const file = { path: 'data.csv', sha256: '0'.repeat(64) };
const decisions = {
  data: file,
  validation: null,
  baseModel: file,
  labels: ['a', 'b'],
  rows: { training: 8, validation: 2, skipped: 0 },
};
const settings = defaultSettings();
const recipe = recipeOf({ settings, decisions })!;
const free: readonly SettingName[] = ['device', 'threads', 'xla', 'cacheMegabytes', 'checkpointMinutes'];

test('a change of any setting is told, except of those that a run may be resumed with others of', () => {
  for (const name of settingNames) {
    const value = settings[name];
    const other = typeof value === 'boolean' ? !value : typeof value === 'number' ? value + 1 : 'another';
    const changed = recipeOf({ settings: { ...settings, [name]: other }, decisions })!;
    expect(differences(changed, recipe).length, name).toBe(free.includes(name) ? 0 : 1);
  }
});

test('another file, other labels and other rows are told', () => {
  const other = { ...file, sha256: '1'.repeat(64) };
  for (const change of [
    { data: other },
    { validation: other },
    { baseModel: other },
    { labels: ['a'] },
    { rows: { training: 7, validation: 3, skipped: 0 } },
  ])
    expect(differences(recipeOf({ settings, decisions: { ...decisions, ...change } })!, recipe)).toHaveLength(1);
});

test('a moved folder makes no difference, and a setting that an earlier version did not know has its default', () => {
  const moved = recipeOf({ settings: { ...settings, vocabulary: '/elsewhere/vocab.txt' }, decisions })!;
  expect(differences(moved, recipeOf({ settings: { ...settings, vocabulary: '/vocab.txt' }, decisions })!)).toEqual([]);
  const { epochs, ...before } = recipe;
  expect(differences(recipe, before)).toEqual([]);
  expect(differences({ ...recipe, epochs: `1${epochs}` }, before)).toHaveLength(1);
});
