// The commands as a person or a program uses them: their answers, Ctrl-C and resume, and a reader that closes early.

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import iconv from 'iconv-lite';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

import { withoutSums } from '../support/journalText.js';
import { bundledModel, cli, eventsOf, repository, runCli, sample, startCli, temporaryFolder } from './cliKit.js';

const { folder, remove } = temporaryFolder();
const small = ['--shape', '1-16-1', '--vocabulary', join(bundledModel, 'vocab.txt'), '--max-length', '32'];

beforeAll(async () => {
  const { status, stderr } = await runCli(
    ['train', sample, '--recipe', 'tutorial', '--out', 'done', '--epochs', '2', ...small],
    { folder },
  );
  expect(stderr).toBe('');
  expect(status).toBe(0);
});
afterAll(remove);

describe('Ctrl-C', () => {
  const endless = ['train', sample, '--recipe', 'tutorial', '--epochs', '1000', '--json', ...small];

  test('finishes the step, writes a checkpoint and exits with 130; resume continues from there', async () => {
    const run = startCli(
      ['train', sample, '--recipe', 'tutorial', '--epochs', '30', '--json', '--out', 'stopped', ...small],
      { folder },
    );
    await run.saw('step');
    run.child.kill('SIGINT');
    const { status, stdout, stderr } = await run.ended;
    expect(status).toBe(130);
    expect(stderr).toContain('press Ctrl-C again');
    expect(stderr).toMatch(/resume stopped\n$/);
    const events = eventsOf(stdout);
    expect(events.at(-1)).toMatchObject({ event: 'interrupted' });
    const steps = events.filter(({ event }) => event === 'step').length;
    const resumed = await runCli(['resume', 'stopped', '--json'], { folder });
    expect(resumed.status).toBe(0);
    const after = eventsOf(resumed.stdout);
    expect(after).toContainEqual(expect.objectContaining({ event: 'resumed', step: steps }));
    expect(after.find(({ event }) => event === 'step')).toMatchObject({ step: steps + 1 });
    expect(after.at(-1)).toMatchObject({ event: 'done', step: 480 });
  });

  test('pressed twice ends at once, and the run can still be resumed', async () => {
    const run = startCli([...endless, '--out', 'killed'], { folder });
    await run.saw('evaluation');
    run.child.kill('SIGINT');
    run.child.kill('SIGINT');
    const { status, signal } = await run.ended;
    // By then the first may have ended the run already.
    expect(signal === 'SIGINT' || status === 130).toBe(true);
    const resumed = startCli(['resume', 'killed', '--json'], { folder });
    await resumed.saw('step');
    resumed.child.kill('SIGTERM');
    expect((await resumed.ended).status).toBe(130);
  });
});

test('a run continues quietly when the reader of its output closes', async () => {
  const child = spawn(
    process.execPath,
    [cli, 'train', sample, '--recipe', 'tutorial', '--json', '--out', 'unread', '--epochs', '3', ...small],
    { cwd: folder, stdio: ['ignore', 'pipe', 'pipe'] },
  );
  let stderr = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
  await once(child.stdout, 'data');
  child.stdout.destroy();
  const [status] = (await once(child, 'close')) as [number | null];
  expect(stderr).not.toMatch(/EPIPE|Error|went wrong/);
  expect(status).toBe(0);
  expect(readFileSync(join(folder, 'unread', 'journal.jsonl'), 'utf8')).toContain('"event":"done"');
});

test('--json prints every event of a run as in its journal', async () => {
  const { stdout, status } = await runCli(
    ['train', sample, '--recipe', 'tutorial', '--json', '--out', 'json', '--epochs', '1', ...small],
    {
      folder,
    },
  );
  expect(status).toBe(0);
  expect(stdout).toBe(withoutSums(readFileSync(join(folder, 'json', 'journal.jsonl'), 'utf8')));
  const names = eventsOf(stdout).map(({ event }) => event);
  for (const name of ['started', 'step', 'evaluation', 'checkpoint']) expect(names).toContain(name);
  expect(names.at(-1)).toBe('done');
});

test('settings of --config are used, and flags override them', async () => {
  const { stdout } = await runCli(
    [
      'train',
      sample,
      '--recipe',
      'tutorial',
      '--json',
      '--out',
      'config',
      '--config',
      join('done', 'run.json'),
      '--epochs',
      '1',
      '--no-cache-frozen',
    ],
    { folder },
  );
  expect(eventsOf(stdout).find(({ event }) => event === 'started')).toMatchObject({
    settings: { shape: '1-16-1', epochs: 1, maxLength: 32, cacheFrozen: false },
  });
});

describe('a finished run', () => {
  test('classifies texts', async () => {
    const words = ['predict', 'done', '--text', '味道很好', '--text', '太难吃了'];
    const { stdout, status } = await runCli(words, { folder });
    expect(status).toBe(0);
    expect(stdout).toMatch(/^(正面|负面) \d+\.\d% {2}味道很好\n(正面|负面) \d+\.\d% {2}太难吃了\n$/);
    const predictions = eventsOf((await runCli([...words, '--json'], { folder })).stdout);
    expect(predictions).toMatchObject([
      { event: 'prediction', text: '味道很好', pair: null, value: null },
      { event: 'prediction', text: '太难吃了' },
    ]);
  });

  test('classifies a column of a CSV and keeps the other columns', async () => {
    writeFileSync(join(folder, 'column.csv'), 'id,评论内容\n7,"好吃, 很快"\n8,\n9,太差\n');
    const { stdout } = await runCli(
      ['predict', 'done', 'column.csv', '--column', '评论内容', '--out', 'out.csv', '--json'],
      { folder },
    );
    expect(eventsOf(stdout)).toMatchObject([
      { event: 'notice', code: 'data.read', values: { file: 'column.csv', columns: 'text = "评论内容"' } },
      { event: 'notice', code: 'data.copiedEmptyText', values: { count: 1, lines: '3' } },
      { event: 'predicted', out: 'out.csv', rows: 3, empty: 1 },
    ]);
    const lines = readFileSync(join(folder, 'out.csv'), 'utf8').trimEnd().split(/\r?\n/);
    expect(lines).toHaveLength(4);
    expect(lines[0]).toMatch(/^\uFEFF?id,评论内容,/);
    expect(lines[1]).toMatch(/^7,"好吃, 很快",(正面|负面),0\.\d+,0\.\d+$/);
    expect(lines[2]).toMatch(/^8,,,/);
  });

  test('is evaluated on a CSV', async () => {
    const { stdout } = await runCli(['evaluate', 'done', sample, '--json'], { folder });
    const events = eventsOf(stdout);
    expect(events[0]).toMatchObject({ event: 'notice', code: 'data.read' });
    expect(events.at(-1)).toMatchObject({
      event: 'evaluation',
      rows: 319,
      skipped: 0,
      scores: { kind: 'classes' },
    });
    expect((await runCli(['evaluate', 'done', sample], { folder, language: 'zh' })).stdout).toMatch(/准确率 \d+\.\d%/);
  });

  test.each(['pth', 'onnx', 'safetensors'])('is exported as %s', async (format) => {
    const out = `model.${format}`;
    const { stdout, status } = await runCli(['export', 'done', '--format', format, '--out', out], { folder });
    expect([status, stdout]).toEqual([0, `Written: ${out}\n`]);
    expect(readFileSync(join(folder, out)).length).toBeGreaterThan(100_000);
  });
});

test('a Hugging Face dataset trains with its class names and is evaluated on its own splits', async () => {
  const dataset = join(repository, 'test', 'unit', 'data', 'files', 'saved');
  const { status, stdout } = await runCli(['train', dataset, '--out', 'dataset', '--epochs', '1', '--json', ...small], {
    folder,
  });
  expect(status).toBe(0);
  expect(eventsOf(stdout).find(({ event }) => event === 'started')).toMatchObject({
    rows: { training: 24, validation: 8, skipped: 0 },
    labels: ['负面', '正面'],
  });
  const evaluated = await runCli(['evaluate', 'dataset', join(dataset, 'test'), '--json'], { folder });
  expect(eventsOf(evaluated.stdout).at(-1)).toMatchObject({ event: 'evaluation' });
  expect(evaluated.status).toBe(0);
});

test('devices are listed with their state and speed', async () => {
  const reports = eventsOf((await runCli(['devices', '--json'])).stdout);
  expect(reports).toContainEqual(
    expect.objectContaining({ event: 'device', device: 'onnx-cpu', works: true, problem: null }),
  );
  for (const { works, gigaflops } of reports) if (works === true) expect(gigaflops).toBeGreaterThan(0);
  for (const { device, works, bfloat16 } of reports)
    expect(bfloat16 !== null, String(device)).toBe(works === true && String(device).startsWith('tensorflow'));
});

describe('inspect reports a peculiarity of a CSV in both languages', () => {
  const rows = [
    'text,label',
    ...Array.from({ length: 12 }, (_, row) => `第${row}条评论内容,${row % 2 === 0 ? '好' : '坏'}`),
  ];
  const files: Record<string, { readonly content: string | Buffer; readonly en: RegExp; readonly zh: RegExp }> = {
    'gbk.csv': { content: iconv.encode(rows.join('\n'), 'gbk'), en: /gb18030/, zh: /编码 gb18030/ },
    'utf16.csv': {
      content: iconv.encode(rows.join('\n'), 'utf-16le', { addBOM: true }),
      en: /utf-16le/,
      zh: /编码 utf-16le/,
    },
    'empty-cells.csv': {
      content: [...rows, ',好', '没有标签,'].join('\n'),
      en: /1 row without a text.*14[^]*1 row without a label.*15/,
      zh: /没有文本.*14[^]*没有标签.*15/,
    },
    'near-labels.csv': {
      content: ['text,label', 'a b,Positive', 'c d,positive ', 'e f,Negative', 'g h,negative'].join('\n'),
      en: /look alike .*"Negative", "negative"; "Positive", "positive "/,
      zh: /看起来相同.*Positive/,
    },
    'lone-label.csv': { content: [...rows, '只有一行,中'].join('\n'), en: /a single row.*中/, zh: /只有一行数据.*中/ },
    'numbers.csv': {
      content: ['text,label', '11,a', '12,b', '13,a', '14,b'].join('\n'),
      en: /only numbers/,
      zh: /只包含数字/,
    },
  };
  test.each(Object.entries(files))('%s', async (name, { content, en, zh }) => {
    mkdirSync(join(folder, 'odd'), { recursive: true });
    writeFileSync(join(folder, 'odd', name), content);
    const words = ['inspect', join('odd', name), '--text', 'text', '--label', 'label'];
    for (const [language, pattern] of [
      ['en', en],
      ['zh', zh],
    ] as const) {
      const { stdout, status } = await runCli(words, { folder, language });
      expect(status).toBe(0);
      expect(stdout).toMatch(pattern);
    }
  });

  test('labels that differ by case are merged when asked', async () => {
    const { stdout } = await runCli(
      ['inspect', join('odd', 'near-labels.csv'), '--text', 'text', '--label', 'label', '--merge-labels', '--json'],
      { folder },
    );
    expect(eventsOf(stdout)[0]).toMatchObject({ event: 'inspection', labels: [{ count: 2 }, { count: 2 }] });
  });
});

describe('help', () => {
  const commands = ['train', 'resume', 'predict', 'evaluate', 'inspect', 'export', 'devices'];
  test.each(commands)('of %s is in both languages, with exit status 0', async (command) => {
    const english = await runCli([command, '--help']);
    const chinese = await runCli([command, '--help'], { language: 'zh' });
    expect([english.status, chinese.status, english.stderr, chinese.stderr]).toEqual([0, 0, '', '']);
    expect(english.stdout).not.toMatch(/\p{Script=Han}/u);
    expect(chinese.stdout).toMatch(/^用法：/);
    expect(chinese.stdout).not.toMatch(/Usage|Options|default/);
  });

  test('is shown without a command, with the exit status of wrong usage', async () => {
    const { status, stdout, stderr } = await runCli([]);
    expect([status, stdout]).toEqual([2, '']);
    for (const command of commands) expect(stderr).toContain(command);
  });
});
