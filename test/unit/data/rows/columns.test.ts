// The choice of the text and label columns.

import { describe, expect, test } from 'vitest';

import {
  chooseColumns,
  chooseTextColumn,
  type ColumnOptions,
  guessColumns,
} from '../../../../src/data/rows/columns.js';
import { openTable } from '../../../../src/data/table/table.js';
import { refusal, temporaryFolder } from '../folder.js';

const folder = temporaryFolder();

async function choose(content: string, options: ColumnOptions = {}) {
  return chooseColumns(await openTable(await folder.write('a.csv', content)), options);
}

async function names(content: string, options: ColumnOptions = {}) {
  const { text, label, pair } = await choose(content, options);
  return [text.name, label.name, pair?.name];
}

describe('chooseColumns', () => {
  test('knows the usual names in Chinese and English', async () => {
    expect(await names('编号,评论内容,情感标签\n1,很好,正面\n2,不好,负面\n')).toEqual([
      '评论内容',
      '情感标签',
      undefined,
    ]);
    expect(await names('id,Sentence,Category\n1,fine,a\n2,bad,b\n')).toEqual(['Sentence', 'Category', undefined]);
    expect(await names('label_id,label,review_text\n0,neg,dull\n1,pos,fine\n')).toEqual([
      'review_text',
      'label',
      undefined,
    ]);
    expect(await names('v1,v2,,,\nham,see you soon,,,\nspam,win cash now,,,\n')).toEqual(['v2', 'v1', undefined]);
    expect(
      await names(
        'Class Index,Title,Description\n' +
          '1,A title,A rather longer description of it\n2,Other,Another long description of that\n',
      ),
    ).toEqual(['Description', 'Class Index', undefined]);
  });

  test('goes by content when the names say nothing', async () => {
    const rows = Array.from(
      { length: 30 },
      (_, i) => `${i + 100},${i % 3 === 0 ? 'alpha' : 'beta'},this is text number ${i},2024-01-${10 + i}`,
    );
    const chosen = await choose(`a,b,c,d\n${rows.join('\n')}\n`);
    expect([chosen.text, chosen.label]).toEqual([
      { index: 2, name: 'c', reason: 'content' },
      { index: 1, name: 'b', reason: 'content' },
    ]);
  });

  test('takes no column of numbers as texts, whatever its name', async () => {
    expect(await names('comment_count,words,label\n12,some words here,a\n7,other words,b\n')).toEqual([
      'words',
      'label',
      undefined,
    ]);
  });

  test('uses given names, also in another spelling, and never guesses a pair', async () => {
    const table = 'q1,q2,text,label\nfirst one,second one,third,0\nfirst two,second two,fourth,1\n';
    const chosen = await choose(table, { text: 'Q1', pair: 'q2 ', label: 'label' });
    expect([chosen.text.name, chosen.pair?.name, chosen.label.reason]).toEqual(['q1', 'q2', 'given']);
    expect(await names(table)).toEqual(['text', 'label', undefined]);
  });

  test('answers an unknown name with the existing columns and the nearest of them', async () => {
    expect(await refusal(choose('review,label\nfine,1\nbad,0\n', { text: 'reviews_' }))).toMatchObject({
      code: 'data.columnNotFound',
      values: { column: 'reviews_', columns: 'review, label', nearest: 'review' },
    });
  });

  test('refuses one column for two roles', async () => {
    expect((await refusal(choose('a,b\nfine,1\nbad,0\n', { text: 'a', label: 'a' }))).code).toBe('data.sameColumn');
  });

  test('reports a single column, and columns that look like neither texts nor labels', async () => {
    expect(await refusal(choose('text\nfine\nbad\n'))).toMatchObject({
      code: 'data.oneColumn',
      values: { column: 'text' },
    });
    expect((await refusal(choose('a,b\n1,2\n3,4\n', { header: 'yes' } as ColumnOptions))).code).toBe(
      'data.textNotGuessed',
    );
    const unique = Array.from({ length: 30 }, (_, i) => `some text ${i},${i},id-${i}`).join('\n');
    expect((await refusal(choose(`words,x,z\n${unique}\n`))).code).toBe('data.labelNotGuessed');
  });

  test('needs no label to predict, and no name for a single column', async () => {
    expect(chooseTextColumn(await openTable(await folder.write('b.csv', '还行\n很好\n不好\n')), undefined).name).toBe(
      '1',
    );
    expect(
      chooseTextColumn(await openTable(await folder.write('b.csv', 'id,review\n1,fine\n2,bad\n')), null).name,
    ).toBe('review');
  });
});

describe('guessColumns', () => {
  test('leaves the label open when a file has texts only', async () => {
    expect(guessColumns(await openTable(await folder.write('b.csv', 'text\nfine film\nbad film\n')), {})).toMatchObject(
      { text: { name: 'text' }, label: undefined },
    );
  });
});
