// The service’s methods for data: files opened, inspected, read and measured, with good input and bad.

import { readFileSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { describe, expect, test } from 'vitest';

import { type InspectProgress, inspectProgressSchema, tokenLengthsSchema } from '../../src/shared/messages/data.js';
import { serviceMethods } from '../../src/shared/messages/worker.js';
import { sample } from './cliKit.js';
import { serviceForTests } from './serviceKit.js';
import { failureOf, until } from './workerKit.js';

const service = serviceForTests({ withRun: false });
const { folder } = service;

function words(progress: readonly unknown[]): InspectProgress[] {
  return progress.map((word) => inspectProgressSchema.parse(word));
}

describe('data', () => {
  test('a file is opened, inspected, and shown row by row', async () => {
    const { result, progress } = service.client.start('inspect', { file: sample, settings: {} });
    const { data, inspection } = await result;
    const [first] = words(progress);
    expect(first).toMatchObject({
      kind: 'opened',
      data,
      table: { file: sample, encoding: 'utf-8', delimiter: 'comma' },
    });
    expect(inspection).toMatchObject({ file: sample, bytes: statSync(sample).size });
    const { rows, total, complete } = await service.client.ask('rows', {
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
      (await service.client.ask('rows', { data, from: 0, count: 1, tokens: false })).rows[0]?.cells,
    );
  });

  test('the texts of a file are measured in tokens', async () => {
    const data = await service.opened(sample);
    const lengths = await service.client.ask('tokenLengths', { data, settings: {} });
    const { inspection } = await service.client.ask('inspect', { file: sample, settings: {} });
    expect(lengths).toMatchObject({ texts: inspection.usable, of: inspection.usable, sampled: false });
    expect(lengths.bins.reduce((sum, count) => sum + count, 0)).toBe(inspection.usable);
    expect(lengths.median).toBeLessThanOrEqual(lengths.percentile95);
    expect(lengths.percentile95).toBeLessThanOrEqual(lengths.longest);
    const { rows } = await service.client.ask('rows', { data, from: 0, count: 500, tokens: true });
    expect(Math.max(...rows.map(({ tokens }) => tokens ?? 0))).toBeLessThanOrEqual(lengths.longest);
  });

  test('the rows of a large file can be read while it is inspected, which can be cancelled', async () => {
    const file = join(folder, 'large.csv');
    const rows = Array.from({ length: 400_000 }, (_, row) => `${row},"text, number ${row} of many",${row % 3}\n`);
    writeFileSync(file, `id,text,label\n${rows.join('')}`);
    const inspecting = service.client.start('inspect', { file, settings: {} });
    await until(() => inspecting.progress.length > 0, 'the first rows');
    const [first] = words(inspecting.progress);
    expect(first?.kind === 'opened' && first.rows.length).toBe(100);
    const data = first?.kind === 'opened' ? first.data : 0;
    const early = await service.client.ask('rows', { data, from: 50, count: 2, tokens: false });
    expect(early.rows.map(({ cells }) => cells[0])).toEqual(['50', '51']);
    expect(early.complete).toBe(false);
    service.client.cancel(inspecting.id);
    expect(await failureOf(inspecting.result)).toEqual({ kind: 'cancelled' });
    expect(await failureOf(service.client.ask('rows', { data, from: 0, count: 1, tokens: false }))).toMatchObject({
      kind: 'user',
      code: 'worker.noData',
    });

    const whole = await service.opened(file);
    const far = await service.client.ask('rows', { data: whole, from: 399_990, count: 500, tokens: false });
    expect(far.rows.map(({ row, line, cells }) => [row, line, cells[0]])).toEqual(
      Array.from({ length: 10 }, (_, at) => [399_990 + at, 399_992 + at, String(399_990 + at)]),
    );
    const measuring = service.client.start('tokenLengths', { data: whole, settings: {} });
    const lengths = await measuring.result;
    expect(lengths).toMatchObject({ sampled: true, of: 400_000 });
    expect(lengths.texts).toBeGreaterThan(10_000);
    measuring.progress.forEach((word) => tokenLengthsSchema.parse(word));
    truncateSync(file, 1000);
    expect(
      await failureOf(service.client.ask('rows', { data: whole, from: 0, count: 1, tokens: false })),
    ).toMatchObject({
      code: 'data.changed',
    });
    expect(await service.client.ask('closeData', { data: whole })).toEqual({});
    expect(await failureOf(service.client.ask('tokenLengths', { data: whole, settings: {} }))).toMatchObject({
      code: 'worker.noData',
    });
  });

  test('an open quote is reported with its line, and the rows before it can be read', async () => {
    const file = join(folder, 'broken.csv');
    const good = Array.from({ length: 3000 }, (_, row) => `good text ${row},${row % 2}\n`).join('');
    writeFileSync(file, `text,label\n${good}"never closed,1\n${good}`);
    const inspecting = service.client.start('inspect', { file, settings: {} });
    expect(await failureOf(inspecting.result)).toMatchObject({
      kind: 'user',
      code: 'data.unbalancedQuote',
      values: { line: 3002 },
    });
    const [first] = words(inspecting.progress);
    const data = first?.kind === 'opened' ? first.data : 0;
    const { rows, total, complete } = await service.client.ask('rows', { data, from: 2998, count: 10, tokens: false });
    expect({ total, complete, lines: rows.map(({ line }) => line) }).toEqual({
      total: 3000,
      complete: true,
      lines: [3000, 3001],
    });
    const { inspection } = await service.client.ask('inspect', { file, settings: { quotes: 'lenient' } });
    expect(inspection).toMatchObject({ rows: 6001, usable: 6001 });
    expect(inspection.problems.find(({ notice }) => notice.code === 'data.openQuote')).toMatchObject({
      count: 1,
      lines: [3002],
    });
  });

  test('a validation file is inspected for leaks, and a missing one stops nothing', async () => {
    const file = join(folder, 'learned.csv');
    const held = join(folder, 'held.csv');
    writeFileSync(file, `text,label\n${Array.from({ length: 30 }, (_, row) => `text ${row},${row % 2}\n`).join('')}`);
    writeFileSync(held, 'text,label\ntext 3,1\nanother,0\n');
    const leaks = async (settings: Record<string, string>) => {
      const { inspection } = await service.client.ask('inspect', { file, settings });
      return inspection.problems
        .filter(({ notice }) => /leaks/i.test(notice.code))
        .map(({ notice }) => [notice.code, notice.values]);
    };
    expect(await leaks({ validation: held })).toEqual([['data.leaks', { count: 1, of: 2 }]]);
    expect(await leaks({ validation: held, leaks: 'remove' })).toEqual([['data.removedLeaks', { count: 1, of: 2 }]]);
    expect(await leaks({ validation: join(folder, 'nothing.csv') })).toEqual([]);
  });

  test('bad input is refused with the reason', async () => {
    expect(
      await failureOf(service.client.ask('inspect', { file: join(folder, 'nothing.csv'), settings: {} })),
    ).toMatchObject({
      kind: 'user',
      code: 'data.notFound',
    });
    expect(await failureOf(service.client.ask('inspect', { file: sample, settings: { epochs: -1 } }))).toMatchObject({
      code: 'setting.number',
      values: { name: 'epochs' },
    });
    expect(await failureOf(service.client.ask('inspect', { file: sample, settings: { epoch: 1 } }))).toMatchObject({
      code: 'setting.unknown',
    });
    expect(
      await failureOf(
        service.client
          .ask('closeData', { data: 99 })
          .then(() => service.client.ask('rows', { data: 99, from: 0, count: 1, tokens: false })),
      ),
    ).toMatchObject({ code: 'worker.noData' });
    expect(
      await failureOf(service.client.raw('rows', { data: 1, from: -1, count: 1000, tokens: 1 }, String).result),
    ).toMatchObject({ kind: 'defect' });
    const other = await service.worker.join(serviceMethods);
    const data = await service.opened(sample);
    expect(await failureOf(other.ask('rows', { data, from: 0, count: 1, tokens: false }))).toMatchObject({
      code: 'worker.noData',
    });
    other.socket.destroy();
  });
});
