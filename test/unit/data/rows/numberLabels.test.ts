// Numbers of a regression in the spellings that people bring, and how a run reads them in other files.

import { expect, test } from 'vitest';

import { inspect } from '../../../../src/data/inspect/inspect.js';
import { type DatasetOptions, readDataset } from '../../../../src/data/rows/dataset.js';
import { readTaught, taughtFileName, taughtText } from '../../../../src/jobs/model/taught.js';
import { settingsForFile } from '../../../../src/jobs/rows/taughtReading.js';
import { parseSettings } from '../../../../src/runs/parseSettings.js';
import { temporaryFolder } from '../folder.js';

const folder = temporaryFolder();
const usual = { task: 'regression', mergeLabels: false, seed: 1 } as const;

/** The numbers of the rows as texts, and what was said. */
async function read(name: string, content: string, options: Partial<DatasetOptions> = {}) {
  const file = await folder.write(name, content);
  const { targets, problems, decimal } = await readDataset(file, { ...usual, ...options });
  const inspected = await inspect(file, { ...usual, decimal: options.decimal ?? 'auto' });
  const said = problems.map(({ notice }) => notice.code);
  expect(inspected.problems.map(({ notice }) => notice.code)).toEqual(expect.arrayContaining(said));
  return { rows: targets.task === 'regression' ? [...targets.values].map(String) : [], said, decimal };
}

test('a decimal comma is a point, and a comma of thousands is none', async () => {
  expect((await read('comma.csv', 'text;score\n很好;4,5\n很差;1\n')).rows).toEqual(['4.5', '1']);
  expect((await read('comma.csv', 'text,score\n很好,"4,25"\n很差,"-1,5"\n')).rows).toEqual(['4.25', '-1.5']);
  const thousands = 'text,score\n很好,"4,000"\n很差,"1,500"\n';
  await expect(read('thousands.csv', thousands)).rejects.toMatchObject({ code: 'data.unsureDecimal' });
  const rowsWith = async (decimal: 'point' | 'comma') => (await read('thousands.csv', thousands, { decimal })).rows;
  expect(await rowsWith('point')).toEqual(['4000', '1500']);
  expect(await rowsWith('comma')).toEqual(['4', '1.5']);
});

test('numbers of another decimal character than the wanted one are refused with the cure', async () => {
  const settings = { decimal: 'comma' } as const;
  await expect(read('point.csv', 'text,score\n很好,4.5\n很差,1.25\n', settings)).rejects.toMatchObject({
    code: 'data.otherDecimal',
    values: { decimal: 'comma', other: 'point', written: '4.5' },
  });
  // A whole number says nothing, and a point before three digits is read as the setting says.
  expect((await read('whole.csv', 'text,score\n很好,1.234\n很差,7\n', settings)).rows).toEqual(['1234', '7']);
});

test('a cell that is no number leaves the others as they are meant', async () => {
  const table = 'text;score\n很好;1.234,5\n很差;1.234\n不错;n/a\n糟糕;12\n';
  const { rows, said } = await read('gap.csv', table);
  expect(rows).toEqual(['1234.5', '1234', '12']);
  expect(said).toEqual(expect.arrayContaining(['data.numbersRead', 'data.labelNotNumber']));
});

test('points that may separate thousands are said to be decimal', async () => {
  const { rows, said } = await read('lone.csv', 'text;score\n很好;1.234\n很差;2.500\n');
  expect(rows).toEqual(['1.234', '2.5']);
  expect(said).toContain('data.numbersRead');
  const plain = await read('plain.csv', 'text;score\n很好;1.234\n很差;0.5\n');
  expect(plain.said).not.toContain('data.numbersRead');
});

test('later files are read with the decimal character that the training file showed', async () => {
  const taughtWith = async (content: string) => {
    const { decimal } = await read('train.csv', content);
    await folder.write(
      taughtFileName,
      taughtText({ ...parseSettings(usual), text: 'text', label: 'score', decimal }, []),
    );
    return readTaught(folder.path('.'));
  };
  const later = async (content: string, taught: Awaited<ReturnType<typeof readTaught>>) => {
    const file = await folder.write('later.csv', content);
    const given = { task: 'regression' };
    const settings = await settingsForFile({ file, given, settings: parseSettings(given), taught, roles: ['label'] });
    const { targets } = await readDataset(file, settings);
    return targets.task === 'regression' ? [...targets.values] : [];
  };
  const german = await taughtWith('text;score\n很好;1.234,56\n很差;12,5\n');
  expect(await later('text;score\n很好;1.234\n', german)).toEqual([1234]);
  await expect(later('text;score\n很好;4.5\n', german)).rejects.toMatchObject({ code: 'data.otherDecimal' });
  const plain = await taughtWith('text;score\n很好;7\n很差;$12\n');
  expect(await later('text;score\n很好;1.234\n', plain)).toEqual([1.234]);
});
