// Chats, lines for fastText, rows of sums, and files that are no tables.

import { expect, test } from 'vitest';

import { readDataset } from '../../../../src/data/rows/dataset.js';
import { openTable } from '../../../../src/data/table/table.js';
import { parseSettings } from '../../../../src/runs/parseSettings.js';
import type { GivenSettings } from '../../../../src/shared/settings.js';
import { refusal, temporaryFolder } from '../folder.js';

const folder = temporaryFolder();

async function read(name: string, content: string, given: GivenSettings = {}) {
  const data = await readDataset(await folder.write(name, content), parseSettings(given));
  const texts: string[] = [];
  for await (const batch of data.examples()) texts.push(...batch.map(({ text }) => text));
  const { targets, labels } = data;
  const ids = targets.task === 'regression' ? [] : [...targets.ids].map((id) => labels.names[id]);
  return { texts, ids, lines: [...data.lines], said: data.problems.map(({ notice }) => notice.code) };
}

test('lines for fastText are texts with their labels, and that is said', async () => {
  const content = '__label__good great food, really\n__label__bad  so "so\n\n__label__good fine\r\n__label__bad no\n';
  expect(await read('train.txt', content)).toMatchObject({
    texts: ['great food, really', 'so "so', 'fine', 'no'],
    ids: ['good', 'bad', 'good', 'bad'],
    lines: [1, 2, 4, 5],
    said: expect.arrayContaining(['data.fastText']) as unknown,
  });
  const several = '__label__a __label__b both of them\n__label__a one of them\n__label__b the other\n';
  const { ids, texts } = await read('several.txt', several, { task: 'multi-label' });
  expect([ids, texts[0]]).toEqual([['a', 'b', 'a', 'b'], 'both of them']);
});

const messages = (asked: string, answer: string) => [
  { role: 'system', content: 'Say what it is.' },
  { role: 'user', content: asked },
  { role: 'assistant', content: answer },
];

test('of chats the last answer is the label, and what was said before it the text', async () => {
  const chats = [
    ['great food', 'good'],
    ['awful food', 'bad'],
    ['fine food', 'good'],
  ].map(([asked, answer]) => ({ messages: messages(asked!, answer!) }));
  const expected = { texts: ['great food', 'awful food', 'fine food'], ids: ['good', 'bad', 'good'] };
  const lines = chats.map((one) => JSON.stringify(one)).join('\n');
  for (const [name, content] of [
    ['chat.jsonl', lines],
    ['chat.json', JSON.stringify(chats)],
  ] as const) {
    const found = await read(name, content);
    expect(found).toMatchObject(expected);
    expect(found.said).toContain('data.chat');
  }
  const turns = [
    { from: 'human', value: 'hello' },
    { from: 'gpt', value: 'hi' },
    { from: 'human', value: 'bye' },
    { from: 'gpt', value: 'end' },
  ];
  const talk = { id: 1, conversations: turns };
  const { columns, start } = await openTable(await folder.write('talk.jsonl', JSON.stringify(talk)));
  expect([columns, start[0]!.fields]).toEqual([
    ['text', 'label', 'id'],
    ['hello\nhi\nbye', 'end', '1'],
  ]);
});

test.each([
  ['Total,516', true],
  ['合计：,516', true],
  ['Average,21.5', true],
  ['Total rubbish,3', false],
  ['Total,of what', false],
])('a last row of %s is said to be a sum: %s', async (last, isSaid) => {
  const rows = Array.from({ length: 12 }, (_, row) => `the food of day ${row},${10 + (row % 5)}`);
  const { said } = await read('sums.csv', `review,score\n${rows.join('\n')}\n${last}\n`, {
    task: 'regression',
    text: 'review',
    label: 'score',
  });
  expect(said.includes('data.totalRow')).toBe(isSaid);
});

test.each([
  ['HTML', '<!DOCTYPE html>\n<html><body>text,label</body></html>\n'],
  ['XML', '<?xml version="1.0"?>\n<rows><row/></rows>\n'],
  ['XML', '<rows>\n<row><text>a</text><label>b</label></row>\n</rows>\n'],
  ['SQL', "-- MySQL dump 10.13\n\nCREATE TABLE `t` (`a` text);\nINSERT INTO `t` VALUES ('a','b');\n"],
  ['SQL', "INSERT INTO t VALUES ('good, cheap','pos'),('bad','neg');\n"],
  ['Python', "{'text': 'good', 'label': 'pos'}\n{'text': 'bad', 'label': 'neg'}\n"],
])('%s is named for what it is', async (kind, content) => {
  const file = await folder.write(content.startsWith('<rows') ? 'data.xml' : 'data.csv', content);
  expect(await refusal(openTable(file))).toMatchObject({ code: 'data.notText', values: { kind } });
});

test('a file of marks for comments alone is looked through once', async () => {
  const begun = performance.now();
  await openTable(await folder.write('marks.csv', `${'#'.repeat(4000)},label\n${'--'.repeat(3000)},a\n`));
  expect(performance.now() - begun).toBeLessThan(5000);
});

test('a table whose first text looks a little like one of these is a table', async () => {
  for (const first of [
    '<3 this place',
    '<b>great</b>',
    '<p><b>great</b></p>',
    '<table> is a tag',
    '-- great',
    "{'good'}",
    'Insert coins',
  ]) {
    const { texts } = await read('a.csv', `text,label\n${first},a\nbad,b\nso so,a\n`, { text: 'text', label: 'label' });
    expect(texts[0]).toBe(first);
  }
});
