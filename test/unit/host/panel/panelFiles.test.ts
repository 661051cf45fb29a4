// Settings as a file and as a command line, and the CSV files of an evaluation.

import { describe, expect, test } from 'vitest';

import { commandLine } from '../../../../src/host/panel/commandLine.js';
import { matrixCsv, wrongRowsCsv } from '../../../../src/host/panel/csvText.js';
import { presetFreezes } from '../../../../src/host/panel/presets.js';
import { parseSettingsText, settingsText } from '../../../../src/host/panel/settingsFile.js';
import type { RunEvaluation } from '../../../../src/shared/messages/models.js';
import { runFileSchema } from '../../../../src/shared/runSchema.js';
import { settingNames } from '../../../../src/shared/settings.js';

describe('settings in a file', () => {
  test('are read back as they were written', () => {
    const values = { epochs: 5, model: '/models/bert', validation: '0.1', encoding: 'gb18030' };
    const text = settingsText(values, '/data/run.json');
    expect(text).toContain('"../models/bert"');
    expect(parseSettingsText(text, '/data/run.json')).toEqual(values);
  });

  test('keep the name of a hub model apart from a path', () => {
    const named = (model: string) =>
      parseSettingsText(JSON.stringify({ model }), '/data/run.json', 'https://mirror.example')['model'];
    expect(named('bert-base-chinese')).toBe('bert-base-chinese@main');
    expect(named('https://mirror.example/owner/name')).toBe('owner/name@main');
    expect(named('../models/bert')).toBe('/models/bert');
    expect(settingsText({ model: 'owner/name@v1' }, '/data/run.json')).toContain('"owner/name@v1"');
  });

  test('may come from a whole run.json, of which the defaults count as unchanged', () => {
    expect(parseSettingsText('{"format":1,"settings":{"patience":8,"batch":8}}', '/x/run.json')).toEqual({ batch: 8 });
  });

  test('are refused when the file holds no settings', () => {
    expect(() => parseSettingsText('{', '/x/run.json')).toThrow(
      expect.objectContaining({ code: 'usage.configUnreadable' }),
    );
    expect(() => parseSettingsText('[1]', '/x/run.json')).toThrow(
      expect.objectContaining({ code: 'setting.notObject' }),
    );
  });

  test('are all in the schema of run.json', () => {
    expect(runFileSchema()).toMatchObject({
      properties: { settings: { properties: Object.fromEntries(settingNames.map((name) => [name, {}])) } },
    });
  });
});

test('the copied command line names every changed setting, quoted for a shell', () => {
  expect(
    commandLine('/my data/a.csv', { patience: 8, batch: 8, earlyStopping: false, cacheFrozen: false, freeze: "it's" }),
  ).toBe("finetune-bert train '/my data/a.csv' --freeze 'it'\\''s' --no-cache-frozen --batch 8 --no-early-stopping");
});

test('the cost of each preset is asked for once', () => {
  expect(presetFreezes('', 4)).toEqual([
    '',
    'bert',
    'embeddings,encoder.0-2',
    'embeddings,encoder.0-1',
    'embeddings,encoder.0',
  ]);
  expect(presetFreezes('embeddings', 40)).toHaveLength(16);
});

test('the CSV files of an evaluation keep every comma, quote and count', () => {
  const evaluation: RunEvaluation = {
    format: 1,
    file: '/a.csv',
    step: 1,
    rows: 3,
    task: 'single-label',
    labels: ['a', 'b,c'],
    wrong: 1,
    baseline: null,
    scores: { kind: 'regression', loss: 0, rmse: 0, mae: 0, pearson: null },
    cells: [
      { expected: 0, predicted: 1, count: 1, lines: [2] },
      { expected: 1, predicted: 1, count: 2, lines: [3, 4] },
    ],
    mostWrong: [
      {
        line: 2,
        text: 'say "no"',
        pair: null,
        expected: [0],
        predicted: [1],
        probability: 0.75,
        target: null,
        value: null,
      },
    ],
    leastSure: [],
  };
  expect(matrixCsv(evaluation)).toBe(',a,"b,c"\na,0,1\n"b,c",0,2\n');
  expect(wrongRowsCsv(evaluation, 'line,expected,predicted,probability,text')).toBe(
    'line,expected,predicted,probability,text\n2,a,"b,c",0.7500,"say ""no"""\n',
  );
  const labels = ["=cmd|' /C calc'!A0", '＋1＋1'];
  const [wrong] = evaluation.mostWrong;
  const evil = { ...evaluation, labels, mostWrong: [{ ...wrong!, text: '@SUM(A1)' }] };
  expect(matrixCsv(evil)).toBe(",'=cmd|' /C calc'!A0,'＋1＋1\n'=cmd|' /C calc'!A0,0,1\n'＋1＋1,0,2\n");
  expect(wrongRowsCsv(evil, 'text')).toBe("text\n2,'=cmd|' /C calc'!A0,'＋1＋1,0.7500,'@SUM(A1)\n");
});
