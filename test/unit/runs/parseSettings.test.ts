// Settings: refusals with name, value and limits, and the meaning of a flag's text.

import { describe, expect, test } from 'vitest';

import { parseSettings, parseShape } from '../../../src/runs/parseSettings.js';
import { errorCodes, UserError } from '../../../src/shared/errors.js';
import { defaultSettings, settingNames, settings } from '../../../src/shared/settings.js';
import { validationShare } from '../../../src/shared/settingValues.js';

function refusal(given: unknown): UserError {
  try {
    parseSettings(given);
  } catch (error) {
    if (error instanceof UserError) return error;
    throw error;
  }
  throw new Error(`accepted ${JSON.stringify(given)}`);
}

describe('settings', () => {
  test('have their defaults when none is given', () => {
    expect(parseSettings({})).toEqual(defaultSettings());
    expect(parseSettings({ epochs: undefined })).toEqual(defaultSettings());
  });

  test('are read from the text of flags as numbers and switches', () => {
    const parsed = parseSettings({ epochs: '5', learningRate: '2e-5', earlyStopping: 'true', validation: 0.3 });
    expect(parsed).toMatchObject({ epochs: 5, learningRate: 2e-5, earlyStopping: true, validation: '0.3' });
  });

  test('are accepted as run.json holds them, nulls included', () => {
    const parsed = parseSettings({ text: 'review', threads: 2, freeze: 'bert', learningRate: null });
    expect(parseSettings(JSON.parse(JSON.stringify(parsed)))).toEqual(parsed);
  });

  test.each(settingNames.filter((name) => settings[name].kind === 'integer' || settings[name].kind === 'number'))(
    'are refused beyond their limits, with the limits (%s)',
    (name) => {
      const { minimum, maximum, kind } = settings[name] as { minimum: number; maximum: number; kind: string };
      for (const value of [
        minimum - 1,
        maximum + 1,
        Number.NaN,
        Number.POSITIVE_INFINITY,
        'x',
        '',
        '0x10',
        true,
        null,
        [3],
      ]) {
        if (value === null && settings[name].default === null) continue;
        expect(refusal({ [name]: value })).toMatchObject({
          code: `setting.${kind}`,
          values: { name, minimum, maximum },
        });
      }
    },
  );

  test('have whole evaluations, but a fractional warm-up and fractional epochs', () => {
    expect(refusal({ evaluations: 2.5 }).code).toBe('setting.integer');
    expect(parseSettings({ epochs: '2.5' }).epochs).toBe(2.5);
    expect(parseSettings({ warmup: 0.5 }).warmup).toBe(0.5);
  });

  test('are refused for an unknown choice, with the choices', () => {
    expect(refusal({ schedule: 'exponential' })).toMatchObject({
      code: 'setting.choice',
      values: { choices: 'constant, linear, cosine' },
    });
  });

  test('are refused for a misspelt name, with the nearest one', () => {
    expect(refusal({ learningrat: 1 })).toMatchObject({ code: 'setting.unknown', values: { nearest: 'learningRate' } });
    expect(refusal({ 'max-length': 1 })).toMatchObject({ code: 'setting.unknown', values: { nearest: 'maxLength' } });
    expect(refusal(JSON.parse('{"__proto__": 1}')).code).toBe('setting.unknown');
    expect(refusal({ constructor: 1 }).code).toBe('setting.unknown');
  });

  test.each([
    [[], 'setting.notObject'],
    [null, 'setting.notObject'],
    [{ earlyStopping: 'maybe' }, 'setting.boolean'],
    [{ text: '' }, 'setting.text'],
    [{ labelSeparator: '' }, 'setting.text'],
    [{ validation: '0.95' }, 'setting.validationShare'],
    [{ validation: '-1' }, 'setting.validationShare'],
    [{ validation: '0', earlyStopping: true }, 'setting.needsValidation'],
    [{ validation: '0', keep: 'best' }, 'setting.needsValidation'],
    [{ validation: '0', group: 'who' }, 'setting.needsValidation'],
    [{ validation: '0', time: 'day' }, 'setting.needsValidation'],
    [{ validation: 'other.csv', group: 'who' }, 'setting.conflict'],
    [{ validation: 'other.csv', time: 'day' }, 'setting.conflict'],
    [{ group: 'who', time: 'day' }, 'setting.conflict'],
    [{ task: 'regression', best: 'f1' }, 'setting.notForRegression'],
    [{ task: 'regression', labelSmoothing: 0.1 }, 'setting.notForRegression'],
    [{ task: 'multi-label', best: 'matthews' }, 'setting.notForMultiLabel'],
    [{ task: 'regression', best: 'auc' }, 'setting.notForRegression'],
    [{ task: 'regression', classWeights: 'balanced' }, 'setting.notForRegression'],
    [{ xla: true, checkpointActivations: true }, 'setting.conflict'],
    [{ model: 'a', shape: '2-8-2', vocabulary: 'v' }, 'setting.conflict'],
    [{ shape: '2-8-2' }, 'setting.missing'],
    [{ vocabulary: 'v' }, 'setting.missing'],
    [{ shape: '2-8-3', vocabulary: 'v' }, 'setting.shape'],
    [{ shape: '0-8-1', vocabulary: 'v' }, 'setting.shape'],
    [{ shape: 'big', vocabulary: 'v' }, 'setting.shape'],
  ])('are refused: %j as %s', (given, code) => {
    expect(errorCodes).toContain(code);
    expect(refusal(given).code).toBe(code);
  });

  test('are refused with a shortened value when it is long', () => {
    expect(refusal({ schedule: 'x'.repeat(5000) }).message.length).toBeLessThan(300);
  });

  test('tell a share from a file name', () => {
    expect(validationShare('0.25')).toBe(0.25);
    expect(validationShare('test.csv')).toBeNull();
    expect(validationShare('2024.csv')).toBeNull();
  });

  test('read a shape as layers, width and heads', () => {
    expect(parseShape('12-768-12')).toEqual({ layers: 12, hidden: 768, heads: 12 });
  });
});
