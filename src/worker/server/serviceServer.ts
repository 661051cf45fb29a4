// The worker that inspects data and predicts. All windows share it, and it ends by itself after a time without
// requests.

import { readFileSync, writeFileSync } from 'node:fs';

import { removeIfThere } from '../../base/files.js';
import { parseBoundedJson } from '../../base/json.js';
import { moveFileNow } from '../../base/moving.js';
import { keepMeasured, readMeasured } from '../../jobs/devices/deviceCache.js';
import { measureDevices } from '../../jobs/devices/deviceProcess.js';
import { ownPlace } from '../../processes/place.js';
import {
  protocolVersion,
  type ServiceMethods,
  serviceMethods,
  type WorkerAddress,
  workerAddressSchema,
} from '../../shared/messages/worker.js';
import { type ServiceStart } from '../../shared/messages/workerStart.js';
import { ChosenModels } from '../service/chosenModels.js';
import { DataFiles } from '../service/dataFiles.js';
import { dataHandlers } from '../service/dataHandlers.js';
import { hubHandlers } from '../service/hubHandlers.js';
import { jobHandlers } from '../service/jobHandlers.js';
import { Measurements } from '../service/measurements.js';
import { modelHandlers } from '../service/modelHandlers.js';
import { Models } from '../service/models.js';
import { tensorflowHandlers } from '../service/tensorflowHandlers.js';
import { Tokenizers } from '../service/tokenizers.js';
import type { Handlers } from '../socket/dispatcher.js';
import type { ProcessContext } from '../socket/processContext.js';
import { SocketServer } from '../socket/socketServer.js';

/** Milliseconds that clients have to read the last answers. */
const farewellTimeout = 1000;

/** Serves until it is idle or asked to stop; resolves when the process may exit. */
export async function serve(start: ServiceStart, context: ProcessContext): Promise<void> {
  const tokenizers = new Tokenizers(context.bundledModels);
  const parts = {
    files: new DataFiles(),
    tokenizers,
    chosen: new ChosenModels(tokenizers),
    measurements: new Measurements(() => measureDevices(context.script), { read: readMeasured, keep: keepMeasured }),
    models: new Models(),
  };
  const idle = new IdleWatch(start.idleSeconds * 1000);
  const handlers: Handlers<ServiceMethods> = {
    ...dataHandlers(parts),
    ...modelHandlers(parts),
    ...hubHandlers(context),
    ...jobHandlers(context),
    ...tensorflowHandlers(context),
  };
  const server = await SocketServer.listen<ServiceMethods>({
    socket: start.socket,
    token: start.token,
    product: context.product,
    log: context.log,
    role: 'service',
    methods: serviceMethods,
    handlers,
    onRequest: () => idle.touch(),
    onGone: (client) => parts.files.closeAll(client),
  });
  const forget = start.address === undefined ? () => undefined : announce(start.address, start, context);
  context.onStop(() => idle.end());
  await idle.wait({
    isBusy: () => server.busy,
    mayEnd: () => {
      // An open file keeps the process alive; a model in memory that nobody uses does not.
      if (!parts.files.areOpen) return true;
      void parts.models.forget();
      return false;
    },
  });
  forget();
  await server.close(farewellTimeout);
}

/** Resolves when nothing has happened for a number of milliseconds. */
class IdleWatch {
  private since = performance.now();
  private stop: () => void = () => undefined;
  private readonly stopped = new Promise<void>((resolve) => (this.stop = resolve));

  constructor(private readonly limit: number) {}

  touch(): void {
    this.since = performance.now();
  }

  end(): void {
    this.stop();
  }

  /** Resolves once the time is up and `mayEnd` agrees, or `end` was called. */
  async wait({ isBusy, mayEnd }: { readonly isBusy: () => boolean; readonly mayEnd: () => boolean }): Promise<void> {
    const look = () => {
      if (isBusy()) this.touch();
      if (performance.now() - this.since < this.limit) return;
      if (mayEnd()) this.stop();
      this.touch();
    };
    const timer = setInterval(look, Math.min(1000, this.limit / 4));
    await this.stopped;
    clearInterval(timer);
  }
}

/** Publishes the address of this process, in place of the previous one; the returned function withdraws it. */
function announce(file: string, { socket, token }: ServiceStart, { log }: ProcessContext): () => void {
  const address: WorkerAddress = { protocol: protocolVersion, pid: process.pid, socket, token, place: ownPlace() };
  try {
    const aside = `${file}.${process.pid}`;
    writeFileSync(aside, JSON.stringify(address), { mode: 0o600, flag: 'wx' });
    moveFileNow(aside, file);
  } catch (error) {
    // The process that started this one knows its address: only other windows start one of their own.
    log(`${file} could not be written: ${String(error)}`);
  }
  return () => {
    try {
      if (workerAddressSchema.parse(parseBoundedJson(readFileSync(file, 'utf8'))).token === token) removeIfThere(file);
    } catch (error) {
      log(`${file} was not removed: ${String(error)}`);
    }
  };
}
