// The worker of one run: trains, reports to every client, and follows their requests between steps.

import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';

import { removeIfThere } from '../../base/files.js';
import { lookAt } from '../../base/openFile.js';
import { computing } from '../../jobs/devices/computing.js';
import type { JobContext } from '../../jobs/jobs.js';
import { RunSwitch } from '../../jobs/runControl.js';
import { firstLine, systemFailure } from '../../jobs/systemFailure.js';
import { ownPlace } from '../../processes/place.js';
import { journalPath, readJournalPage } from '../../runs/journal.js';
import { isUserError, UserError } from '../../shared/errors.js';
import type { RunEvent } from '../../shared/events.js';
import { reasonOf, traceOf } from '../../shared/failures.js';
import {
  protocolVersion,
  type TrainingMethods,
  trainingMethods,
  type WorkerAddress,
  workerFileName,
} from '../../shared/messages/worker.js';
import { type TrainingStart } from '../../shared/messages/workerStart.js';
import type { Handlers } from '../socket/dispatcher.js';
import type { ProcessContext } from '../socket/processContext.js';
import { SocketServer } from '../socket/socketServer.js';
import { StatusKeeper } from './statusKeeper.js';

/** Milliseconds between two progress updates; a change of phase is reported at once. */
const statusInterval = 250;
/**
 * Milliseconds that a finished run waits for a client to report to when there was none, and for all clients to have
 * read everything.
 */
const lingerTimeout = 15_000;
const farewellTimeout = 5000;

/** Trains to the end; resolves when the process may exit. */
export async function serveTraining(start: TrainingStart, process: ProcessContext): Promise<void> {
  const server = new TrainingServer(start, process);
  await server.run();
}

class TrainingServer {
  private readonly keeper = new StatusKeeper();
  private readonly stopping = new AbortController();
  private readonly control = new RunSwitch((paused) => this.pauseChanged(paused));
  private server: SocketServer<TrainingMethods> | null = null;
  private statusTimer: NodeJS.Timeout | null = null;
  /** Whether any client has received the end of the run. */
  private heard = false;

  constructor(
    private readonly start: TrainingStart,
    private readonly process: ProcessContext,
  ) {}

  async run(): Promise<void> {
    const { socket, token } = this.start;
    const { product, log } = this.process;
    this.server = await SocketServer.listen<TrainingMethods>({
      socket,
      token,
      product,
      log,
      methods: trainingMethods,
      handlers: this.handlers(),
      role: 'training',
      onClient: (send) => {
        this.heard ||= this.keeper.isOver;
        send({ type: 'status', status: this.keeper.status });
      },
    });
    this.process.onStop(() => this.stop());
    await this.train();
    await this.sayEnd();
  }

  private async train(): Promise<void> {
    const { train, resume } = await import('../../jobs/train/train.js');
    const { run } = this.start;
    try {
      if (run.kind === 'resume')
        await resume(run.folder, this.context(), run.rowsAtOnce === null ? {} : { batch: run.rowsAtOnce });
      else await train({ data: run.data, settings: run.settings, out: run.out ?? undefined }, this.context());
    } catch (error) {
      this.fail(error);
    }
  }

  private context(): JobContext {
    const { product, bundledModels, log } = this.process;
    return {
      bundledModels,
      log,
      version: product,
      signal: this.stopping.signal,
      control: this.control,
      emit: (event) => this.tell(event),
      attach: (folder) => this.attach(folder),
      download: (progress) => {
        this.keeper.download = progress;
        this.sayStatusSoon();
      },
      ...computing,
    };
  }

  /** Publishes the address of this process in the run's folder. */
  private attach(folder: string): () => void {
    this.keeper.folder = folder;
    this.sayStatus();
    const { socket, token } = this.start;
    const address: WorkerAddress = { protocol: protocolVersion, pid: process.pid, socket, token, place: ownPlace() };
    const file = join(folder, workerFileName);
    try {
      removeIfThere(file);
      writeFileSync(file, JSON.stringify(address), { mode: 0o600, flag: 'wx' });
    } catch (error) {
      // The run continues: it is only that other windows cannot find it.
      this.process.log(`${file} could not be written: ${String(error)}`);
    }
    return () => removeIfThere(file);
  }

  private handlers(): Handlers<TrainingMethods> {
    return {
      state: async () => this.keeper.status,
      pause: async () => this.ask('pause'),
      resume: async () => this.ask(null),
      stopAndKeepBest: async () => this.ask('keepBest'),
      stop: async () => this.stop(),
      journal: async ({ from }) => {
        const { folder } = this.keeper.status;
        return folder === null ? { events: [], next: 0, more: false } : readJournalPage(journalPath(folder), from);
      },
    };
  }

  private ask(wish: RunSwitch['wish']): Record<string, never> {
    if (this.keeper.isOver || this.stopping.signal.aborted) return {};
    this.control.ask(wish);
    this.keeper.asked = wish === 'pause' ? 'pausing' : wish === 'keepBest' ? 'stopping' : null;
    this.sayStatus();
    return {};
  }

  private stop(): Record<string, never> {
    if (this.keeper.isOver) return {};
    this.keeper.asked = 'stopping';
    this.stopping.abort();
    this.sayStatus();
    return {};
  }

  private pauseChanged(paused: boolean): void {
    if (paused) this.keeper.asked = 'paused';
    else if (this.keeper.status.phase === 'paused') this.keeper.asked = null;
    this.sayStatus();
  }

  private tell(event: RunEvent): void {
    const changed = this.keeper.take(event);
    const { folder } = this.keeper.status;
    const position = folder === null ? 0 : (lookAt(journalPath(folder))?.size ?? 0);
    this.server?.broadcast({ type: 'event', position, event });
    if (changed) this.sayStatus();
    else this.sayStatusSoon();
  }

  private sayStatusSoon(): void {
    this.statusTimer ??= setTimeout(() => this.sayStatus(), statusInterval);
  }

  private sayStatus(): void {
    if (this.statusTimer !== null) clearTimeout(this.statusTimer);
    this.statusTimer = null;
    this.server?.broadcast({ type: 'status', status: this.keeper.status });
  }

  private fail(error: unknown): void {
    this.process.log(traceOf(error));
    if (this.keeper.isOver) return;
    const reason = firstLine(reasonOf(error));
    const { code, values } = isUserError(error)
      ? error
      : (systemFailure(error) ?? new UserError('usage.defect', { reason, log: this.process.logName }));
    this.keeper.fail({ code, values: { ...values } });
  }

  /** A run that failed in its first second would otherwise be gone before any client could ask why. */
  private async sayEnd(): Promise<void> {
    this.heard ||= (this.server?.guests ?? 0) > 0;
    this.sayStatus();
    const until = Date.now() + lingerTimeout;
    while (!this.heard && Date.now() < until) await wait(50);
    await this.server?.close(farewellTimeout);
  }
}
