// The messages between processes: what a client sends to a worker, and what a worker answers, damaged on the way.

import { readFileSync } from 'node:fs';
import { connect, createServer, type Socket } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';

import { WorkerConnection } from '../../src/host/workerClient/connection.js';
import { newSocketPath, privateFolder } from '../../src/processes/privateFolder.js';
import { UserError } from '../../src/shared/errors.js';
import {
  protocolVersion,
  serviceMethods,
  type WorkerMessage,
  workerMessageSchema,
} from '../../src/shared/messages/worker.js';
import type { Handlers } from '../../src/worker/socket/dispatcher.js';
import { SocketServer } from '../../src/worker/socket/socketServer.js';
import type { Target } from './targets.js';

const token = 'f'.repeat(32);
const lines = (...messages: readonly object[]) =>
  Buffer.from(messages.map((one) => `${JSON.stringify(one)}\n`).join(''));
const hello = { type: 'hello', protocol: protocolVersion, token };
const request = (id: number, method: string, params: object) => ({ type: 'request', id, method, params });

let worker: Promise<string> | undefined;
/** A service whose answers are all refusals. */
async function listen(): Promise<string> {
  const socket = newSocketPath(privateFolder());
  const refuse = () => Promise.reject(new UserError('data.empty', { file: 'fuzz' }));
  const handlers = Object.fromEntries(Object.keys(serviceMethods).map((name) => [name, refuse]));
  await SocketServer.listen({
    socket,
    token,
    role: 'service',
    product: '0.0.0',
    methods: serviceMethods,
    log: () => undefined,
    handlers: handlers as unknown as Handlers<typeof serviceMethods>,
  });
  return socket;
}

/** Everything that comes until the other side closes, or for a second where it waits for more. */
async function talk(socket: Socket, bytes: Buffer): Promise<string> {
  let said = '';
  const closed = new Promise<void>((done) => socket.once('close', () => done()));
  socket.setEncoding('utf8').on('data', (text: string) => (said += text));
  socket.on('error', () => undefined);
  socket.end(bytes);
  await Promise.race([closed, wait(1000, undefined, { ref: false })]);
  socket.destroy();
  return said;
}

async function talkToWorker(path: string): Promise<void> {
  worker ??= listen();
  const socket = await worker;
  const said = await talk(connect(socket), readFileSync(path));
  for (const line of said.split('\n').filter((one) => one !== '')) workerMessageSchema.parse(JSON.parse(line));
  // Whatever came before, the next client is admitted and answered.
  const whole = await talk(connect(socket), lines(hello, request(1, 'cachedModels', {})));
  if (!whole.includes('"type":"welcome"')) throw new Error(`the worker answers ${whole}`);
}

async function answerHost(path: string): Promise<void> {
  const socket = newSocketPath(privateFolder());
  const bytes = readFileSync(path);
  const server = createServer((client) => {
    client.on('error', () => undefined);
    client.end(bytes);
  });
  await new Promise<void>((done) => server.listen(socket, done));
  try {
    const options = { socket, token, patience: 0, log: 'fuzz', limits: { welcome: 500, answer: 500, cancel: 100 } };
    const connection = await WorkerConnection.connect(serviceMethods, options);
    await connection.request('cachedModels', {}).finally(() => connection.close());
  } catch (error) {
    // Any error is an answer: what matters is that it comes, and comes here.
    if (!(error instanceof Error)) throw error;
  } finally {
    server.close();
  }
}

const welcome: WorkerMessage = {
  type: 'welcome',
  protocol: protocolVersion,
  product: '0.0.0',
  pid: 1,
  role: 'service',
};

export const messageTargets: Readonly<Record<string, Target>> = {
  'messages to a worker': {
    file: 'messages.jsonl',
    seeds: () => [
      lines(hello, request(1, 'cachedModels', {}), request(2, 'runs', { roots: ['a'] }), { type: 'cancel', id: 1 }),
      lines(hello, request(7, 'inspect', { file: 'a.csv', settings: { epochs: 1 } })),
    ],
    read: talkToWorker,
  },
  'messages to the host': {
    file: 'messages.jsonl',
    seeds: () => [
      lines(welcome, { type: 'reply', id: 1, result: { models: [] } }),
      lines(welcome, { type: 'failed', id: 1, failure: { kind: 'user', code: 'data.empty', values: { file: 'a' } } }),
      lines({ type: 'refused', reason: 'token', protocol: protocolVersion }),
    ],
    read: answerHost,
  },
};
