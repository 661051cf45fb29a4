// A run exported as Python on a Ray cluster: a job for two workers, one of which is killed in the middle, ends with the
// losses of the run, and its result opens here.

import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { delimiter, dirname, join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { promisify } from 'node:util';

import { afterAll, beforeAll, expect, test } from 'vitest';
import { z } from 'zod';

import { describeWithPython, python, pythonEnvironment } from '../support/python.js';
import { runCli, sample, temporaryFolder } from './cliKit.js';
import { eventsIn, expectSame, exportOf } from './exportKit.js';

const patience = 400_000;
const temporary = temporaryFolder();
const { folder } = temporary;
/** The jobs of the cluster find the tests' Python as `python`, as on a machine where it is the only one. */
const environment = {
  ...pythonEnvironment,
  PATH: [dirname(python), process.env['PATH'] ?? ''].join(delimiter),
  OMP_NUM_THREADS: '1',
};

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = z.object({ port: z.number() }).parse(server.address());
  await new Promise((resolve) => server.close(resolve));
  return port;
}

/** A command of Ray, by the module that its program is. */
async function ray(...words: string[]): Promise<string> {
  const program = "import sys; from ray.scripts.scripts import main; sys.argv[0] = 'ray'; main()";
  const { stdout } = await promisify(execFile)(python, ['-c', program, ...words], { env: environment });
  return stdout;
}

/** The numbers of the processes that train: Ray gives them the name of the class that runs the function. */
function workers(): number[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .filter(
      (name) => commandOf(name).startsWith('ray::RayTrainWorker') || commandOf(name).includes('ray::_RayTrainWorker'),
    )
    .map(Number);
}

function commandOf(pid: string): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8');
  } catch {
    return '';
  }
}

describeWithPython('a run exported as Python, on a Ray cluster', () => {
  let dashboard = 0;
  beforeAll(async () => {
    dashboard = await freePort();
    const port = String(await freePort());
    const own = ['--num-cpus', '2', '--object-store-memory', '100000000', '--disable-usage-stats'];
    await ray(
      'start',
      '--head',
      '--port',
      port,
      '--dashboard-port',
      String(dashboard),
      ...own,
      '--temp-dir',
      join(folder, 'ray'),
    );
  }, patience);
  afterAll(async () => {
    await ray('stop', '--force');
    temporary.remove();
  }, patience);

  let job: ChildProcess | null = null;
  afterAll(() => {
    job?.kill('SIGKILL');
  });

  test(
    'two workers of which one is killed repeat its losses, and the result opens as a run',
    { timeout: patience },
    async () => {
      const flags = ['--rows', '120', '--epochs', '2', '--batch', '6', '--max-length', '32', '--evaluations', '6'];
      const exported = await exportOf(folder, 'plain', sample, flags);
      const storage = join(folder, 'storage');
      const program = ['ray_train.py', '--workers', '2', '--storage', storage, '--name', 'killed'];
      job = spawn(
        python,
        [
          '-m',
          'ray.scripts.scripts',
          'job',
          'submit',
          '--address',
          `http://127.0.0.1:${dashboard}`,
          '--working-dir',
          '.',
          '--',
          // By its path: Ray starts a job in a shell, which may read a file that puts another one first.
          python,
          ...program,
        ],
        { cwd: exported, env: environment, stdio: ['ignore', 'pipe', 'pipe'] },
      );
      let said = '';
      for (const stream of [job.stdout, job.stderr]) stream?.on('data', (chunk: Buffer) => (said += chunk.toString()));
      const ended = new Promise<number | null>((resolve) => job?.once('exit', resolve));
      while (!said.includes('20/')) {
        expect(job.exitCode, said).toBeNull();
        await wait(50);
      }
      const alive = workers();
      expect(alive.length, said).toBe(2);
      process.kill(alive[1]!, 'SIGKILL');
      expect(await ended, said).toBe(0);

      const result = join(storage, 'killed', 'run');
      expectSame(join(folder, 'plain'), result);
      const kinds = readFileSync(join(result, 'output', 'journal.jsonl'), 'utf8');
      expect(kinds).toContain('"event":"resumed"');
      expect(eventsIn(join(result, 'output', 'journal.jsonl')).length).toBeGreaterThan(30);
      expect(existsSync(join(result, 'output', 'model', 'model.safetensors'))).toBe(true);
      const { status, stdout, stderr } = await runCli(['verify', join(result, 'output')], { folder });
      expect(status, stdout + stderr).toBe(0);
    },
  );
});
