// The shared service under load: whatever many windows ask at once is answered, in order, and leaves no memory behind.

import { readFileSync } from 'node:fs';

import { expect, test } from 'vitest';

import { type ServiceMethods, serviceMethods } from '../../src/shared/messages/worker.js';
import { linux, testOn } from '../support/systems.js';
import { sample } from './cliKit.js';
import { serviceForTests } from './serviceKit.js';
import type { Client } from './workerKit.js';

const service = serviceForTests({ withRun: true });

async function clients(count: number): Promise<Client<ServiceMethods>[]> {
  return Promise.all(Array.from({ length: count }, () => service.worker.join(serviceMethods)));
}

/** The offsets of 500 rows in the order in which the answers came. */
async function askRows(client: Client<ServiceMethods>, data: number): Promise<number[]> {
  const order: number[] = [];
  const ask = async (from: number) => {
    const { rows } = await client.ask('rows', { data, from: from % 100, count: 1, tokens: false });
    expect(rows).toHaveLength(1);
    order.push(from);
  };
  await Promise.all(Array.from({ length: 500 }, (_, from) => ask(from)));
  return order;
}

const inOrder = Array.from({ length: 500 }, (_, index) => index);

test('500 requests at once are all answered, in the order in which they were asked', async () => {
  const data = await service.opened(sample);
  expect(await askRows(service.client, data)).toEqual(inOrder);
});

test('50 panels at once each get their file, their rows and their model', async () => {
  const panels = await clients(50);
  const seen = await Promise.all(
    panels.map(async (panel) => {
      const { data, inspection } = await panel.ask('inspect', { file: sample, settings: {} });
      const { rows } = await panel.ask('rows', { data, from: 0, count: 3, tokens: false });
      const { name } = await panel.ask('modelInfo', { model: null, labels: null });
      return JSON.stringify([inspection.usable, rows, name]);
    }),
  );
  expect(new Set(seen).size).toBe(1);
  for (const panel of panels) panel.socket.destroy();
});

test('20 windows that predict at once get the answers of one alone, in the order of their texts', async () => {
  const texts = Array.from({ length: 8 }, (_, index): [string, null] => [`味道${'很'.repeat(index)}好 ${index}`, null]);
  const { predictions: alone } = await service.client.ask('predict', { model: service.run, texts });
  const windows = await clients(20);
  const all = await Promise.all(windows.map((window) => window.ask('predict', { model: service.run, texts })));
  for (const { predictions } of all) expect(predictions).toEqual(alone);
  for (const window of windows) window.socket.destroy();
});

testOn(linux, 'the memory of the service is flat over rounds of all that', async () => {
  const data = await service.opened(sample);
  const megabytes = () =>
    Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${service.worker.child.pid}/status`, 'utf8'))![1]) / 1024;
  const round = async () => {
    const windows = await clients(20);
    await Promise.all([
      askRows(service.client, data),
      ...windows.map((window) => window.ask('predict', { model: service.run, texts: [['味道很好', null]] })),
      ...windows.map((window) => window.ask('inspect', { file: sample, settings: {} })),
    ]);
    for (const window of windows) window.socket.destroy();
  };
  for (let warming = 0; warming < 3; warming++) await round();
  const before = megabytes();
  for (let more = 0; more < 6; more++) await round();
  const after = megabytes();
  console.info(`${Math.round(before)} MB, and ${Math.round(after)} MB six rounds later`);
  // The collector of V8 is not asked: some megabytes come and go.
  expect(after - before).toBeLessThan(60);
});
