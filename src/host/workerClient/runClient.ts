// A run that a worker process is working on: started or found again, followed, paused, stopped.

import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';

import { parseBoundedJson } from '../../base/json.js';
import { readSmallText } from '../../base/openFile.js';
import { ownPlace } from '../../processes/place.js';
import { isOwnSocket, newSocketPath, newToken, privateFolder, removeQuietly } from '../../processes/privateFolder.js';
import { UserError } from '../../shared/errors.js';
import type { RunEvent } from '../../shared/events.js';
import { isOver } from '../../shared/messages/phases.js';
import {
  type RunStatus,
  type TrainingMethods,
  trainingMethods,
  type WorkerAddress,
  workerAddressSchema,
  workerFileName,
  type WorkerMessage,
} from '../../shared/messages/worker.js';
import { type TrainingStart } from '../../shared/messages/workerStart.js';
import { NobodyThere, OtherProtocol, OtherRights, WorkerConnection } from './connection.js';
import { startProcess, type WorkerProgram } from './program.js';
import { connectInterval, startTimeout, terminateTimeout } from './timeouts.js';

/** Callbacks for the course of a run; each is optional. */
export interface RunListener {
  /** Called with the status: right after connecting, at every change of phase, and at most four times a second. */
  readonly onStatus?: ((status: RunStatus) => void) | undefined;
  /**
   * Called with the run's events in order, each once: first those of the journal in pages, then live ones. Only after
   * `follow`.
   */
  readonly onEvents?: ((events: readonly RunEvent[]) => void) | undefined;
  /** Called when the worker died with the run unfinished: it can be resumed from its last checkpoint. */
  readonly onLost?: (() => void) | undefined;
}

type Unasked = Extract<WorkerMessage, { type: 'event' | 'status' }>;
type LiveEvent = Extract<WorkerMessage, { type: 'event' }>;

/**
 * Starts a worker for a new run, or for one to be resumed. What is wrong with data or settings comes as a status with a
 * failure.
 * @throws UserError `worker.notStarted`, `worker.timeout`
 */
export async function startRun(
  program: WorkerProgram,
  run: TrainingStart['run'],
  listener: RunListener,
): Promise<RunClient> {
  const address = { socket: newSocketPath(privateFolder()), token: newToken() };
  const start: TrainingStart = { ...address, run };
  const started = await startProcess(program, 'train', start);
  try {
    return await RunClient.connect({ ...address, pid: started.pid }, listener, {
      patience: startTimeout,
      gaveUp: started.exit,
      log: started.log,
    });
  } catch (error) {
    if (!(error instanceof NobodyThere)) throw error;
    throw new UserError('worker.notStarted', { reason: error.message, log: started.log }, { cause: error });
  }
}

/**
 * Finds the worker of a run again, after a reload or from another window; null when none is alive.
 * @throws UserError `worker.otherVersion` when it belongs to another version of the extension, `worker.otherRights`
 */
export async function attachRun(folder: string, listener: RunListener): Promise<RunClient | null> {
  const file = join(folder, workerFileName);
  const address = readAddress(file);
  // A process of another machine that shares the folder cannot be reached from here, and its file stays.
  if (address === null || (address.place !== null && address.place !== ownPlace())) return null;
  try {
    return await RunClient.connect({ ...address, pid: null }, listener, { patience: 0, log: file });
  } catch (error) {
    if (error instanceof OtherProtocol)
      throw new UserError('worker.otherVersion', { pid: String(address.pid) }, { cause: error });
    if (error instanceof OtherRights)
      throw new UserError('worker.otherRights', { pid: String(address.pid) }, { cause: error });
    if (!(error instanceof NobodyThere)) throw error;
    removeStale(file, address);
    return null;
  }
}

/** In bytes; an address has some hundred. */
const longestAddress = 1 << 16;

/** The content of worker.json; null when it is missing or invalid. */
export function readAddress(file: string): WorkerAddress | null {
  try {
    return workerAddressSchema.parse(parseBoundedJson(readSmallText(file, { limit: longestAddress })));
  } catch {
    return null;
  }
}

/**
 * Removes the address file and the socket of a dead worker of this machine. The folder may be a stranger's: only a
 * socket of our own is removed.
 */
export function removeStale(file: string, { socket, place }: Pick<WorkerAddress, 'socket' | 'place'>): void {
  if (place !== ownPlace()) return;
  removeQuietly(file);
  if (process.platform !== 'win32' && isOwnSocket(socket)) removeQuietly(socket);
}

interface ProcessAddress {
  readonly socket: string;
  /** The id of a process that this window has started; null for one that a run's folder names. */
  readonly pid: number | null;
}

interface Reach {
  readonly patience: number;
  readonly gaveUp?: () => string | null;
  readonly log: string;
}

export class RunClient {
  private latest: RunStatus | null = null;
  /** The number of bytes of the journal that `onEvents` has received. */
  private told = 0;
  /** Events that arrived while the journal is being read; null before `follow`, and once it has caught up. */
  private waiting: LiveEvent[] | null = null;
  private following = false;
  private connection!: WorkerConnection<TrainingMethods>;

  private constructor(
    private readonly address: ProcessAddress,
    private readonly listener: RunListener,
  ) {}

  static async connect(
    address: ProcessAddress & Pick<WorkerAddress, 'token'>,
    listener: RunListener,
    reach: Reach,
  ): Promise<RunClient> {
    const client = new RunClient(address, listener);
    client.connection = await WorkerConnection.connect(trainingMethods, {
      socket: address.socket,
      token: address.token,
      ...reach,
      onMessage: (message) => client.take(message),
      onLost: () => client.lost(),
    });
    client.latest ??= await client.connection.request('state', {});
    return client;
  }

  /** The worker's socket: another process has another one. */
  get socket(): string {
    return this.address.socket;
  }

  get status(): RunStatus {
    return this.latest!;
  }

  /** The run's folder; null until the worker has made it. */
  get folder(): string | null {
    return this.status.folder;
  }

  get isOver(): boolean {
    return isOver(this.status);
  }

  pause = () => this.connection.request('pause', {}).then(() => undefined);
  resume = () => this.connection.request('resume', {}).then(() => undefined);
  stopAndKeepBest = () => this.connection.request('stopAndKeepBest', {}).then(() => undefined);

  /**
   * Calls `onEvents` with all events from the run's beginning, and then with new ones. Resolves once it has caught up.
   */
  async follow(): Promise<void> {
    if (this.following || this.waiting !== null) return;
    this.waiting = [];
    for (let more = true; more;) {
      const page = await this.connection.request('journal', { from: this.told });
      this.told = page.next;
      more = page.more;
      if (page.events.length > 0) this.listener.onEvents?.(page.events);
    }
    const { waiting } = this;
    this.waiting = null;
    this.following = true;
    for (const event of waiting) this.tell(event);
  }

  /** Asks the run to stop; a worker that does not answer in time is ended, and the run can be resumed. */
  stop = async (): Promise<void> => {
    try {
      await this.connection.request('stop', {});
    } catch (error) {
      if (!(error instanceof UserError) || error.code !== 'worker.timeout') throw error;
      await this.terminate();
    }
  };

  /** Disconnects; the run continues. */
  dispose(): void {
    this.connection.close();
  }

  /**
   * Ends a worker that does not answer. The process is known to be ours as long as the connection is open: it listens
   * in our private folder. A pipe on Windows proves nothing, so that there only a process of this window is ended.
   */
  private async terminate(): Promise<void> {
    const { pid } = process.platform === 'win32' ? this.address : this.connection.welcome;
    if (pid === null) return;
    const until = Date.now() + terminateTimeout;
    if (this.connection.isOpen) signal(pid, 'SIGTERM');
    while (this.connection.isOpen && Date.now() < until) await wait(connectInterval);
    if (this.connection.isOpen) signal(pid, 'SIGKILL');
  }

  private take(message: Unasked): void {
    if (message.type === 'status') {
      this.latest = message.status;
      return this.listener.onStatus?.(message.status);
    }
    if (this.waiting !== null) this.waiting.push(message);
    else if (this.following) this.tell(message);
  }

  /** An event without a position is in no journal: the run failed before it had a folder. */
  private tell({ position, event }: LiveEvent): void {
    if (position !== 0 && position <= this.told) return;
    this.told = Math.max(this.told, position);
    this.listener.onEvents?.([event]);
  }

  private lost(): void {
    if (this.latest !== null && this.isOver) return;
    const folder = this.latest?.folder ?? null;
    const file = folder === null ? null : join(folder, workerFileName);
    const address = file === null ? null : readAddress(file);
    if (file !== null && address?.socket === this.address.socket) removeStale(file, address);
    this.listener.onLost?.();
  }
}

/** Sends a signal; a process that is gone needs none. */
function signal(pid: number, name: NodeJS.Signals): void {
  try {
    process.kill(pid, name);
  } catch {
    // The process has ended meanwhile.
  }
}
