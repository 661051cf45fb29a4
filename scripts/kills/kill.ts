// Runs a scenario once undisturbed, and then again and again, killed before one call that changes a file after the
// other; each time it has to go on to the same files, with nothing beside them.

import { spawn, type SpawnOptions, spawnSync } from 'node:child_process';
import { copyFileSync, cpSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

import { contentOf, rowsText, type Scenario } from './scenarios.js';

export interface Killed {
  /** Calls that change a file in an undisturbed run. */
  readonly calls: number;
  /** The numbers of those it was killed before. */
  readonly points: readonly number[];
  /** A sentence for each that did not end well. */
  readonly faults: readonly string[];
}

/** Compiles what is loaded before the program. Throws where there is no compiler. */
export function buildKiller(folder: string): string {
  mkdirSync(folder, { recursive: true });
  const library = join(resolve(folder), 'killAt.so');
  const source = join('scripts', 'kills', 'killAt.c');
  const { status, stderr, error } = spawnSync('cc', ['-shared', '-fPIC', '-O1', '-o', library, source, '-ldl']);
  if (status !== 0) throw new Error(`cc: ${error?.message ?? String(stderr)}`);
  return library;
}

interface Ended {
  readonly status: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stderr: string;
}

/**
 * @param choose which of the calls to kill before, from their number
 * @param lanes how many at a time
 */
export async function killScenario(
  scenario: Scenario,
  {
    library,
    folder,
    choose,
    lanes,
  }: {
    readonly library: string;
    readonly folder: string;
    readonly choose: (calls: number) => readonly number[];
    readonly lanes: number;
  },
): Promise<Killed> {
  const start = join(folder, 'start');
  makeStart(start);
  if (scenario.before !== null) await mustEnd(start, scenario.before);
  const undisturbed = join(folder, 'undisturbed');
  cpSync(start, undisturbed, { recursive: true });
  const counted = join(folder, 'count');
  await mustEnd(undisturbed, scenario.words, { LD_PRELOAD: library, KILL_COUNT: counted });
  const calls = Number(readFileSync(counted, 'utf8'));
  const wanted = contentOf(undisturbed);
  const points = choose(calls);
  const faults: string[] = [];
  const waiting = [...points];
  const lane = async () => {
    for (let at = waiting.shift(); at !== undefined; at = waiting.shift()) {
      const place = join(folder, `at-${at}`);
      cpSync(start, place, { recursive: true });
      const fault = await killOnce(scenario, place, wanted, { LD_PRELOAD: library, KILL_AT: String(at) });
      if (fault !== null) faults.push(`${scenario.name}, before call ${at}: ${fault}`);
      rmSync(place, { recursive: true });
    }
  };
  await Promise.all(Array.from({ length: lanes }, lane));
  return { calls, points, faults };
}

function makeStart(start: string): void {
  for (const own of ['home', 'tmp', 'runtime']) mkdirSync(join(start, own), { recursive: true, mode: 0o700 });
  writeFileSync(join(start, 'rows.csv'), rowsText);
  copyFileSync(join('models', 'bert-tiny-zh', 'vocab.txt'), join(start, 'vocab.txt'));
}

async function mustEnd(place: string, words: readonly string[], variables: NodeJS.ProcessEnv = {}): Promise<void> {
  const { status, signal, stderr } = await run(place, words, variables);
  if (status !== 0) throw new Error(`${words.join(' ')}: ${String(signal ?? status)}\n${stderr}`);
}

/** The fault, or null. */
async function killOnce(
  scenario: Scenario,
  place: string,
  wanted: ReadonlyMap<string, string>,
  variables: NodeJS.ProcessEnv,
): Promise<string | null> {
  const killed = await run(place, scenario.words, variables);
  // Which thread comes first may differ, and with it the number of calls.
  if (killed.signal !== 'SIGKILL')
    return killed.status === 0 ? null : `status ${String(killed.status)}\n${killed.stderr}`;
  const where = killed.stderr.trim().split('\n').at(-1) ?? '';
  const before = contentOf(place);
  const torn = scenario.whole.filter((name) => existsSync(join(place, name)) && !isSame(name, before, wanted));
  if (torn.length > 0) return `${where}: ${torn.join(', ')} is torn`;
  const words = scenario.again(place);
  const ended = await run(place, words, {});
  if (ended.status !== 0) return `${where}: ${words.join(' ')} ended with ${String(ended.status)}: ${ended.stderr}`;
  const differing = differences(contentOf(place), wanted);
  return differing.length === 0 ? null : `${where}: ${differing.join(', ')}`;
}

/** A file, or a folder with all that is in it. */
function isSame(name: string, now: ReadonlyMap<string, string>, wanted: ReadonlyMap<string, string>): boolean {
  const inIt = (path: string) => path === name || path.startsWith(`${name}/`);
  return differences(new Map([...now].filter(([path]) => inIt(path))), wanted).every((path) => !inIt(path.slice(2)));
}

/** `+` what should not be there, `-` what is missing, `≠` what is another. */
function differences(now: ReadonlyMap<string, string>, wanted: ReadonlyMap<string, string>): string[] {
  const more = [...now.keys()].filter((name) => !wanted.has(name)).map((name) => `+ ${name}`);
  const less = [...wanted.keys()].filter((name) => !now.has(name)).map((name) => `- ${name}`);
  const other = [...now].filter(([name, content]) => wanted.has(name) && wanted.get(name) !== content);
  return [...more, ...less, ...other.map(([name]) => `≠ ${name}`)];
}

/** The built command line, with all places where it may leave something inside the folder. */
function run(place: string, words: readonly string[], variables: NodeJS.ProcessEnv): Promise<Ended> {
  const own = {
    HOME: join(place, 'home'),
    XDG_CACHE_HOME: join(place, 'home', 'cache'),
    XDG_RUNTIME_DIR: join(place, 'runtime'),
    TMPDIR: join(place, 'tmp'),
  };
  const options: SpawnOptions = {
    cwd: place,
    env: { ...process.env, ...own, LANG: 'en_US.UTF-8', ...variables },
    stdio: ['ignore', 'ignore', 'pipe'],
  };
  const child = spawn(process.execPath, [resolve('dist', 'cli.js'), ...words], options);
  let stderr = '';
  child.stderr?.setEncoding('utf8').on('data', (text: string) => (stderr += text));
  return new Promise((done, reject) => {
    child.once('error', reject);
    child.once('close', (status, signal) => done({ status, signal, stderr }));
  });
}
