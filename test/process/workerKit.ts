// The built worker as a real process, and a client that talks to it as the host does.

import { type ChildProcess, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { connect, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';

import { expect } from 'vitest';
import { z } from 'zod';

import { newSocketPath, privateFolder } from '../../src/processes/privateFolder.js';
import type { RunEvent } from '../../src/shared/events.js';
import { LineSplitter } from '../../src/shared/messages/lines.js';
import type { RunPhase } from '../../src/shared/messages/phases.js';
import {
  longestAnswer,
  type MethodName,
  type MethodTable,
  type Params,
  protocolVersion,
  type RequestFailure,
  type Result,
  type RunStatus,
  type WorkerMessage,
  workerMessageSchema,
} from '../../src/shared/messages/worker.js';
import { type ServiceStart, type TrainingStart } from '../../src/shared/messages/workerStart.js';
import { repository } from './cliKit.js';

const script = join(repository, 'dist', 'worker.js');
const patience = 60_000;

/** A request that the worker refused. */
export class Refused extends Error {
  constructor(readonly failure: RequestFailure) {
    super(JSON.stringify(failure));
  }
}

export interface Exchange<Value> {
  readonly id: number;
  readonly result: Promise<Value>;
  readonly progress: unknown[];
}

type Settle = {
  readonly progress: unknown[];
  readonly resolve: (value: unknown) => void;
  readonly reject: (error: Error) => void;
};

/** A connection to a worker, let in or not. */
export class Client<Table extends MethodTable> {
  readonly events: { readonly position: number; readonly event: RunEvent }[] = [];
  readonly statuses: RunStatus[] = [];
  readonly others: WorkerMessage[] = [];
  readonly closed: Promise<void>;
  private readonly pending = new Map<number, Settle>();
  private lastId = 0;

  constructor(
    readonly socket: Socket,
    private readonly table: Table,
  ) {
    const lines = new LineSplitter(longestAnswer);
    socket.on('data', (piece: Buffer) =>
      lines.take(piece).forEach((line) => this.take(workerMessageSchema.parse(JSON.parse(line)))),
    );
    socket.on('error', () => undefined);
    this.closed = new Promise((resolve) => {
      socket.once('close', () => {
        for (const { reject } of this.pending.values()) reject(new Error('the connection was closed'));
        resolve();
      });
    });
  }

  write(line: string): void {
    this.socket.write(line);
  }

  hello(token: string, protocol = protocolVersion): void {
    this.write(`${JSON.stringify({ type: 'hello', protocol, token })}\n`);
  }

  start<Name extends MethodName<Table>>(method: Name, params: Params<Table, Name>): Exchange<Result<Table, Name>> {
    return this.raw(method, params, (value) => this.table[method]!.result.parse(value) as Result<Table, Name>);
  }

  ask<Name extends MethodName<Table>>(method: Name, params: Params<Table, Name>): Promise<Result<Table, Name>> {
    return this.start(method, params).result;
  }

  raw<Value>(method: string, params: unknown, parse: (value: unknown) => Value): Exchange<Value> {
    const id = ++this.lastId;
    const progress: unknown[] = [];
    const result = new Promise<unknown>((resolve, reject) => this.pending.set(id, { progress, resolve, reject })).then(
      parse,
    );
    this.write(`${JSON.stringify({ type: 'request', id, method, params })}\n`);
    return { id, result, progress };
  }

  cancel(id: number): void {
    this.write(`${JSON.stringify({ type: 'cancel', id })}\n`);
  }

  async phase(...phases: RunPhase[]): Promise<RunStatus> {
    await until(
      () => phases.includes(this.statuses.at(-1)?.phase ?? 'preparing'),
      `phase ${phases.join(' or ')}, not ${this.statuses.at(-1)?.phase}`,
    );
    return this.statuses.at(-1)!;
  }

  private take(message: WorkerMessage): void {
    switch (message.type) {
      case 'reply':
        return this.settle(message.id)?.resolve(message.result);
      case 'failed':
        return this.settle(message.id)?.reject(new Refused(message.failure));
      case 'progress':
        this.pending.get(message.id)?.progress.push(message.progress);
        return;
      case 'event':
        this.events.push(message);
        return;
      case 'status':
        this.statuses.push(message.status);
        return;
      case 'welcome':
      case 'refused':
        this.others.push(message);
        return;
    }
  }

  private settle(id: number): Settle | undefined {
    const settle = this.pending.get(id);
    this.pending.delete(id);
    return settle;
  }
}

/** A worker process of this test's own. */
export class WorkerProcess {
  readonly folder = mkdtempSync(join(tmpdir(), 'finetune-bert-worker-'));
  readonly socket = newSocketPath(privateFolder());
  readonly token = randomBytes(16).toString('hex');
  readonly ended: Promise<number | NodeJS.Signals | null>;
  readonly child: ChildProcess;
  log = '';

  /** @param variables of its environment, beside those of the test's own */
  constructor(
    role: 'train' | 'serve',
    start: Omit<TrainingStart, 'socket' | 'token'> | Omit<ServiceStart, 'socket' | 'token'>,
    variables: Readonly<Record<string, string>> = {},
  ) {
    const file = join(this.folder, 'start.json');
    writeFileSync(file, JSON.stringify({ socket: this.socket, token: this.token, ...start }), { mode: 0o600 });
    this.child = spawn(process.execPath, [script, role, file], {
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { ...process.env, ...variables },
    });
    for (const stream of [this.child.stdout, this.child.stderr])
      stream?.setEncoding('utf8').on('data', (text: string) => (this.log += text));
    this.ended = new Promise((resolve) => this.child.once('close', (code, signal) => resolve(signal ?? code)));
  }

  /** Connects as soon as the process listens. */
  async open<Table extends MethodTable>(table: Table): Promise<Client<Table>> {
    await until(
      () => existsSync(this.socket) || this.child.exitCode !== null,
      `a socket; the process said: ${this.log}`,
    );
    for (const end = Date.now() + patience; ;) {
      const socket = connect(this.socket);
      // The file is there a moment before somebody listens.
      const refusal = await new Promise<Error | null>(
        (resolve) => void socket.once('connect', () => resolve(null)).once('error', resolve),
      );
      if (refusal === null) return new Client(socket, table);
      if (this.child.exitCode !== null || Date.now() > end) throw refusal;
      await wait(10);
    }
  }

  /** Connects and is let in. */
  async join<Table extends MethodTable>(table: Table): Promise<Client<Table>> {
    const client = await this.open(table);
    client.hello(this.token);
    await until(() => client.others.length > 0, 'a welcome');
    expect(client.others[0]).toMatchObject({ type: 'welcome', pid: this.child.pid });
    return client;
  }

  async remove(): Promise<void> {
    this.child.kill('SIGKILL');
    await this.ended;
    rmSync(this.folder, { recursive: true, force: true });
    rmSync(this.socket, { force: true });
  }
}

export async function until(holds: () => boolean, what: string): Promise<void> {
  const end = Date.now() + patience;
  while (!holds()) {
    if (Date.now() > end) expect.fail(`waited in vain for ${what}`);
    await wait(5);
  }
}

/** The failure that a request ends with; the test fails when it succeeds. */
export async function failureOf(result: Promise<unknown>): Promise<RequestFailure> {
  const error: unknown = await result.then(
    (value) => expect.fail(`it gave ${JSON.stringify(value)}`),
    (reason: unknown) => reason,
  );
  if (error instanceof Refused) return error.failure;
  throw error;
}

/** What a `run.json` holds that a test looks at. */
export function runIdOf(folder: string): string {
  return z.object({ id: z.string() }).parse(JSON.parse(readFileSync(join(folder, 'run.json'), 'utf8'))).id;
}
