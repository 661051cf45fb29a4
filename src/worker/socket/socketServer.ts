// The socket of a worker process: admits clients that know the secret, reads their requests, writes answers, with
// limits in both directions.

import { timingSafeEqual } from 'node:crypto';
import { createServer, type Server, type Socket } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';

import { parseBoundedJson } from '../../base/json.js';
import { LineSplitter } from '../../shared/messages/lines.js';
import {
  type ClientMessage,
  clientMessageSchema,
  longestAnswer,
  longestRequest,
  type MethodTable,
  protocolVersion,
  type WorkerMessage,
  type WorkerRole,
} from '../../shared/messages/worker.js';
import { Dispatcher, type DispatcherOptions } from './dispatcher.js';

/** Milliseconds within which a client has to introduce itself. */
const helloTimeout = 5000;
/**
 * The bytes that may wait for a client that does not read; one that is further behind is disconnected, and may connect
 * again.
 */
const mostUnread = 64 << 20;

export interface SocketServerOptions<Table extends MethodTable> extends DispatcherOptions<Table> {
  readonly socket: string;
  readonly token: string;
  readonly role: WorkerRole;
  readonly product: string;
  /** Called with a client that was admitted, after its welcome. */
  readonly onClient?: ((send: (message: WorkerMessage) => void) => void) | undefined;
  /** Called when a client has disconnected, with its identity in calls. */
  readonly onGone?: ((client: object) => void) | undefined;
}

export class SocketServer<Table extends MethodTable> {
  private readonly clients = new Set<ClientConnection<Table>>();
  private readonly server: Server;

  private constructor(options: SocketServerOptions<Table>) {
    this.server = createServer((socket) => {
      const client = new ClientConnection(socket, options, (left) => this.clients.delete(left));
      this.clients.add(client);
    });
  }

  /** Listens where this user alone can connect. Throws a system error when the socket cannot be made. */
  static async listen<Table extends MethodTable>(options: SocketServerOptions<Table>): Promise<SocketServer<Table>> {
    const listening = new SocketServer(options);
    const before = process.umask(0o177);
    try {
      await new Promise<void>((resolve, reject) => {
        listening.server.once('error', reject);
        listening.server.listen(options.socket, resolve);
      });
    } finally {
      process.umask(before);
    }
    return listening;
  }

  /** The number of admitted clients. */
  get guests(): number {
    return [...this.clients].filter(({ isGuest }) => isGuest).length;
  }

  get busy(): boolean {
    return [...this.clients].some((client) => client.busy);
  }

  broadcast(message: WorkerMessage): void {
    const line = encode(message);
    for (const client of this.clients) if (client.isGuest) client.sendLine(line);
  }

  /** Admits no further clients, and closes when all have read everything, or after that many milliseconds. */
  async close(timeout: number): Promise<void> {
    this.server.close();
    const ends = [...this.clients].map((client) => client.end());
    await Promise.race([Promise.all(ends), wait(timeout)]);
    for (const client of this.clients) client.destroy();
  }
}

function encode(message: WorkerMessage): string {
  return `${JSON.stringify(message)}\n`;
}

class ClientConnection<Table extends MethodTable> {
  isGuest = false;
  private readonly lines = new LineSplitter(longestRequest);
  private readonly dispatcher: Dispatcher<Table>;
  private readonly hurry: NodeJS.Timeout;

  constructor(
    private readonly socket: Socket,
    private readonly options: SocketServerOptions<Table>,
    onClose: (client: ClientConnection<Table>) => void,
  ) {
    this.dispatcher = new Dispatcher(options, (answer) => this.send(answer));
    this.hurry = setTimeout(() => this.refuse('message'), helloTimeout);
    socket.on('data', (piece: Buffer) => this.take(piece));
    // The error of a broken connection is of no use: 'close' follows.
    socket.on('error', () => undefined);
    socket.on('close', () => {
      clearTimeout(this.hurry);
      this.dispatcher.close();
      onClose(this);
      if (this.isGuest) options.onGone?.(this.dispatcher.identity);
    });
  }

  get busy(): boolean {
    return this.dispatcher.busy;
  }

  send(message: WorkerMessage): void {
    const line = encode(message);
    if (line.length <= longestAnswer || message.type !== 'reply') return this.sendLine(line);
    const values = { megabytes: Math.ceil(line.length / 1e6) };
    this.sendLine(
      encode({ type: 'failed', id: message.id, failure: { kind: 'user', code: 'worker.answerTooLong', values } }),
    );
  }

  sendLine(line: string): void {
    if (!this.socket.writable) return;
    this.socket.write(line);
    if (this.socket.writableLength > mostUnread) this.destroy();
  }

  end(): Promise<void> {
    return new Promise((resolve) => {
      this.socket.once('close', () => resolve());
      this.socket.end();
    });
  }

  destroy(): void {
    this.socket.destroy();
  }

  private take(piece: Buffer): void {
    try {
      for (const line of this.lines.take(piece)) if (this.socket.writable) this.read(line);
    } catch {
      // The splitter throws only for a line that is too long.
      this.refuse('tooLong');
    }
  }

  private read(line: string): void {
    const message = parse(line);
    if (message === null || (message.type === 'hello') === this.isGuest) return this.refuse('message');
    switch (message.type) {
      case 'hello':
        return this.welcome(message);
      case 'request':
        return this.dispatcher.request(message.id, message.method, message.params);
      case 'cancel':
        return this.dispatcher.cancel(message.id);
    }
  }

  private welcome({ token, protocol }: Extract<ClientMessage, { type: 'hello' }>): void {
    if (!isSame(token, this.options.token)) return this.refuse('token');
    if (protocol !== protocolVersion) return this.refuse('protocol');
    clearTimeout(this.hurry);
    this.isGuest = true;
    const { product, role } = this.options;
    this.send({ type: 'welcome', protocol: protocolVersion, product, pid: process.pid, role });
    this.options.onClient?.((message) => this.send(message));
  }

  private refuse(reason: Extract<WorkerMessage, { type: 'refused' }>['reason']): void {
    this.options.log(`a client was refused: ${reason}`);
    // Further data is discarded.
    this.socket.removeAllListeners('data').resume();
    this.socket.end(encode({ type: 'refused', reason, protocol: protocolVersion }));
    // A client that does not close its side is not waited for.
    setTimeout(() => this.destroy(), helloTimeout).unref();
  }
}

function parse(line: string): ClientMessage | null {
  try {
    return clientMessageSchema.safeParse(parseBoundedJson(line)).data ?? null;
  } catch {
    return null;
  }
}

/** Compares in a time that does not reveal how much was right. */
function isSame(given: string, secret: string): boolean {
  const a = Buffer.from(given);
  const b = Buffer.from(secret);
  return a.length === b.length && timingSafeEqual(a, b);
}
