// The built command line as a process: run to its end, or watched while it works.

import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { expect } from 'vitest';
import { z } from 'zod';

export const repository = fileURLToPath(new URL('../..', import.meta.url));
export const cli = join(repository, 'dist', 'cli.js');
export const bundledModel = join(repository, 'models', 'bert-tiny-zh');
export const sample = join(repository, 'samples', 'reviews.csv');

export interface Ended {
  readonly status: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface CliOptions {
  readonly language?: 'en' | 'zh';
  readonly folder?: string;
  /** Variables beside those of the test's own environment. */
  readonly variables?: Readonly<Record<string, string>>;
  /** Shell commands that come before, such as a `ulimit`. */
  readonly before?: string;
}

const event = z.looseObject({ event: z.string() });
export type Event = z.infer<typeof event>;

/** Every line of --json output as an object; anything else there fails the test. */
export function eventsOf(stdout: string): Event[] {
  return stdout
    .split('\n')
    .slice(0, -1)
    .map((line) => event.parse(JSON.parse(line)));
}

export class Running {
  stdout = '';
  stderr = '';
  readonly ended: Promise<Ended>;

  constructor(readonly child: ChildProcess) {
    child.stdout?.setEncoding('utf8').on('data', (text: string) => (this.stdout += text));
    child.stderr?.setEncoding('utf8').on('data', (text: string) => (this.stderr += text));
    this.ended = new Promise((resolve, reject) => {
      child.once('error', reject);
      child.once('close', (status, signal) => resolve({ status, signal, stdout: this.stdout, stderr: this.stderr }));
    });
  }

  /** Waits for an event of this name; fails with what was said instead when the process ends first. */
  async saw(name: string): Promise<void> {
    const said = () => this.stdout.includes(`{"event":"${name}"`);
    while (!said()) {
      const ended = await Promise.race([
        this.ended,
        new Promise<undefined>((resolve) => this.child.stdout?.once('data', () => resolve(undefined))),
      ]);
      if (ended !== undefined && !said())
        expect.fail(`finetune-bert ended with ${ended.status} before "${name}":\n${ended.stdout}${ended.stderr}`);
    }
  }
}

export function startCli(
  words: readonly string[],
  { language = 'en', folder, before, variables = {} }: CliOptions = {},
): Running {
  const inherited = Object.entries(process.env).filter(([name]) => !/^(LC_|LANG|NODE_OPTIONS)/.test(name));
  const env = {
    ...Object.fromEntries(inherited),
    LANG: language === 'zh' ? 'zh_CN.UTF-8' : 'en_US.UTF-8',
    XDG_CACHE_HOME: join(tmpdir(), 'finetune-bert-test-cache'),
    ...variables,
  };
  const options = { env, cwd: folder ?? tmpdir(), stdio: ['ignore', 'pipe', 'pipe'] } satisfies Parameters<
    typeof spawn
  >[2];
  if (before === undefined) return new Running(spawn(process.execPath, [cli, ...words], options));
  return new Running(spawn('bash', ['-c', `${before}; exec "$@"`, 'bash', process.execPath, cli, ...words], options));
}

export function runCli(words: readonly string[], options: CliOptions = {}): Promise<Ended> {
  return startCli(words, options).ended;
}

/** A folder of the test's own, and what removes it. */
export function temporaryFolder(): { readonly folder: string; readonly remove: () => void } {
  const folder = mkdtempSync(join(tmpdir(), 'finetune-bert-'));
  return { folder, remove: () => rmSync(folder, { recursive: true, force: true }) };
}
