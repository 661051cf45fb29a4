// Tables in the shapes that people bring: labels in columns and lists, other JSON, exports of annotation tools.

import { describe, expect, test } from 'vitest';

import { inspect } from '../../../../src/data/inspect/inspect.js';
import { type DatasetOptions, readDataset } from '../../../../src/data/rows/dataset.js';
import { temporaryFolder } from '../folder.js';

const folder = temporaryFolder();
const usual = { task: 'single-label', mergeLabels: false, seed: 1 } as const;

/** The labels by id, those of each row by name, the texts, and what was said. */
async function read(name: string, content: string, options: Partial<DatasetOptions> = {}) {
  const file = await folder.write(name, content);
  const all = { ...usual, ...options };
  const data = await readDataset(file, all);
  const { names } = data.labels;
  const { targets } = data;
  const rows =
    targets.task === 'regression'
      ? [...targets.values].map(String)
      : targets.task === 'single-label'
        ? [...targets.ids].map((id) => names[id]!)
        : Array.from({ length: data.count }, (_, row) =>
            [...targets.ids.subarray(targets.offsets[row], targets.offsets[row + 1])].map((id) => names[id]).join('+'),
          );
  const texts: string[] = [];
  for await (const batch of data.examples()) texts.push(...batch.map(({ text }) => text));
  const { task, mergeLabels, text = null, label = null, labelSeparator = null, missing = 'keep' } = all;
  const inspection = await inspect(file, { task, mergeLabels, text, label, labelSeparator, missing });
  expect(inspection.labels.map(({ label }) => label)).toEqual(targets.task === 'regression' ? [] : names);
  return { names, rows, texts, said: data.problems.map(({ notice }) => notice.code), columns: data.columns };
}

describe('several labels a row', () => {
  const several = { task: 'multi-label' } as const;

  test('in a column each', async () => {
    const table = 'text,服务,质量\n好,1,0\n坏,0,1\n中,1,1\n差,0,0\n';
    const found = await read('hot.csv', table, several);
    expect(found).toMatchObject({ names: ['服务', '质量'], rows: ['服务', '质量', '服务+质量', ''] });
    expect(found.said).toContain('data.oneHot');
    expect(await read('hot.csv', table, { ...several, label: '质量,服务' })).toMatchObject({ rows: found.rows });
    expect((await read('true.csv', table.replaceAll('1', 'True').replaceAll('0', 'False'), several)).rows).toEqual(
      found.rows,
    );
    await expect(
      read('share.csv', table.replace('坏,0', '坏,0.7'), { ...several, label: '服务,质量' }),
    ).rejects.toThrow('0.7');
  });

  test('in a column each, of which one is true', async () => {
    const table = 'text,bad,good\na,0,1\nb,1,0\nc,0,1\n';
    expect(await read('one.csv', table, { label: 'bad,good' })).toMatchObject({ rows: ['good', 'bad', 'good'] });
    await expect(read('both.csv', table.replace('b,1,0', 'b,1,1'), { label: 'bad,good' })).rejects.toMatchObject({
      code: 'data.severalHot',
    });
  });

  test.each([
    ['Python', `好,"['a', 'b']"\n坏,['a']\n中,['b']\n差,[]\n`],
    ['JSON', `好,"[""a"", ""b""]"\n坏,"[""a""]"\n中,"[""b""]"\n差,[]\n`],
    ['Label Studio', `好,"{""choices"": [""a"",""b""]}"\n坏,"{""choices"": [""a""]}"\n中,b\n差,\n`],
    ['#', '好,a#b\n坏,a\n中,b\n差,\n'],
    ['a semicolon', '好,a; b\n坏,a\n中,b\n差,\n'],
    ['a comma', '好,"a, b"\n坏,a\n中,b\n差,\n'],
  ])('as %s writes them', async (_, rows) => {
    expect(await read('lists.csv', `text,labels\n${rows}`, several)).toMatchObject({
      names: ['a', 'b'],
      rows: ['a+b', 'a', 'b', ''],
    });
  });

  test('as zeros and ones in a list', async () => {
    const rows = ['[1, 0, 1]', '[0, 1, 0]', '[1, 1, 0]'];
    const expected = { names: ['0', '1', '2'], rows: ['0+2', '1', '0+1'] };
    const csv = rows.map((list) => `t,"${list}"`).join('\n');
    const found = await read('hot.csv', `text,label\n${csv}\n`, several);
    expect(found).toMatchObject(expected);
    expect(found.said).toContain('data.multiHot');
    const lines = rows.map((list) => `{"text":"t","label":${list}}`).join('\n');
    expect(await read('hot.jsonl', lines, several)).toMatchObject(expected);
    await expect(
      read('short.csv', `text,label\n${csv}\n${'t,"[1, 0, 1]"\n'.repeat(1000)}t,"[1, 0]"\n`, several),
    ).rejects.toMatchObject({ code: 'data.hotPlaces' });
  });

  test('with the separator in one of them', async () => {
    const lines = '{"text":"t","label":["a|b","c"]}\n{"text":"u","label":["c"]}\n';
    expect(await read('bar.jsonl', lines, several)).toMatchObject({ names: ['a|b', 'c'], rows: ['a|b+c', 'c'] });
  });

  test('of which no row has more than one are said to be so, with the separator', async () => {
    expect((await read('one.csv', 'text,label\na,x\nb,y\n', several)).said).toContain('data.oneLabelEach');
    expect((await read('two.csv', 'text,label\na,x#y\nb,y\n', { ...several, labelSeparator: ';' })).said).toContain(
      'data.oneLabelEach',
    );
  });
});

describe('values', () => {
  test('1.0 is 1, and a missing label is missing', async () => {
    expect(await read('float.csv', 'text,label\na,1.0\nb,0.0\nc,\n')).toMatchObject({ names: ['0', '1'] });
  });

  test('large integers of JSON keep their digits, and NaN is missing', async () => {
    const lines = '{"text":"好","label":9007199254740992}\n{"text":"坏","label":9007199254740993}\n';
    expect((await read('big.jsonl', lines)).names).toEqual(['9007199254740992', '9007199254740993']);
    const scores = [
      '{"text":"NaN is 12345678901234567890","score":4.5}',
      '{"text":"b","score":NaN}',
      '{"text":"c","score":-Infinity}',
      '{"text":"d","score":1}',
    ].join('\n');
    expect(await read('nan.jsonl', scores, { task: 'regression' })).toMatchObject({
      rows: ['4.5', '1'],
      texts: ['NaN is 12345678901234567890', 'd'],
      said: expect.arrayContaining(['data.emptyLabel']) as unknown,
    });
  });

  test('words for missing values are named, and skipped where that is wanted', async () => {
    const table = 'text,label\n很好,a\n很差,b\n不错,nan\n糟糕,None\n还行,#N/A\n#NAME?,a\n';
    expect((await read('nan.csv', table)).said).toEqual(
      expect.arrayContaining(['data.missingLabels', 'data.missingText']),
    );
    const skipped = await read('nan.csv', table, { missing: 'skip' });
    expect(skipped).toMatchObject({ names: ['a', 'b'], texts: ['很好', '很差'] });
    expect(skipped.said).toEqual(expect.arrayContaining(['data.emptyLabel', 'data.emptyText']));
  });
});

describe('texts from several columns', () => {
  test('follow a template', async () => {
    const table = 'title,body,note,label\n好,长,x,a\n坏,,,b\n,,,a\n';
    const { texts, said } = await read('parts.csv', table, { text: '{title}: {body} ({note})', label: 'label' });
    expect(texts).toEqual(['好: 长 (x)', '坏:  ()']);
    expect(said).toContain('data.emptyText');
    await expect(read('parts.csv', table, { text: '{title} {bodi}', label: 'label' })).rejects.toMatchObject({
      code: 'data.columnNotFound',
      values: { nearest: 'body' },
    });
  });
});

describe('JSON', () => {
  const expected = { texts: ['好', '坏'], rows: ['a', 'b'] };
  const records = '[{"text":"好","label":"a"},{"text":"坏","label":"b"}]';

  test.each([
    ['an array of objects', records],
    ['an array over many lines', JSON.stringify(JSON.parse(records), null, 2)],
    ['a list in an object', `{"version": 1, "data": ${records}}`],
    ['a list for each column', '{"text":["好","坏"],"label":["a","b"]}'],
    ['pandas by columns', '{"text":{"0":"好","1":"坏"},"label":{"0":"a","1":"b"}}'],
    ['pandas split', '{"columns":["text","label"],"index":[0,1],"data":[["好","a"],["坏","b"]]}'],
    ['an array of arrays', '[["text","label"],["好","a"],["坏","b"]]'],
  ])('%s', async (_, content) => {
    expect(await read('rows.json', content)).toMatchObject(expected);
  });

  test('nested fields by their path', async () => {
    const lines = '{"data":{"text":"好"},"label":"a"}\n{"data":{"text":"坏"},"label":"b"}\n';
    expect(await read('nested.jsonl', lines)).toMatchObject(expected);
    expect((await read('nested.jsonl', lines, { text: 'data.text' })).columns.text.name).toBe('data.text');
    expect(await read('nested.jsonl', lines, { text: 'data' })).toMatchObject(expected);
  });

  test('with no rows is refused', async () => {
    await expect(read('none.json', '{"a": 1}')).rejects.toMatchObject({ code: 'data.jsonValue' });
    await expect(read('cut.json', records.slice(0, 30))).rejects.toMatchObject({ code: 'data.damaged' });
  });
});

describe('exports of annotation tools', () => {
  const studio = (text: string, choices: string[], cancelled = false) => ({
    id: 1,
    annotations: [
      ...(cancelled ? [{ was_cancelled: true, result: [] }] : []),
      { was_cancelled: false, result: [{ value: { choices }, from_name: 'mood', to_name: 'text', type: 'choices' }] },
    ],
    data: { text },
    meta: {},
  });
  const prodigy = (text: string, more: object) => ({ text, _input_hash: 1, _task_hash: 2, ...more });
  const argilla = (text: string, value: string) => ({
    id: text,
    fields: { text },
    metadata: {},
    suggestions: {},
    responses: { label: [{ value, user_id: 'u' }] },
    vectors: {},
  });

  test.each([
    ['Label Studio', [studio('好', ['a'], true), studio('坏', ['b'])]],
    ['Prodigy', [prodigy('好', { label: 'a', answer: 'accept' }), prodigy('坏', { label: 'b', answer: 'accept' })]],
    [
      'Prodigy',
      [
        prodigy('好', { options: [], accept: ['a'], answer: 'accept' }),
        prodigy('坏', { options: [], accept: ['b'], answer: 'accept' }),
      ],
    ],
    ['Argilla', [argilla('好', 'a'), argilla('坏', 'b')]],
    [
      'Argilla',
      ['好', '坏'].map((text, row) => ({
        text,
        inputs: { text },
        annotation: 'ab'[row],
        annotation_agent: 'x',
        prediction: null,
        status: 'Validated',
      })),
    ],
    ['doccano', ['好', '坏'].map((text, row) => ({ id: row, text, annotations: [{ label: 'ab'[row], user: 1 }] }))],
  ])('%s is recognised', async (_, rows) => {
    for (const [name, content] of [
      ['rows.json', JSON.stringify(rows)],
      ['rows.jsonl', rows.map((row) => JSON.stringify(row)).join('\n')],
    ] as const) {
      const found = await read(name, content);
      expect(found).toMatchObject({ texts: ['好', '坏'], rows: ['a', 'b'] });
      expect(found.said).toContain('data.recognised');
    }
  });

  test('several choices are several labels', async () => {
    const rows = [studio('好', ['a', 'b']), studio('坏', ['b'])];
    const several = { task: 'multi-label', text: 'text', label: 'mood' } as const;
    expect((await read('several.json', JSON.stringify(rows), several)).rows).toEqual(['a+b', 'b']);
    const smaller = [
      { text: '好', mood: { choices: ['a', 'b'] } },
      { text: '坏', mood: 'b' },
    ];
    expect((await read('min.json', JSON.stringify(smaller), several)).rows).toEqual(['a+b', 'b']);
    const doccano = '{"id":1,"text":"好","label":["a","b"]}\n{"id":2,"text":"坏","label":["b"]}';
    expect((await read('doccano.jsonl', doccano, { ...several, label: 'label' })).rows).toEqual(['a+b', 'b']);
  });

  test('rejecting the one label that Prodigy asks for is an answer', async () => {
    const rows = [
      prodigy('好', { label: 'spam', answer: 'accept' }),
      prodigy('坏', { label: 'spam', answer: 'reject' }),
      prodigy('中', { label: 'spam', answer: 'ignore' }),
    ];
    const found = await read('binary.jsonl', rows.map((row) => JSON.stringify(row)).join('\n'));
    expect(found).toMatchObject({ texts: ['好', '坏'], rows: ['spam', 'not spam'] });
  });
});

test('rows that are all too wide are said to be so, whatever is to be done with them', async () => {
  await expect(read('wide.csv', 'text,label\n很好,真的,a\n很差,真的,b\n')).rejects.toMatchObject({
    code: 'data.allRowsBad',
    values: { line: 2, fields: 3 },
  });
});
