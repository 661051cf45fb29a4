// The service’s methods for models and devices: parts, measurements, estimates and predictions.

import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { describe, expect, test } from 'vitest';

import { serviceMethods } from '../../src/shared/messages/worker.js';
import { bundledModel, runCli, sample } from './cliKit.js';
import { serviceForTests } from './serviceKit.js';
import { failureOf, WorkerProcess } from './workerKit.js';

const service = serviceForTests({ withRun: true });
const { folder, run } = service;

describe('models', () => {
  test('a model is described by its parts and their parameters', async () => {
    const info = await service.client.ask('modelInfo', { model: null, labels: 3 });
    expect(info).toMatchObject({ name: 'bert-tiny-zh', labels: null });
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
    const trained = await service.client.ask('modelInfo', { model: run, labels: null });
    expect(trained).toMatchObject({ folder: join(run, 'model'), name: 'reviews-1' });
    expect(trained.labels?.length).toBeGreaterThan(1);
    expect(
      await failureOf(service.client.ask('modelInfo', { model: join(folder, 'nowhere'), labels: null })),
    ).toMatchObject({
      code: 'model.notFound',
    });
  });

  test('devices are measured once, and the estimate of a run follows from that', async () => {
    const data = await service.opened(sample);
    const before = await service.client.ask('estimate', { data, settings: {}, freezes: [''] });
    expect(before.costs[0]?.speeds).toEqual([]);
    const measured = await service.client.ask('devices', { again: false });
    expect(measured.devices[0]).toMatchObject({ device: 'onnx-cpu', works: true, problem: null });
    expect(await service.client.ask('devices', { again: false })).toEqual(measured);
    await service.client.ask('tokenLengths', { data, settings: {} });
    const { inspection } = await service.client.ask('inspect', { file: sample, settings: {} });
    const { parameters, plan, costs, memoryFree, memoryTotal } = await service.client.ask('estimate', {
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
      (await service.client.ask('estimate', { data, settings: { maxLength: 8, longTexts }, freezes: [''] })).costs[0]!
        .speeds[0]!;
    const head = await ofShort('head');
    const windows = await ofShort('windows');
    expect(windows.epochSeconds).toBe(head.epochSeconds);
    expect(windows.seconds).toBeGreaterThan(head.seconds);
    const { events } = await service.client.ask('journal', { folder: run, from: 0 });
    const actual = events.findLast((event) => event.event === 'step')?.rowsPerSecond ?? 0;
    // Other work on the machine makes either of both slower.
    expect(costs[0]!.speeds[0]!.rowsPerSecond / actual).toSatisfy((ratio: number) => ratio > 0.2 && ratio < 5);
    const again = await service.client.ask('devices', { again: true });
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
      failureOf(service.client.ask('estimate', { data: null, settings, freezes }));
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
    const { predictions } = await service.client.ask('predict', { model: run, texts });
    expect(predictions).toHaveLength(2);
    for (const { probabilities, labels, cut, tokens } of predictions) {
      expect(probabilities.reduce((sum, { probability }) => sum + probability, 0)).toBeCloseTo(1);
      expect(labels).toEqual([[...probabilities].sort((a, b) => b.probability - a.probability)[0]?.label]);
      expect([cut, tokens > 2]).toEqual([false, true]);
    }
    const cli = await runCli(['predict', run, '--text', texts[0]![0], '--json'], { folder });
    expect(cli.stdout).toContain(`"${predictions[0]!.labels[0]}"`);
    const { milliseconds } = await service.client.ask('predict', { model: run, texts: texts.slice(0, 1) });
    expect(milliseconds).toBeLessThan(500);
    const long = await service.client.ask('predict', { model: run, texts: [['好'.repeat(5000), null]] });
    expect(long.predictions[0]).toMatchObject({ cut: true });
    expect(
      await failureOf(service.client.ask('predict', { model: bundledModel, texts: texts.slice(0, 1) })),
    ).toMatchObject({
      code: 'model.noHead',
    });
    expect(await failureOf(service.client.raw('predict', { model: run, texts: [] }, String).result)).toMatchObject({
      kind: 'defect',
    });
  });
});
