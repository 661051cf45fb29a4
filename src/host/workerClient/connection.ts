// One connection to a worker: requests with answers, progress and cancellation. No request waits for ever.

import type { Socket } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';

import { parseBoundedJson } from '../../base/json.js';
import { connectOwn } from '../../processes/ownSocket.js';
import { UserError } from '../../shared/errors.js';
import { asError, hasCode } from '../../shared/failures.js';
import { LineSplitter } from '../../shared/messages/lines.js';
import {
  type ClientMessage,
  longestAnswer,
  type MethodName,
  type MethodTable,
  type Params,
  type Progress,
  protocolVersion,
  type RequestFailure,
  type Result,
  type WorkerMessage,
  workerMessageSchema,
} from '../../shared/messages/worker.js';
import { Deadline } from './deadline.js';
import { answerTimeout, cancelTimeout, connectInterval, welcomeTimeout } from './timeouts.js';

/** The error of a request that its own signal has cancelled. */
export class Cancelled extends Error {
  override readonly name = 'Cancelled';
}

export interface RequestOptions<Word> {
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: ((word: Word) => void) | undefined;
  /** The time limit in milliseconds; Infinity for none. Each progress update restarts it. */
  readonly timeout?: number | undefined;
}

export interface ConnectionOptions {
  readonly socket: string;
  readonly token: string;
  /** Milliseconds to keep trying while nothing listens; 0 tries once. */
  readonly patience: number;
  /** Called between attempts: a returned text ends them, as the reason why the process does not run. */
  readonly gaveUp?: (() => string | null) | undefined;
  /** Called with messages that are no answers. */
  readonly onMessage?: ((message: Extract<WorkerMessage, { type: 'event' | 'status' }>) => void) | undefined;
  /** Called once when the other side has ended or sent an invalid message; not after `close`. */
  readonly onLost?: (() => void) | undefined;
  /** Called when a request exceeded its limit and did not end when cancelled either: the process is stuck. */
  readonly onStuck?: (() => void) | undefined;
  /** Milliseconds for the welcome and for the end of a cancelled request; the usual ones when absent. */
  readonly limits?: ConnectionLimits | undefined;
  /** The path of the log, for errors that name it. */
  readonly log: string;
}

export interface ConnectionLimits {
  readonly welcome?: number | undefined;
  readonly answer?: number | undefined;
  readonly cancel?: number | undefined;
}

/** The error when nothing listens: the worker has ended, or was never started. */
export class NobodyThere extends Error {
  override readonly name = 'NobodyThere';
}

interface Pending {
  readonly settle: (message: Extract<WorkerMessage, { type: 'reply' | 'failed' | 'progress' }>) => void;
  readonly lose: (error: Error) => void;
}

type Welcome = Extract<WorkerMessage, { type: 'welcome' }>;

export class WorkerConnection<Table extends MethodTable> {
  private readonly pending = new Map<number, Pending>();
  private lastId = 0;
  private open = true;

  private constructor(
    private readonly table: Table,
    private readonly socket: Socket,
    private readonly options: ConnectionOptions,
    readonly welcome: Welcome,
  ) {}

  /** Throws NobodyThere, OtherRights, `worker.otherVersion`, `worker.timeout`. */
  static async connect<Table extends MethodTable>(
    table: Table,
    options: ConnectionOptions,
  ): Promise<WorkerConnection<Table>> {
    const socket = await openSocket(options);
    const welcomeLimit = options.limits?.welcome ?? welcomeTimeout;
    const lines = new LineSplitter(longestAnswer);
    const hello: ClientMessage = { type: 'hello', protocol: protocolVersion, token: options.token };
    return new Promise((resolve, reject) => {
      let connection: WorkerConnection<Table> | null = null;
      const timer = setTimeout(
        () => fail(new UserError('worker.timeout', { seconds: welcomeLimit / 1000 })),
        welcomeLimit,
      );
      const fail = (error: Error) => {
        clearTimeout(timer);
        socket.destroy();
        if (connection === null) reject(error);
        else connection.lose();
      };
      const take = (message: WorkerMessage | null) => {
        if (connection !== null && message !== null) {
          connection.take(message);
          return;
        }
        if (message?.type !== 'welcome') {
          fail(message?.type === 'refused' ? refusal(message) : new NobodyThere('no welcome'));
          return;
        }
        clearTimeout(timer);
        connection = new WorkerConnection(table, socket, options, message);
        resolve(connection);
      };
      socket.on('error', () => undefined);
      socket.on('close', () => fail(new NobodyThere('closed')));
      socket.on('data', (piece: Buffer) => {
        try {
          for (const line of lines.take(piece)) take(parse(line));
        } catch (error) {
          fail(asError(error));
        }
      });
      socket.write(`${JSON.stringify(hello)}\n`);
    });
  }

  /** Rejects with a UserError, with Cancelled, or with what `onProgress` threw. */
  request<Name extends MethodName<Table>>(
    method: Name,
    params: Params<Table, Name>,
    options: RequestOptions<Progress<Table, Name>> = {},
  ): Promise<Result<Table, Name>> {
    const { signal, onProgress, timeout = this.options.limits?.answer ?? answerTimeout } = options;
    if (signal?.aborted === true) return Promise.reject(new Cancelled());
    if (!this.open) return Promise.reject(new UserError('worker.lost'));
    const id = ++this.lastId;
    const shape = this.table[method]!;
    return new Promise<Result<Table, Name>>((resolve, reject) => {
      const cancel = () => this.send({ type: 'cancel', id });
      const deadline = new Deadline(timeout, () => {
        cancel();
        done(() => reject(new UserError('worker.timeout', { seconds: timeout / 1000 })));
        this.awaitEnd(id);
      });
      const done = (tell: () => void) => {
        deadline.clear();
        signal?.removeEventListener('abort', cancel);
        this.pending.delete(id);
        tell();
      };
      signal?.addEventListener('abort', cancel, { once: true });
      this.pending.set(id, {
        lose: (error) => done(() => reject(error)),
        settle: (message) => {
          if (message.type === 'failed') return done(() => reject(this.errorOf(message.failure)));
          if (message.type === 'reply')
            return done(() => resolve(shape.result.parse(message.result) as Result<Table, Name>));
          deadline.restart();
          onProgress?.(shape.progress.parse(message.progress) as Progress<Table, Name>);
        },
      });
      this.send({ type: 'request', id, method, params });
    });
  }

  /** False once the other side is gone, or `close` was called. */
  get isOpen(): boolean {
    return this.open;
  }

  /** Ends the connection; what is pending is rejected as cancelled. */
  close(): void {
    this.open = false;
    this.socket.destroy();
    this.rejectAll(new Cancelled());
  }

  /** Waits a little longer for a cancelled request: whether it ends shows whether the process still works. */
  private awaitEnd(id: number): void {
    const timer = setTimeout(() => {
      this.pending.delete(id);
      if (this.open) this.options.onStuck?.();
    }, this.options.limits?.cancel ?? cancelTimeout);
    const end = () => {
      clearTimeout(timer);
      this.pending.delete(id);
    };
    this.pending.set(id, { lose: end, settle: ({ type }) => (type === 'progress' ? undefined : end()) });
  }

  private send(message: ClientMessage): void {
    if (this.open) this.socket.write(`${JSON.stringify(message)}\n`);
  }

  private take(message: WorkerMessage): void {
    switch (message.type) {
      case 'reply':
      case 'failed':
      case 'progress':
        // An answer that arrives after its timeout has no waiting request.
        return this.settle(message);
      case 'event':
      case 'status':
        return this.options.onMessage?.(message);
      case 'welcome':
      case 'refused':
        return;
    }
  }

  private settle(message: Extract<WorkerMessage, { type: 'reply' | 'failed' | 'progress' }>): void {
    const pending = this.pending.get(message.id);
    try {
      pending?.settle(message);
    } catch (error) {
      pending?.lose(asError(error));
    }
  }

  private errorOf(failure: RequestFailure): Error {
    switch (failure.kind) {
      case 'user':
        return userError(failure);
      case 'cancelled':
        return new Cancelled();
      case 'defect':
        return new UserError('usage.defect', { reason: failure.message, log: this.options.log });
    }
  }

  private lose(): void {
    if (!this.open) return;
    this.open = false;
    this.rejectAll(new UserError('worker.lost'));
    this.options.onLost?.();
  }

  private rejectAll(error: Error): void {
    for (const { lose } of [...this.pending.values()]) lose(error);
  }
}

async function openSocket({ socket: path, patience, gaveUp }: ConnectionOptions): Promise<Socket> {
  const until = Date.now() + patience;
  for (;;) {
    const socket = connectOwn(path);
    if (socket === null) throw new NobodyThere('no socket of ours');
    const error = await new Promise<Error | null>((resolve) =>
      socket.once('connect', () => resolve(null)).once('error', resolve),
    );
    if (error === null) return socket;
    const reason = gaveUp?.() ?? null;
    if (reason !== null) throw new NobodyThere(reason);
    if (hasCode(error, 'EPERM', 'EACCES')) throw new OtherRights();
    // ENOENT: the socket does not exist yet, or any more. ECONNREFUSED: it belongs to a process that died.
    if (!hasCode(error, 'ENOENT', 'ECONNREFUSED', 'EAGAIN') || Date.now() >= until)
      throw new NobodyThere(error.message);
    await wait(connectInterval);
  }
}

function parse(line: string): WorkerMessage | null {
  return workerMessageSchema.safeParse(parseBoundedJson(line)).data ?? null;
}

function refusal({ reason }: Extract<WorkerMessage, { type: 'refused' }>): Error {
  return reason === 'protocol' ? new OtherProtocol() : new NobodyThere(`refused: ${reason}`);
}

/** The process lives and lets this one not in: it was started as administrator, say. */
export class OtherRights extends Error {
  override readonly name = 'OtherRights';
}

/** The process speaks another version of the messages. */
export class OtherProtocol extends Error {
  override readonly name = 'OtherProtocol';
}

function userError({ code, values }: Extract<RequestFailure, { kind: 'user' }>): UserError {
  // The values of a code that is only known at run time.
  const make = UserError as unknown as new (
    code: string,
    values: Readonly<Record<string, string | number>>,
  ) => UserError;
  return new make(code, values);
}
