// The service process for the tests of one file, with a finished run where they need one.

import { join } from 'node:path';

import { afterAll, beforeAll, expect } from 'vitest';

import { type ServiceMethods, serviceMethods } from '../../src/shared/messages/worker.js';
import { runCli, sample, temporaryFolder } from './cliKit.js';
import { type Client, WorkerProcess } from './workerKit.js';

export class TestedService {
  readonly temporary = temporaryFolder();
  readonly folder = this.temporary.folder;
  /** The finished run. */
  readonly run = join(this.folder, '.finetune', 'reviews-1');
  private connection: { readonly worker: WorkerProcess; readonly client: Client<ServiceMethods> } | null = null;

  async start(): Promise<void> {
    const worker = new WorkerProcess('serve', { idleSeconds: 600 });
    this.connection = { worker, client: await worker.join(serviceMethods) };
  }

  async train(): Promise<void> {
    const { status, stderr } = await runCli(
      [
        'train',
        sample,
        '--recipe',
        'tutorial',
        '--out',
        this.run,
        '--rows',
        '400',
        '--epochs',
        '3',
        '--threads',
        '2',
        '--json',
      ],
      { folder: this.folder },
    );
    expect(status, stderr).toBe(0);
  }

  get worker(): WorkerProcess {
    return this.connected().worker;
  }

  get client(): Client<ServiceMethods> {
    return this.connected().client;
  }

  /** The number of a file that is opened and inspected. */
  async opened(file: string, settings: Record<string, string | number | boolean> = {}): Promise<number> {
    return (await this.client.ask('inspect', { file, settings })).data;
  }

  async remove(): Promise<void> {
    await this.connection?.worker.remove();
    this.temporary.remove();
  }

  private connected() {
    if (this.connection === null) throw new Error('the service has not been started');
    return this.connection;
  }
}

/** Starts a service before the tests of the file that calls this, and ends it after them. */
export function serviceForTests({ withRun }: { readonly withRun: boolean }): TestedService {
  const service = new TestedService();
  beforeAll(async () => {
    if (withRun) await service.train();
    await service.start();
  });
  afterAll(() => service.remove());
  return service;
}
