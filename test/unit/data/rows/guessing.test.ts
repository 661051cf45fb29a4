// Which columns are taken for texts and labels in tables as people bring them, and what is said of it.

import { describe, expect, test } from 'vitest';

import { guessColumns } from '../../../../src/data/rows/columns.js';
import { type DatasetOptions, readDataset } from '../../../../src/data/rows/dataset.js';
import { openTable } from '../../../../src/data/table/table.js';
import { refusal, temporaryFolder } from '../folder.js';

const folder = temporaryFolder();
const usual = { task: 'single-label', mergeLabels: false, seed: 1 } as const;

async function roles(content: string, options: Partial<DatasetOptions> = {}) {
  const table = await openTable(await folder.write('a.csv', content), options);
  const { text, label } = guessColumns(table, options);
  return [text?.name, label?.name];
}

const texts = ['很好', '很差', '不错', '糟糕', '真的很喜欢', '再也不来'];
const table = (heading: string, row: (index: number) => string, rows = 6) =>
  `${heading}\n${Array.from({ length: rows }, (_, index) => row(index)).join('\n')}\n`;
const pad = (index: number) => String(index + 10);

describe('what is no text', () => {
  test.each([
    ['times', (index: number) => `2024-05-${pad(index)} 10:00:00`],
    ['times in Chinese', (index: number) => `2024/05/${pad(index)} 下午 3:00:12`],
    ['dates in words', (index: number) => `May ${pad(index)} 2024`],
    ['times of Twitter', (index: number) => `Mon Apr ${pad(index)} 22:19:45 PDT 2009`],
    ['UUIDs', (index: number) => `123e4567-e89b-12d3-a456-4266141740${pad(index)}`],
    ['hashes', (index: number) => `d41d8cd98f00b204e9800998ecf842${pad(index)}`],
    ['e-mails', (index: number) => `somebody.long${pad(index)}@example.com`],
    ['paths', (index: number) => `/data/images/train/picture${pad(index)}.jpg`],
    ['Windows paths', (index: number) => `C:\\Users\\Some One\\picture ${pad(index)}.jpg`],
    ['links', (index: number) => `https://example.com/some/page?id=${pad(index)}`],
    ['phone numbers', (index: number) => `+49 170 12345${pad(index)}`],
    ['ids', (index: number) => `ORDER-2024-${pad(index)}`],
    ['durations', (index: number) => `${pad(index)}秒`],
  ])('%s beside short texts', async (_, cell) => {
    const content = table('a,b,c', (index) => `${cell(index)},${texts[index]!},${index % 2 === 0 ? 'x' : 'y'}`);
    expect(await roles(content)).toEqual(['b', 'c']);
  });

  test('the layout of Sentiment140 without a heading', async () => {
    const content = table(
      '0,1467810369,Mon Apr 06 22:19:45 PDT 2009,NO_QUERY,someone,is sad',
      (index) =>
        `${index % 2 === 0 ? 0 : 4},14678103${pad(index)},Mon Apr 06 22:20:${pad(index)} PDT 2009,` +
        `NO_QUERY,user${pad(index)},so ${pad(index)} good`,
    );
    expect(await roles(content)).toEqual(['6', '1']);
  });

  test.each(
    `反馈 意见 建议 您的意见 问题描述 弹幕 answer opinion remarks response reply note complaint texte
     Kommentar comentario recensione comentário отзыв レビュー 리뷰 تعليق`.split(/\s+/),
  )('a timestamp beside the heading %s', async (heading) => {
    const content = table(
      `Timestamp,${heading},x`,
      (index) => `2024-05-${pad(index)} 10:00:00,${texts[index]!},${index % 2}`,
    );
    expect(await roles(content)).toEqual([heading, 'x']);
  });
});

describe('what is no label', () => {
  test.each(
    `是否推荐 满意度 结果 等级 stance toxicity is_spam spam group verdict Kategorie catégorie
     categoría classe категория ラベル 레이블 تصنيف`.split(/\s+/),
  )('gender beside the heading %s', async (heading) => {
    for (const heads of [`gender,${heading}`, `${heading},gender`]) {
      const content = table(`text,${heads}`, (index) => `${texts[index]!},${index % 2 === 0 ? 'm,m' : 'f,f'}`);
      expect(await roles(content)).toEqual(['text', heading]);
    }
  });

  test.each([
    ['airline_sentiment_confidence', 'airline_sentiment'],
    ['label_count', 'my_label'],
    ['label_confidence', 'topic'],
    ['sentiment:id', 'sentiment'],
  ])('%s beside %s', async (measure, label) => {
    const cells = ['0.68', '1.0', '0.71', '0.9', '0.5', '1.0'];
    const content = table(
      `${measure},text,${label}`,
      (index) => `${cells[index]!},${texts[index]!},${index % 2 === 0 ? 'pos' : 'negative'}`,
    );
    expect(await roles(content)).toEqual(['text', label]);
  });

  test('a regression takes the numbers, and not their row numbers', async () => {
    const content = table(
      'id,review,kind,score',
      (index) => `${index},${texts[index]!},${index % 2 === 0 ? 'a' : 'b'},${index * 0.7}`,
    );
    expect(await roles(content, { task: 'regression' })).toEqual(['review', 'score']);
  });
});

describe('labels of which every row has its own', () => {
  const read = async (content: string, options: Partial<DatasetOptions> = {}) =>
    readDataset(await folder.write('a.csv', content), { ...usual, ...options });

  test('are refused as an identifier, named or not', async () => {
    const ids = table('id,text', (index) => `${index},${texts[index]!}`);
    expect((await refusal(read(ids))).code).toBe('data.uniqueLabels');
    expect((await refusal(read(ids, { label: 'id' }))).code).toBe('data.uniqueLabels');
    const free = table('question,answer', (index) => `这是第${index}个问题吗,答案是第${index}个`, 40);
    expect((await refusal(read(free))).code).toBe('data.uniqueLabels');
    const scores = table('text,score', (index) => `${texts[index]!},${index * 7 + 3}`);
    expect((await refusal(read(scores))).code).toBe('data.uniqueLabels');
    expect((await read(scores, { task: 'regression' })).count).toBe(6);
  });

  test('are taken where a person names a column of words, and said to have one row each', async () => {
    const intents = table('text,intent', (index) => `${texts[index]!},intent ${'abcdef'[index]!}`);
    const data = await read(intents, { label: 'intent' });
    expect(data.labels.names).toHaveLength(6);
    expect(data.problems.map(({ notice }) => notice.code)).toContain('data.loneLabels');
  });
});

test('two columns that look alike are both named', async () => {
  const content = table('q1,q2,same', (index) => `这是第一句${index},这是第二句${index},${index % 2}`);
  const data = await readDataset(await folder.write('a.csv', content), usual);
  const close = data.problems.find(({ notice }) => notice.code === 'data.closeColumns');
  expect(close?.notice.values).toEqual({ role: 'text', column: '"q1"', other: '"q2"' });
});

test('a heading is found by its name whatever cannot be seen in it', async () => {
  const opened = await openTable(await folder.write('a.csv', '\u200btext\u200b,label\n很好,a\n很差,b\n'));
  expect(guessColumns(opened, { text: 'text' }).text?.index).toBe(0);
});
