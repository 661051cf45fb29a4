// The effect of the host's messages on the page's state, and the page's texts.

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import { describe, expect, test } from 'vitest';

import { bytes, duration, parameters, rate, say, useLanguage } from '../../../webview/locale.js';
import { texts } from '../../../webview/texts/texts.js';
import { changeSetting, isOpen, reduce, type View } from '../../../webview/view.js';
import { stateOf } from '../../webview/fixtures.js';
import { points } from '../../webview/runFixtures.js';

const view = (name: Parameters<typeof stateOf>[0]): View => reduce(null, { type: 'state', state: stateOf(name) })!;

describe('a message', () => {
  test('that comes before the state is ignored', () => {
    expect(reduce(null, { type: 'update', changes: { trusted: false } })).toBeNull();
  });

  test('with older settings leaves what was typed since', () => {
    const { view: changed, message } = changeSetting(view('data'), 'epochs', 7);
    expect(message).toMatchObject({ type: 'settings', revision: 2, values: { epochs: 7, learningRate: 3e-5 } });
    const older = reduce(changed, { type: 'update', changes: { settings: { revision: 1, values: {} } } })!;
    expect(older.state.settings.values).toMatchObject({ epochs: 7 });
    const newer = reduce(changed, { type: 'update', changes: { settings: { revision: 3, values: { batch: 8 } } } })!;
    expect(newer.state.settings.values).toEqual({ batch: 8 });
  });

  test('with new steps adds them to the earlier ones', () => {
    const before = view('training');
    const all = points(1300, 1872);
    const added = {
      step: all.step.slice(1198),
      loss: all.loss.slice(1198),
      learningRate: all.learningRate.slice(1198),
    };
    const after = reduce(before, { type: 'history', history: { points: added, log: [] } })!;
    expect(after.state.history.points.step).toHaveLength(1300);
    expect(after.smoother.values).toHaveLength(1300);
    expect(after).not.toBe(before);
  });

  test('that answers an earlier sentence is ignored', () => {
    const now = view('done');
    Object.assign(now.trial, { id: 2, waiting: true });
    reduce(now, { type: 'classified', id: 1, answer: null, failure: null });
    expect(now.trial).toMatchObject({ answer: null, waiting: true });
    reduce(now, { type: 'classified', id: 2, answer: null, failure: null });
    expect(now.trial.waiting).toBe(false);
  });
});

test('a run folds the parts that are settled', () => {
  expect(isOpen(view('data'), 'data')).toBe(true);
  expect(isOpen(view('training'), 'data')).toBe(false);
  expect(isOpen(view('training'), 'training')).toBe(true);
});

describe('a text', () => {
  const files = readdirSync(join(import.meta.dirname, '../../../webview'), {
    recursive: true,
    encoding: 'utf8',
  }).filter((name) => (name.endsWith('.ts') && !name.startsWith('texts/')) || name.endsWith('partNames.ts'));
  const code = files
    .map((name) => readFileSync(join(import.meta.dirname, '../../../webview', name), 'utf8'))
    .join('\n');
  // `say(`phase.${…}`)` uses every key that begins and ends so.
  const patterns = [...code.matchAll(/say\(`([^`]*)`/g)].map(
    ([, pattern]) => new RegExp(`^${pattern!.replace(/[.]/g, '\\.').replace(/\$\{[^}]*\}/g, '[\\w-]+')}$`),
  );

  test('is used', () => {
    const unused = Object.keys(texts).filter(
      (key) => !code.includes(`'${key}'`) && !patterns.some((pattern) => pattern.test(key)),
    );
    expect(unused).toEqual([]);
  });

  test('has the same placeholders in Chinese as in English', () => {
    const names = (text: string) => [...text.matchAll(/\{(\w+)\}/g)].map(([, name]) => name).sort();
    for (const [key, { en, zh }] of Object.entries(texts)) expect([key, names(zh)]).toEqual([key, names(en)]);
  });

  test('has a singular and a plural', () => {
    useLanguage('en');
    expect([say('data.rowCount', { count: 1 }), say('data.rowCount', { count: 12_480 })]).toEqual([
      '1 row',
      '12,480 rows',
    ]);
  });
});

test('numbers, rates, sizes and durations are written for people', () => {
  useLanguage('en');
  expect([parameters(2307), parameters(102_303_747), parameters(7_087_872), parameters(590_592)]).toEqual([
    '2,307',
    '102.3 M',
    '7.09 M',
    '591 K',
  ]);
  expect([rate(3e-5), rate(0), rate(0.001), rate(2.5e-6)]).toEqual(['3e-5', '0', '0.001', '2.5e-6']);
  expect([bytes(1_432_118), bytes(4.7e9), bytes(512)]).toEqual(['1.43 MB', '4.7 GB', '512 B']);
  expect([duration(45), duration(280), duration(840), duration(7380)]).toEqual([
    '45 s',
    '4 min 40 s',
    '14 min',
    '2 h 3 min',
  ]);
  useLanguage('zh-CN');
  expect(duration(280)).toBe('4 分 40 秒');
});
