// The worker that predicts and looks at data: started when something is asked, shared by the windows, started again
// when it dies.

import { createHash } from 'node:crypto';
import { join } from 'node:path';

import { newSocketPath, newToken, privateFolder } from '../../processes/privateFolder.js';
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
  /** The process is gone: data files that were open in it are closed. It starts again with the next request. */
  readonly onLost?: (() => void) | undefined;
  /** Milliseconds after which a process that does nothing ends. */
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

  /** Rejects with a UserError, `worker.lost` when the process died on the way, or with Cancelled. */
  async request<Name extends MethodName<ServiceMethods>>(
    method: Name,
    params: Params<ServiceMethods, Name>,
    options: RequestOptions<Progress<ServiceMethods, Name>> = {},
  ): Promise<Result<ServiceMethods, Name>> {
    const connection = await this.connect();
    return connection.request(method, params, options);
  }

  /**
   * Leaves the process for one with the variables of now, with the next request. What is pending is cancelled, as if it
   * had been lost.
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

  /** The process stays for other windows, and ends when none has asked for a while. */
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
    // Windows whose settings give the process other variables do not share one.
    const kind = createHash('sha256').update(JSON.stringify([script, environment ?? {}]));
    const address = join(privateFolder(), `service-${kind.digest('hex').slice(0, 8)}.json`);
    return (await this.join(address)) ?? this.start(address);
  }

  /** The process that another window has started; null when there is none to talk to. */
  private async join(file: string): Promise<Connection | null> {
    const address = readAddress(file);
    if (address === null) return null;
    try {
      return await this.reach({ socket: address.socket, token: address.token, patience: 0, log: file }, address.pid);
    } catch (error) {
      if (error instanceof OtherProtocol) return null;
      // It listens, and does not even welcome: stuck for all windows. What listens in our own folder is ours.
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
      return await this.reach(
        { ...{ socket: start.socket, token: start.token, patience: startTimeout, gaveUp, log } },
        pid,
      );
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
      // The others lose it with this window, and all are served by a new one.
      onStuck: () => endProcess(pid),
      onLost: () => {
        this.connection = null;
        this.options.onLost?.();
      },
    });
  }
}

/**
 * Ends a service that is stuck. Only called while it listens on a socket of our own folder, so that the number is its
 * own still; its JavaScript hears no other signal.
 */
function endProcess(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // It has ended meanwhile.
  }
}
