// What a person may not have meant is said before anything is learned from it, and what is usual is not.

import { describe, expect, test } from 'vitest';

import { readDataset } from '../../../../src/data/rows/dataset.js';
import { parseSettings } from '../../../../src/runs/parseSettings.js';
import type { GivenSettings } from '../../../../src/shared/settings.js';
import { temporaryFolder } from '../folder.js';

const folder = temporaryFolder();

/** The codes of what is said of rows that these functions write. */
async function said(head: string, rowOf: (row: number) => string, given: GivenSettings = {}): Promise<string[]> {
  const rows = Array.from({ length: 24 }, (_, row) => rowOf(row));
  const { problems } = await readDataset(
    await folder.write('a.csv', `${head}\n${rows.join('\n')}\n`),
    parseSettings(given),
  );
  return problems.map(({ notice }) => notice.code);
}

const usual = [
  'data.jsonTexts',
  'data.markup',
  'data.decodedTwice',
  'data.truthLabels',
  'data.numberLabels',
  'data.severalInOne',
  'data.otherBinary',
  'data.repeatedHeadings',
  'data.secondText',
];

describe('of cells it is said', () => {
  test.each<[string, string, (row: number) => string]>([
    ['data.jsonTexts', 'text,label', (row) => `"{""body"": ""great food ${row}""}",${'ab'[row % 2]}`],
    ['data.markup', 'text,label', (row) => `it&#39;s food ${row} &amp; more<br>,${'ab'[row % 2]}`],
    ['data.decodedTwice', 'text,label', (row) => `CafÃ© food ${row} dâ€™accord,${'ab'[row % 2]}`],
    ['data.truthLabels', 'text,label', (row) => `the food ${row},${['True', 'false', 'yes', '0'][row % 4]!}`],
    ['data.numberLabels', 'text,score', (row) => `the food ${row},${row % 10}`],
    ['data.numberLabels', 'text,score', (row) => `the food ${row},${10 * (row % 4)}%`],
    ['data.severalInOne', 'text,label', (row) => `the food ${row},${['a', 'b', 'a|b'][row % 3]!}`],
    ['data.severalInOne', 'text,label', (row) => `the food ${row},${['a', 'b', 'b#a'][row % 3]!}`],
    ['data.severalInOne', 'text,label', (row) => `the food ${row},"${["['a']", "['b', 'a']"][row % 2]!}"`],
    ['data.otherBinary', 'text,toxic,rude', (row) => `the food ${row},${row % 2},${row % 3 ? 0 : 1}`],
    ['data.secondText', 'question1,question2,same', (row) => `is the food ${row}?,was it food?,${'ab'[row % 2]}`],
    ['data.secondText', 'q1,q2,same', (row) => `is food?,was the food ${row} really food?,${'ab'[row % 2]}`],
    ['data.secondText', 'premise,hypothesis,label', (row) => `the food is ${row},it is food,${'ab'[row % 2]}`],
    ['data.repeatedHeadings', 'text,label,label', (row) => `the food ${row},${'ab'[row % 2]},${'cd'[row % 2]}`],
  ])('%s: %s', async (code, head, rowOf) => {
    expect(await said(head, rowOf)).toContain(code);
  });

  test.each<[string, string, (row: number) => string, GivenSettings]>([
    ['a plain table', 'text,label', (row) => `5 < 6 & R&D at 3° ${row},${'ab'[row % 2]}`, {}],
    [
      'texts of French',
      'text,label',
      (row) => `Ça, l’été à Évian n° ${row}`.replace(',', '') + `,${'ab'[row % 2]}`,
      {},
    ],
    ['two words', 'text,label', (row) => `the food ${row},${['good', 'very good', 'bad', 'very bad'][row % 4]!}`, {}],
    ['stars', 'text,stars', (row) => `the food ${row},${1 + (row % 5)}`, {}],
    ['numbers to learn', 'text,score', (row) => `the food ${row},${row % 10}.5`, { task: 'regression' }],
    ['True and TRUE', 'text,label', (row) => `the food ${row},${['True', 'FALSE', 'TRUE', 'False'][row % 4]!}`, {}],
    [
      'several labels',
      'text,label',
      (row) => `the food ${row},${['a', 'b', 'a|b'][row % 3]!}`,
      { task: 'multi-label' },
    ],
    [
      'a pair',
      'text1,text2,same',
      (row) => `the food ${row},the drink,${'ab'[row % 2]}`,
      { text: 'text1', pair: 'text2' },
    ],
    ['a named label', 'text,toxic,rude', (row) => `the food ${row},${row % 2},${row % 3 ? 0 : 1}`, { label: 'rude' }],
  ])('nothing of %s', async (_, head, rowOf, given) => {
    expect((await said(head, rowOf, given)).filter((code) => usual.includes(code))).toEqual([]);
  });
});

test('marked places in texts are refused as labels', async () => {
  for (const label of ['[[0,4,""NEG""]]', '[{""start"": 0, ""label"": ""NEG""}]', '{""a"": 1}'])
    await expect(said('text,label', (row) => `the food ${row},"${label}"`, { label: 'label' })).rejects.toMatchObject({
      code: 'data.jsonLabels',
    });
});

test('the line below the names of a table in Markdown is no row', async () => {
  const file = await folder.write(
    'a.md',
    '| text | label |\n| --- | :---: |\n| good food | a |\n| bad food | b |\n| fine | a |\n',
  );
  const { totalRows, problems } = await readDataset(file, parseSettings({ text: 'text', label: 'label' }));
  expect(totalRows).toBe(3);
  expect(problems.map(({ notice }) => notice.code)).toContain('data.unitRows');
});
