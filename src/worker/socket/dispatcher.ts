// Dispatches requests: parses their parameters, calls the handler, and turns whatever is thrown into an answer.

import { Interruption } from '../../jobs/interruption.js';
import { systemFailure } from '../../jobs/systemFailure.js';
import { isUserError } from '../../shared/errors.js';
import { reasonOf, traceOf } from '../../shared/failures.js';
import type {
  MethodName,
  MethodTable,
  Params,
  Progress,
  RequestFailure,
  Result,
  WorkerMessage,
} from '../../shared/messages/worker.js';

/** What a handler knows about the request that it answers. */
export interface Call<Word> {
  /** Aborted when the client cancels or disconnects. */
  readonly signal: AbortSignal;
  readonly progress: (word: Word) => void;
  /** The client that asks: what is opened for it is closed with it. */
  readonly client: object;
}

export type Handlers<Table extends MethodTable> = {
  readonly [Name in MethodName<Table>]: (
    params: Params<Table, Name>,
    call: Call<Progress<Table, Name>>,
  ) => Promise<Result<Table, Name>>;
};

export type Answer = Extract<WorkerMessage, { type: 'reply' | 'failed' | 'progress' }>;

export interface DispatcherOptions<Table extends MethodTable> {
  readonly methods: Table;
  readonly handlers: Handlers<Table>;
  readonly log: (line: string) => void;
  /** Called at every request, when it arrives and when it is answered. */
  readonly onRequest?: (() => void) | undefined;
}

type AnyHandler = (params: unknown, call: Call<unknown>) => Promise<unknown>;

/** The largest numbers of a client's requests that are worked on, and that wait for one of those to end. */
const mostPending = 256;
const mostWaiting = 4096;

interface Waiting {
  readonly method: string;
  readonly params: unknown;
}

/** The conversation with one client. */
export class Dispatcher<Table extends MethodTable> {
  private readonly pending = new Map<number, AbortController>();
  /** In the order in which they came. */
  private readonly waiting = new Map<number, Waiting>();
  private readonly client = {};

  constructor(
    private readonly options: DispatcherOptions<Table>,
    private readonly send: (answer: Answer) => void,
  ) {}

  get busy(): boolean {
    return this.pending.size + this.waiting.size > 0;
  }

  /** The identity that handlers see as `call.client`. */
  get identity(): object {
    return this.client;
  }

  /** Answers asynchronously. A request whose id is in use is a fault of the client and fails. */
  request(id: number, method: string, params: unknown): void {
    if (this.pending.has(id) || this.waiting.has(id))
      return this.fail(id, { kind: 'defect', message: `request ${id} cannot be taken` });
    if (this.waiting.size >= mostWaiting)
      return this.fail(id, { kind: 'user', code: 'worker.tooMany', values: { limit: mostPending + mostWaiting } });
    this.options.onRequest?.();
    this.waiting.set(id, { method, params });
    this.beginNext();
  }

  cancel(id: number): void {
    this.pending.get(id)?.abort();
    if (this.waiting.delete(id)) this.fail(id, { kind: 'cancelled' });
  }

  /** The client has disconnected: nothing more is sent, and its requests stop. */
  close(): void {
    this.waiting.clear();
    for (const controller of this.pending.values()) controller.abort();
  }

  private beginNext(): void {
    const [next] = this.waiting;
    if (next === undefined || this.pending.size >= mostPending) return;
    const [id, { method, params }] = next;
    this.waiting.delete(id);
    const controller = new AbortController();
    this.pending.set(id, controller);
    void this.answer(id, method, params, controller.signal).finally(() => {
      this.pending.delete(id);
      this.options.onRequest?.();
      this.beginNext();
    });
  }

  private async answer(id: number, name: string, params: unknown, signal: AbortSignal): Promise<void> {
    try {
      const method = Object.hasOwn(this.options.methods, name) ? this.options.methods[name] : undefined;
      const handler = (this.options.handlers as Readonly<Record<string, AnyHandler>>)[name];
      if (method === undefined || handler === undefined) throw new Error(`no method ${name}`);
      const parsed = method.params.safeParse(params);
      if (!parsed.success)
        throw new Error(`${name}: ${parsed.error.issues[0]?.path.join('.')}: ${parsed.error.issues[0]?.message}`);
      const result = await handler(parsed.data, {
        signal,
        client: this.client,
        progress: (progress) => this.send({ type: 'progress', id, progress }),
      });
      this.send({ type: 'reply', id, result });
    } catch (error) {
      this.fail(id, this.failureOf(error, signal));
    }
  }

  private fail(id: number, failure: RequestFailure): void {
    this.send({ type: 'failed', id, failure });
  }

  private failureOf(error: unknown, signal: AbortSignal): RequestFailure {
    if (error instanceof Interruption || (signal.aborted && !isUserError(error))) return { kind: 'cancelled' };
    const failure = isUserError(error) ? error : systemFailure(error);
    this.options.log(traceOf(error));
    if (failure !== null) return { kind: 'user', code: failure.code, values: failure.values };
    return { kind: 'defect', message: reasonOf(error) };
  }
}
