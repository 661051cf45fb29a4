// The service process: every method once with good input and once with bad, hostile messages, and its end.

import {
  copyFileSync,
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';

import { afterAll, beforeAll, describe, expect, test } from 'vitest';

import { type InspectProgress, inspectProgressSchema, tokenLengthsSchema } from '../../src/shared/messages/data.js';
import { panelExportFormats } from '../../src/shared/messages/models.js';
import {
  longestRequest,
  protocolVersion,
  type ServiceMethods,
  serviceMethods,
} from '../../src/shared/messages/worker.js';
import { bundledModel, repository, runCli, sample, temporaryFolder } from './cliKit.js';
import { type Client, failureOf, until, WorkerProcess } from './workerKit.js';

const temporary = temporaryFolder();
const { folder } = temporary;
const run = join(folder, '.finetune', 'reviews-1');
let worker: WorkerProcess;
let client: Client<ServiceMethods>;

beforeAll(async () => {
  const { status, stderr } = await runCli(
    ['train', sample, '--out', run, '--rows', '400', '--epochs', '3', '--threads', '2', '--json'],
    { folder },
  );
  expect(status, stderr).toBe(0);
  worker = new WorkerProcess('serve', { idleSeconds: 600 });
  client = await worker.join(serviceMethods);
});
afterAll(async () => {
  await worker.remove();
  temporary.remove();
});

function words(progress: readonly unknown[]): InspectProgress[] {
  return progress.map((word) => inspectProgressSchema.parse(word));
}

async function opened(file: string, settings: Record<string, string | number | boolean> = {}): Promise<number> {
  return (await client.ask('inspect', { file, settings })).data;
}

describe('data', () => {
  test('a file is opened, inspected, and shown row by row', async () => {
    const { result, progress } = client.start('inspect', { file: sample, settings: {} });
    const { data, inspection } = await result;
    const [first] = words(progress);
    expect(first).toMatchObject({
      kind: 'opened',
      data,
      table: { file: sample, encoding: 'utf-8', delimiter: 'comma' },
    });
    expect(inspection).toMatchObject({ file: sample, bytes: statSync(sample).size });
    const { rows, total, complete } = await client.ask('rows', {
      data,
      from: inspection.rows - 3,
      count: 100,
      tokens: true,
    });
    expect({ total, complete, count: rows.length }).toEqual({ total: inspection.rows, complete: true, count: 3 });
    const last = readFileSync(sample, 'utf8').trimEnd().split('\n').at(-1)!;
    expect(rows.at(-1)?.cells.join(',')).toBe(last);
    expect(rows.at(-1)?.tokens).toBeGreaterThan(2);
    expect(first?.kind === 'opened' && first.rows[0]?.cells).toEqual(
      (await client.ask('rows', { data, from: 0, count: 1, tokens: false })).rows[0]?.cells,
    );
  });

  test('the texts of a file are measured in tokens', async () => {
    const data = await opened(sample);
    const lengths = await client.ask('tokenLengths', { data, settings: {} });
    const { inspection } = await client.ask('inspect', { file: sample, settings: {} });
    expect(lengths).toMatchObject({ texts: inspection.usable, of: inspection.usable, sampled: false });
    expect(lengths.bins.reduce((sum, count) => sum + count, 0)).toBe(inspection.usable);
    expect(lengths.median).toBeLessThanOrEqual(lengths.percentile95);
    expect(lengths.percentile95).toBeLessThanOrEqual(lengths.longest);
    const { rows } = await client.ask('rows', { data, from: 0, count: 500, tokens: true });
    expect(Math.max(...rows.map(({ tokens }) => tokens ?? 0))).toBeLessThanOrEqual(lengths.longest);
  });

  test('the rows of a large file can be read while it is inspected, which can be cancelled', async () => {
    const file = join(folder, 'large.csv');
    const rows = Array.from({ length: 400_000 }, (_, row) => `${row},"text, number ${row} of many",${row % 3}\n`);
    writeFileSync(file, `id,text,label\n${rows.join('')}`);
    const inspecting = client.start('inspect', { file, settings: {} });
    await until(() => inspecting.progress.length > 0, 'the first rows');
    const [first] = words(inspecting.progress);
    expect(first?.kind === 'opened' && first.rows.length).toBe(100);
    const data = first?.kind === 'opened' ? first.data : 0;
    const early = await client.ask('rows', { data, from: 50, count: 2, tokens: false });
    expect(early.rows.map(({ cells }) => cells[0])).toEqual(['50', '51']);
    expect(early.complete).toBe(false);
    client.cancel(inspecting.id);
    expect(await failureOf(inspecting.result)).toEqual({ kind: 'cancelled' });
    expect(await failureOf(client.ask('rows', { data, from: 0, count: 1, tokens: false }))).toMatchObject({
      kind: 'user',
      code: 'worker.noData',
    });

    const whole = await opened(file);
    const far = await client.ask('rows', { data: whole, from: 399_990, count: 500, tokens: false });
    expect(far.rows.map(({ row, line, cells }) => [row, line, cells[0]])).toEqual(
      Array.from({ length: 10 }, (_, at) => [399_990 + at, 399_992 + at, String(399_990 + at)]),
    );
    const measuring = client.start('tokenLengths', { data: whole, settings: {} });
    const lengths = await measuring.result;
    expect(lengths).toMatchObject({ sampled: true, of: 400_000 });
    expect(lengths.texts).toBeGreaterThan(10_000);
    measuring.progress.forEach((word) => tokenLengthsSchema.parse(word));
    truncateSync(file, 1000);
    expect(await failureOf(client.ask('rows', { data: whole, from: 0, count: 1, tokens: false }))).toMatchObject({
      code: 'data.changed',
    });
    expect(await client.ask('closeData', { data: whole })).toEqual({});
    expect(await failureOf(client.ask('tokenLengths', { data: whole, settings: {} }))).toMatchObject({
      code: 'worker.noData',
    });
  });

  test('an open quote is reported with its line, and the rows before it can be read', async () => {
    const file = join(folder, 'broken.csv');
    const good = Array.from({ length: 3000 }, (_, row) => `good text ${row},${row % 2}\n`).join('');
    writeFileSync(file, `text,label\n${good}"never closed,1\n${good}`);
    const inspecting = client.start('inspect', { file, settings: {} });
    expect(await failureOf(inspecting.result)).toMatchObject({
      kind: 'user',
      code: 'data.unbalancedQuote',
      values: { line: 3002 },
    });
    const [first] = words(inspecting.progress);
    const data = first?.kind === 'opened' ? first.data : 0;
    const { rows, total, complete } = await client.ask('rows', { data, from: 2998, count: 10, tokens: false });
    expect({ total, complete, lines: rows.map(({ line }) => line) }).toEqual({
      total: 3000,
      complete: true,
      lines: [3000, 3001],
    });
    const { inspection } = await client.ask('inspect', { file, settings: { quotes: 'lenient' } });
    expect(inspection).toMatchObject({ rows: 6001, usable: 6001 });
    expect(inspection.problems.find(({ notice }) => notice.code === 'data.openQuote')).toMatchObject({
      count: 1,
      lines: [3002],
    });
  });

  test('a validation file is inspected for leaks, and a missing one stops nothing', async () => {
    const [file, held] = [join(folder, 'learned.csv'), join(folder, 'held.csv')];
    writeFileSync(file, `text,label\n${Array.from({ length: 30 }, (_, row) => `text ${row},${row % 2}\n`).join('')}`);
    writeFileSync(held, 'text,label\ntext 3,1\nanother,0\n');
    const leaks = async (settings: Record<string, string>) => {
      const { inspection } = await client.ask('inspect', { file, settings });
      return inspection.problems
        .filter(({ notice }) => /leaks/i.test(notice.code))
        .map(({ notice }) => [notice.code, notice.values]);
    };
    expect(await leaks({ validation: held })).toEqual([['data.leaks', { count: 1, of: 2 }]]);
    expect(await leaks({ validation: held, leaks: 'remove' })).toEqual([['data.removedLeaks', { count: 1, of: 2 }]]);
    expect(await leaks({ validation: join(folder, 'nothing.csv') })).toEqual([]);
  });

  test('bad input is refused with the reason', async () => {
    expect(await failureOf(client.ask('inspect', { file: join(folder, 'nothing.csv'), settings: {} }))).toMatchObject({
      kind: 'user',
      code: 'data.notFound',
    });
    expect(await failureOf(client.ask('inspect', { file: sample, settings: { epochs: -1 } }))).toMatchObject({
      code: 'setting.integer',
      values: { name: 'epochs' },
    });
    expect(await failureOf(client.ask('inspect', { file: sample, settings: { epoch: 1 } }))).toMatchObject({
      code: 'setting.unknown',
    });
    expect(
      await failureOf(
        client
          .ask('closeData', { data: 99 })
          .then(() => client.ask('rows', { data: 99, from: 0, count: 1, tokens: false })),
      ),
    ).toMatchObject({ code: 'worker.noData' });
    expect(
      await failureOf(client.raw('rows', { data: 1, from: -1, count: 1000, tokens: 1 }, String).result),
    ).toMatchObject({ kind: 'defect' });
    const other = await worker.join(serviceMethods);
    const data = await opened(sample);
    expect(await failureOf(other.ask('rows', { data, from: 0, count: 1, tokens: false }))).toMatchObject({
      code: 'worker.noData',
    });
    other.socket.destroy();
  });
});

describe('models', () => {
  test('a model is described by its parts and their parameters', async () => {
    const info = await client.ask('modelInfo', { model: null, labels: 3 });
    expect(info).toMatchObject({ folder: null, name: 'bert-tiny-zh', labels: null });
    expect(info.parts.map(({ part }) => part)).toEqual([
      'embeddings',
      ...Array.from({ length: info.config.layers }, (_, layer) => `encoder.${layer}`),
      'pooler',
      'classifier',
    ]);
    expect(info.parts.reduce((sum, { parameters }) => sum + parameters, 0)).toBe(info.parameters);
    for (const { parameters, parts } of info.parts)
      if (parts.length > 0) expect(parts.reduce((sum, part) => sum + part.parameters, 0)).toBe(parameters);
    expect(info.parts.at(-1)?.parameters).toBe(3 * (info.config.hiddenSize + 1));
    const trained = await client.ask('modelInfo', { model: run, labels: null });
    expect(trained).toMatchObject({ folder: join(run, 'model'), name: 'reviews-1' });
    expect(trained.labels?.length).toBeGreaterThan(1);
    expect(await failureOf(client.ask('modelInfo', { model: join(folder, 'nowhere'), labels: null }))).toMatchObject({
      code: 'model.notFound',
    });
  });

  test('devices are measured once, and the estimate of a run follows from that', async () => {
    const data = await opened(sample);
    const before = await client.ask('estimate', { data, settings: {}, freezes: [''] });
    expect(before.costs[0]?.speeds).toEqual([]);
    const measured = await client.ask('devices', { again: false });
    expect(measured.devices[0]).toMatchObject({ device: 'onnx-cpu', works: true, problem: null });
    expect(await client.ask('devices', { again: false })).toEqual(measured);
    await client.ask('tokenLengths', { data, settings: {} });
    const { inspection } = await client.ask('inspect', { file: sample, settings: {} });
    const { parameters, plan, costs, memoryFree, memoryTotal } = await client.ask('estimate', {
      data,
      settings: {},
      freezes: ['', 'embeddings', 'bert'],
    });
    expect(plan!.training + plan!.validation).toBe(inspection.usable);
    expect(costs.map(({ freeze }) => freeze)).toEqual(['', 'embeddings', 'bert']);
    expect(costs[0]?.trainable).toBe(parameters);
    expect(costs[2]?.trainable).toBeLessThan(costs[1]!.trainable);
    expect(costs[2]?.memory.total).toBeLessThan(costs[0]!.memory.total);
    expect(costs[2]?.speeds[0]?.epochSeconds).toBeLessThan(costs[0]!.speeds[0]!.epochSeconds);
    expect(memoryFree).toBeLessThanOrEqual(memoryTotal);
    // An epoch learns from one window of each text, whatever its length; an evaluation goes over all of them.
    const ofShort = async (longTexts: string) =>
      (await client.ask('estimate', { data, settings: { maxLength: 8, longTexts }, freezes: [''] })).costs[0]!
        .speeds[0]!;
    const [head, windows] = [await ofShort('head'), await ofShort('windows')];
    expect(windows.epochSeconds).toBe(head.epochSeconds);
    expect(windows.seconds).toBeGreaterThan(head.seconds);
    const { events } = await client.ask('journal', { folder: run, from: 0 });
    const actual = events.findLast((event) => event.event === 'step')?.rowsPerSecond ?? 0;
    // Other work on the machine makes either of both slower.
    expect(costs[0]!.speeds[0]!.rowsPerSecond / actual).toSatisfy((ratio: number) => ratio > 0.2 && ratio < 5);
    const again = await client.ask('devices', { again: true });
    expect(again.measured > measured.measured).toBe(true);
  });

  test('TensorFlow is offered with its size, and an obstacle to its installation is named', async () => {
    const bare = new WorkerProcess(
      'serve',
      { idleSeconds: 600 },
      { XDG_CACHE_HOME: join(folder, 'empty'), PATH: join(folder, 'empty') },
    );
    try {
      const asking = await bare.join(serviceMethods);
      const release = await asking.ask('tensorflowRelease', {});
      expect(release).toMatchObject({ build: 'cpu', isInstalled: false });
      expect(release.downloadBytes).toBeGreaterThan(1e8);
      expect(release.diskBytes).toBeGreaterThan(release.downloadBytes);
      expect(await failureOf(asking.ask('installTensorflow', {}))).toMatchObject({ code: 'tensorflow.noPython' });
      const { devices } = await asking.ask('devices', { again: false });
      expect(devices.find(({ device }) => device === 'tensorflow')).toMatchObject({
        works: false,
        failure: { code: 'tensorflow.notInstalled' },
      });
    } finally {
      await bare.remove();
    }
  });

  test('other requests are answered while devices are measured, and no runtime stays in the process', async () => {
    const fresh = new WorkerProcess('serve', { idleSeconds: 600 });
    try {
      const asking = await fresh.join(serviceMethods);
      let measured = false;
      const measuring = asking.ask('devices', { again: true }).then(() => (measured = true));
      const { data } = await asking.ask('inspect', { file: sample, settings: {} });
      expect((await asking.ask('rows', { data, from: 0, count: 20, tokens: true })).rows).toHaveLength(20);
      expect(measured).toBe(false);
      await measuring;
      // Linux tells which libraries a process has loaded.
      if (process.platform === 'linux')
        expect(readFileSync(`/proc/${fresh.child.pid}/maps`, 'utf8')).not.toMatch(/onnxruntime|tensorflow/);
    } finally {
      await fresh.remove();
    }
  });

  test('settings that cannot work are refused', async () => {
    const ask = (settings: Record<string, string | number | boolean>, freezes: string[] = []) =>
      failureOf(client.ask('estimate', { data: null, settings, freezes }));
    expect(await ask({ learningRate: 'much' })).toMatchObject({
      code: 'setting.number',
      values: { name: 'learningRate' },
    });
    expect(await ask({ maxLength: 100_000 })).toMatchObject({ kind: 'user' });
    expect(await ask({ freeze: 'encoder.99' })).toMatchObject({
      code: 'setting.freezePart',
      values: { name: 'freeze' },
    });
    expect(await ask({ maxLength: 513 })).toMatchObject({
      code: 'setting.maxLengthModel',
      values: { name: 'maxLength' },
    });
    expect(await ask({}, ['bert,classifier'])).toMatchObject({ code: 'setting.freezeAll' });
    expect(await ask({ model: join(folder, 'nowhere') })).toMatchObject({ code: 'model.notFound' });
  });

  test('texts are classified by a model that stays in memory', async () => {
    const texts: [string, string | null][] = [
      ['这个产品非常好', null],
      ['太差了，再也不买', null],
    ];
    const { predictions } = await client.ask('predict', { model: run, texts });
    expect(predictions).toHaveLength(2);
    for (const { probabilities, labels, cut, tokens } of predictions) {
      expect(probabilities.reduce((sum, { probability }) => sum + probability, 0)).toBeCloseTo(1);
      expect(labels).toEqual([[...probabilities].sort((a, b) => b.probability - a.probability)[0]?.label]);
      expect([cut, tokens > 2]).toEqual([false, true]);
    }
    const cli = await runCli(['predict', run, '--text', texts[0]![0], '--json'], { folder });
    expect(cli.stdout).toContain(`"${predictions[0]!.labels[0]}"`);
    const { milliseconds } = await client.ask('predict', { model: run, texts: texts.slice(0, 1) });
    expect(milliseconds).toBeLessThan(500);
    const long = await client.ask('predict', { model: run, texts: [['好'.repeat(5000), null]] });
    expect(long.predictions[0]).toMatchObject({ cut: true });
    expect(await failureOf(client.ask('predict', { model: bundledModel, texts: texts.slice(0, 1) }))).toMatchObject({
      code: 'model.noHead',
    });
    expect(await failureOf(client.raw('predict', { model: run, texts: [] }, String).result)).toMatchObject({
      kind: 'defect',
    });
  });
});

describe('jobs', () => {
  test('a file is classified into a new file', async () => {
    const out = join(folder, 'classified.csv');
    const { rows, empty } = await client.ask('classifyFile', {
      model: run,
      file: sample,
      column: null,
      pair: null,
      out,
      settings: {},
    });
    const lines = readFileSync(out, 'utf8').trimEnd().split('\n');
    expect([lines.length, empty]).toEqual([rows + 1, 0]);
    expect(lines[0]).toContain(',prediction,');
    expect(
      await failureOf(
        client.ask('classifyFile', { model: run, file: out, column: null, pair: null, out, settings: {} }),
      ),
    ).toMatchObject({ code: 'data.outputIsInput' });
    expect(
      await failureOf(
        client.ask('classifyFile', { model: run, file: sample, column: 'nothing', pair: null, out, settings: {} }),
      ),
    ).toMatchObject({ code: 'data.columnNotFound' });
  });

  test('a cancelled classification leaves no file', async () => {
    const [file, out] = [join(folder, 'many.csv'), join(folder, 'many-classified.csv')];
    writeFileSync(file, `text\n${'一个相当普通的句子，用来计算\n'.repeat(60_000)}`);
    const working = client.start('classifyFile', { model: run, file, column: null, pair: null, out, settings: {} });
    await until(() => working.progress.length > 0, 'progress');
    expect(working.progress[0]).toMatchObject({ bytes: statSync(file).size });
    client.cancel(working.id);
    expect(await failureOf(working.result)).toEqual({ kind: 'cancelled' });
    expect(existsSync(out)).toBe(false);
  });

  test('the evaluation and the journal of a run can be read', async () => {
    const { evaluation } = await client.ask('evaluation', { folder: run, compute: false });
    expect(evaluation).toMatchObject({ format: 1, file: sample, task: 'single-label' });
    expect(evaluation!.cells.reduce((sum, { count }) => sum + count, 0)).toBe(evaluation!.rows);
    expect(evaluation!.mostWrong.length).toBe(evaluation!.wrong);
    expect(await client.ask('evaluation', { folder, compute: true })).toEqual({ evaluation: null });
    rmSync(join(run, 'evaluation.json'));
    expect(await failureOf(client.ask('evaluation', { folder: run, compute: false }))).toMatchObject({
      code: 'run.evaluationLost',
    });
    expect(existsSync(join(run, 'evaluation.json'))).toBe(false);
    expect(await client.ask('evaluation', { folder: run, compute: true })).toEqual({ evaluation });
    expect(existsSync(join(run, 'evaluation.json'))).toBe(true);
    mkdirSync(join(folder, 'damaged'));
    writeFileSync(join(folder, 'damaged', 'evaluation.json'), '{"format":1');
    expect(await failureOf(client.ask('evaluation', { folder: join(folder, 'damaged'), compute: true }))).toMatchObject(
      { code: 'run.damaged' },
    );
    const page = await client.ask('journal', { folder: run, from: 0 });
    expect(page.events.map(({ event }) => event)).toContain('started');
    expect([page.events.at(-1)?.event, page.more]).toEqual(['done', false]);
    expect(await client.ask('journal', { folder: run, from: page.next })).toEqual({
      events: [],
      next: page.next,
      more: false,
    });
  });

  test('a model is exported in every format', async () => {
    const out = (name: string) => join(folder, name);
    expect(await client.ask('exportModel', { model: run, format: 'pth', out: out('a.pth') })).toEqual({
      files: [out('a.pth')],
      rounding: null,
    });
    const rounded = await client.ask('exportModel', { model: run, format: 'onnx-int8', out: out('a.int8.onnx') });
    expect(rounded.rounding?.rows).toBeGreaterThan(0);
    expect(statSync(out('a.int8.onnx')).size).toBeLessThan(statSync(join(run, 'model', 'model.onnx')).size / 3);
    const { files } = await client.ask('exportModel', { model: run, format: 'folder', out: out('copied') });
    expect(files).toContain(join(out('copied'), 'config.json'));
    expect((await client.ask('predict', { model: out('copied'), texts: [['很好', null]] })).predictions).toHaveLength(
      1,
    );
    expect(
      await failureOf(client.ask('exportModel', { model: run, format: 'folder', out: out('copied') })),
    ).toMatchObject({ code: 'run.folderNotEmpty' });
    expect(
      await failureOf(client.ask('exportModel', { model: run, format: 'folder', out: join(run, 'model', 'inside') })),
    ).toMatchObject({ code: 'data.outputIsInput' });
    const python = await client.ask('exportModel', { model: run, format: 'python', out: out('python') });
    expect(python.files).toContain(join(out('python'), 'train.py'));
    expect(
      await failureOf(client.ask('exportModel', { model: folder, format: 'onnx', out: out('a.onnx') })),
    ).toMatchObject({ code: 'model.noConfig' });
  });

  test('a cancelled export leaves no file', async () => {
    const place = join(folder, 'exports');
    mkdirSync(place);
    for (const format of panelExportFormats) {
      const working = client.start('exportModel', { model: run, format, out: join(place, format) });
      client.cancel(working.id);
      expect(await failureOf(working.result)).toEqual({ kind: 'cancelled' });
      expect(readdirSync(place)).toEqual([]);
    }
  });

  test('runs are found in all subfolders', async () => {
    const deep = join(folder, 'a', 'b', '.finetune', 'other-1');
    mkdirSync(deep, { recursive: true });
    copyFileSync(join(run, 'run.json'), join(deep, 'run.json'));
    mkdirSync(join(folder, '.finetune', 'no-run'));
    mkdirSync(join(folder, '.finetune', 'broken-1'));
    writeFileSync(join(folder, '.finetune', 'broken-1', 'run.json'), '[]');
    cpSync(join(run, 'journal.jsonl'), join(folder, '.finetune', 'broken-1', 'journal.jsonl'));
    const { runs } = await client.ask('runs', { roots: [folder, folder] });
    expect(runs.map(({ name, state }) => [name, state]).sort()).toEqual([
      ['other-1', 'interrupted'],
      ['reviews-1', 'done'],
    ]);
    const found = runs.find(({ name }) => name === 'reviews-1');
    expect(found).toMatchObject({
      folder: run,
      data: sample,
      model: null,
      finished: join(run, 'model'),
      failure: null,
    });
    expect([found?.step, found?.scores?.kind]).toEqual([found?.steps, 'classes']);
    expect((await client.ask('runs', { roots: [join(folder, 'nowhere')] })).runs).toEqual([]);
  });
});

describe('a client', () => {
  test.each([
    [
      'a wrong token',
      (token: string) => `${JSON.stringify({ type: 'hello', protocol: protocolVersion, token: `${token}x` })}\n`,
      'token',
    ],
    ['another protocol', (token: string) => `${JSON.stringify({ type: 'hello', protocol: 999, token })}\n`, 'protocol'],
    [
      'a request before its greeting',
      () => '{"type":"request","id":1,"method":"devices","params":{"again":true}}\n',
      'message',
    ],
    ['a line that is not JSON', () => 'GET / HTTP/1.1\n', 'message'],
    ['a line without an end', () => 'x'.repeat(longestRequest + 1), 'tooLong'],
  ])('is refused with %s', async (_, line, reason) => {
    const stranger = await worker.open(serviceMethods);
    stranger.write(line(worker.token));
    await stranger.closed;
    expect(stranger.others).toMatchObject([{ type: 'refused', reason }]);
    expect((await client.ask('modelInfo', { model: null, labels: null })).name).toBe('bert-tiny-zh');
  });

  test('of another user has no access to the socket, and unknown methods are refused', async () => {
    expect(statSync(worker.socket).mode & 0o077).toBe(0);
    for (const method of ['nothing', '__proto__', 'constructor', 'toString'])
      expect(await failureOf(client.raw(method, {}, String).result)).toMatchObject({ kind: 'defect' });
    expect(await failureOf(client.raw('predict', { model: 5 }, String).result)).toMatchObject({ kind: 'defect' });
  });
});

test('an idle process ends by itself and removes its address file', async () => {
  const address = join(folder, 'service.json');
  const idle = new WorkerProcess('serve', { idleSeconds: 0.5, address });
  const asking = await idle.join(serviceMethods);
  expect(JSON.parse(readFileSync(address, 'utf8'))).toMatchObject({
    pid: idle.child.pid,
    socket: idle.socket,
    token: idle.token,
  });
  expect(statSync(address).mode & 0o077).toBe(0);
  const { data } = await asking.ask('inspect', { file: sample, settings: {} });
  await new Promise((resolve) => setTimeout(resolve, 1200));
  // An open file keeps it.
  expect((await asking.ask('rows', { data, from: 0, count: 1, tokens: false })).rows).toHaveLength(1);
  await asking.ask('closeData', { data });
  expect(await idle.ended).toBe(0);
  expect(existsSync(address)).toBe(false);
  await idle.remove();
});

test('a process ends at once on SIGTERM', async () => {
  const asked = new WorkerProcess('serve', { idleSeconds: 600 });
  await asked.join(serviceMethods);
  asked.child.kill('SIGTERM');
  expect(await asked.ended).toBe(0);
  await asked.remove();
  expect(existsSync(join(repository, 'dist', 'worker.js'))).toBe(true);
});
