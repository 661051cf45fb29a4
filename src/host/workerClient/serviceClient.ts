// The client of the service worker, which predicts and inspects data: it is started at the first request, shared by all
// windows, and restarted when it dies.

import { createHash } from 'node:crypto';
import { join } from 'node:path';

import { newSocketPath, newToken, privateFolder, serviceFile } from '../../processes/privateFolder.js';
import { isUserError, UserError } from '../../shared/errors.js';
import {
  type MethodName,
  type Params,
  type Progress,
  type Result,
  type ServiceMethods,
  serviceMethods,
} from '../../shared/messages/worker.js';
import { type ServiceStart } from '../../shared/messages/workerStart.js';
import {
  type ConnectionLimits,
  NobodyThere,
  OtherProtocol,
  type RequestOptions,
  WorkerConnection,
} from './connection.js';
import { startProcess, type WorkerProgram } from './program.js';
import { readAddress, removeStale } from './runClient.js';
import { idleTimeout, mostRestarts, restartWindow, startTimeout } from './timeouts.js';

type Connection = WorkerConnection<ServiceMethods>;

export interface ServiceOptions {
  /** Called when the process has ended: its open data files are closed. The next request starts it again. */
  readonly onLost?: (() => void) | undefined;
  /** Milliseconds after which an idle process ends. */
  readonly idle?: number | undefined;
  readonly limits?: ConnectionLimits | undefined;
}

export class ServiceClient {
  private connection: Promise<Connection> | null = null;
  private starts: number[] = [];
  private disposed = false;

  constructor(
    private readonly program: WorkerProgram,
    private readonly options: ServiceOptions = {},
  ) {}

  /** Rejects with a UserError (`worker.lost` when the process died meanwhile), or with Cancelled. */
  async request<Name extends MethodName<ServiceMethods>>(
    method: Name,
    params: Params<ServiceMethods, Name>,
    options: RequestOptions<Progress<ServiceMethods, Name>> = {},
  ): Promise<Result<ServiceMethods, Name>> {
    const connection = await this.connect();
    return connection.request(method, params, options);
  }

  /**
   * Leaves the process; the next request uses one with the present variables. Pending requests are rejected as if the
   * process had been lost.
   */
  renew(): void {
    const before = this.connection;
    this.connection = null;
    if (before === null) return;
    void before.then(
      (connection) => connection.close(),
      () => undefined,
    );
    this.options.onLost?.();
  }

  /** Disconnects; the process stays for other windows, and ends when it is idle. */
  dispose(): void {
    this.disposed = true;
    void this.connection?.then(
      (connection) => connection.close(),
      () => undefined,
    );
    this.connection = null;
  }

  private connect(): Promise<Connection> {
    if (this.disposed) return Promise.reject(new UserError('worker.lost'));
    this.connection ??= this.open().catch((error: unknown) => {
      this.connection = null;
      throw error;
    });
    return this.connection;
  }

  private async open(): Promise<Connection> {
    const { script, environment } = this.program;
    // The file with the address: windows whose settings give other variables use different processes.
    const kind = createHash('sha256').update(JSON.stringify([script, environment ?? {}]));
    const address = serviceFile(kind.digest('hex').slice(0, 8));
    return (await this.join(address)) ?? this.start(address);
  }

  /** Connects to the process that another window has started; null when there is none. */
  private async join(file: string): Promise<Connection | null> {
    const address = readAddress(file);
    if (address === null) return null;
    try {
      return await this.reach({ socket: address.socket, token: address.token, patience: 0, log: file }, address.pid);
    } catch (error) {
      if (error instanceof OtherProtocol) return null;
      // It accepts connections without a welcome: it is stuck for all windows. A process that listens in our own folder
      // is ours.
      if (isUserError(error) && error.code === 'worker.timeout') endProcess(address.pid);
      else if (!(error instanceof NobodyThere)) throw error;
      removeStale(file, address);
      return null;
    }
  }

  private async start(address: string): Promise<Connection> {
    const now = Date.now();
    this.starts = [...this.starts.filter((time) => now - time < restartWindow), now];
    const log = join(this.program.logFolder, 'serve.log');
    if (this.starts.length > mostRestarts)
      throw new UserError('worker.notStarted', { reason: `${mostRestarts} × exit`, log });
    const start: ServiceStart = {
      socket: newSocketPath(privateFolder()),
      token: newToken(),
      idleSeconds: (this.options.idle ?? idleTimeout) / 1000,
      address,
    };
    const started = await startProcess(this.program, 'serve', start);
    try {
      const { exit: gaveUp, log, pid } = started;
      return await this.reach({ socket: start.socket, token: start.token, patience: startTimeout, gaveUp, log }, pid);
    } catch (error) {
      if (started.exit() === null) endProcess(started.pid);
      if (!(error instanceof NobodyThere)) throw error;
      throw new UserError('worker.notStarted', { reason: error.message, log: started.log }, { cause: error });
    }
  }

  /** @param pid of the process that listens there, from its own address or because this window started it */
  private reach(
    options: Omit<Parameters<typeof WorkerConnection.connect>[1], 'onLost' | 'onMessage' | 'onStuck' | 'limits'>,
    pid: number,
  ): Promise<Connection> {
    return WorkerConnection.connect(serviceMethods, {
      ...options,
      limits: this.options.limits,
      // All windows lose it, and the next request of each uses a new process.
      onStuck: () => endProcess(pid),
      onLost: () => {
        this.connection = null;
        this.options.onLost?.();
      },
    });
  }
}

/**
 * Ends a stuck service. Only called while it listens on a socket of our own folder, so that the process id is still its
 * own; its JavaScript would handle no other signal.
 */
function endProcess(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // The process has ended meanwhile.
  }
}
