// Every setting says in its own definition where else it counts; what it says there is true.

import { readFileSync } from 'node:fs';

import { describe, expect, test } from 'vitest';

import {
  definitionOf,
  flagOf,
  settingNames,
  settingsOfCommand,
  settingsThatAffect,
} from '../../../src/shared/settings.js';

const trainScript = readFileSync(new URL('../../../python/train.py', import.meta.url), 'utf8');
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
