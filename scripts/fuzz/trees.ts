// Damages folders the way that a stranger would: special files, links out of them and in circles, lies in names and
// sizes, baits that are never to be run.

import { spawnSync } from 'node:child_process';
import {
  cpSync,
  existsSync,
  linkSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { createServer, type Server } from 'node:net';
import { basename, dirname, join } from 'node:path';

import { type Draw, mutate } from './mutate.js';

/** What lies beside the tree: where its links lead, and what tells that they were followed. */
export interface Beside {
  readonly folder: string;
  /** A folder that nothing may be written into, removed from, or copied out of. */
  readonly outside: string;
  /** The text in it. */
  readonly secret: string;
  /** Made by whatever bait is run. */
  readonly executed: string;
  readonly fifo: string;
  readonly socket: string;
  readonly server: Server;
}

export async function makeBeside(folder: string): Promise<Beside> {
  rmSync(folder, { recursive: true, force: true });
  const outside = join(folder, 'outside');
  mkdirSync(join(outside, 'inner'), { recursive: true });
  const secret = 'a secret that no stranger may have';
  writeFileSync(join(outside, 'secret.txt'), secret);
  writeFileSync(join(outside, 'inner', 'config.json'), JSON.stringify({ secret }));
  const fifo = join(folder, 'fifo');
  const socket = join(folder, 'socket');
  const { status } = spawnSync('mkfifo', [fifo]);
  if (status !== 0) throw new Error('mkfifo failed: folders are fuzzed on Linux and macOS');
  const server = createServer((client) => client.destroy());
  await new Promise<void>((done) => server.listen(socket, done));
  server.unref();
  return { folder, outside, secret, executed: join(folder, 'executed'), fifo, socket, server };
}

/** A sentence where something outside of the tree was changed, or something of it was run; null where not. */
export function besideFault({ outside, secret, executed, socket, fifo }: Beside): string | null {
  if (existsSync(executed)) return `a bait was run: ${readFileSync(executed, 'utf8')}`;
  const names = readdirSync(outside, { recursive: true }).map(String).sort().join(' ');
  if (names !== 'inner inner/config.json secret.txt') return `the folder outside holds ${names}`;
  if (readFileSync(join(outside, 'secret.txt'), 'utf8') !== secret) return 'a file outside was changed';
  if (!existsSync(socket) || !existsSync(fifo)) return 'a socket or a pipe outside is gone';
  return null;
}

type Change = (path: string, draw: Draw, tree: readonly string[], beside: Beside) => void;

const devices = ['/dev/zero', '/dev/urandom', '/dev/full', '/dev/tty', '/proc/self/mem', '/proc/kmsg', '/dev/null'];
const longName = 'n'.repeat(255);
const names = [
  'run.json',
  'lock.json',
  'worker.json',
  'journal.jsonl',
  'config.json',
  'tokenizer.json',
  'vocab.txt',
  'model.safetensors',
  'pytorch_model.bin',
  'model.safetensors.index.json',
  'evaluation.json',
  'state.json',
  'dataset_dict.json',
  'data',
  'model',
  'checkpoints',
  '.finetune',
  'a\u001b]0;x\u0007.csv',
  '[a](command:b)',
  '..\u202ecsv',
  'a\nb.csv',
  longName,
  '-rf',
  '$(touch executed)',
  'CON',
  '__proto__',
  ' ',
];

const changes: readonly Change[] = [
  (path, draw) => {
    if (!isFile(path)) return;
    const changed = mutate(readFileSync(path), readFileSync(path), draw);
    put(path, () => writeFileSync(path, changed));
  },
  (path, _, __, { fifo }) => put(path, () => linkSync(fifo, path)),
  (path, _, __, { socket }) => put(path, () => linkSync(socket, path)),
  (path, draw) => put(path, () => symlinkSync(devices[draw(devices.length)]!, path)),
  (path, _, __, { outside }) => put(path, () => symlinkSync(join(outside, 'secret.txt'), path)),
  (path, draw, _, { outside }) => put(path, () => symlinkSync(draw(2) === 0 ? outside : join(outside, 'inner'), path)),
  (path, draw) => put(path, () => symlinkSync([basename(path), '.', '..', '../..', '/', 'nothing'][draw(6)]!, path)),
  (path, draw, tree) => put(path, () => symlinkSync(tree[draw(tree.length)]!, path)),
  (path, draw) => {
    put(path, () => {
      writeFileSync(path, '');
      truncateSync(path, 2 ** (10 + draw(33)));
    });
  },
  (path, draw) => {
    if (isFile(path)) truncateSync(own(path), lstatSync(path).size + 2 ** draw(40));
  },
  (path) => put(path, () => mkdirSync(path)),
  (path) => put(path, () => writeFileSync(path, '')),
  (path) => put(path, () => undefined),
  (path, draw) => {
    const target = join(dirname(path), names[draw(names.length)]!);
    if (existsSync(path) && !existsSync(target)) renameSync(path, target);
  },
  (path, draw, tree) => {
    const other = tree[draw(tree.length)]!;
    if (isFile(path) && isFile(other)) put(path, () => cpSync(other, path));
  },
  (path) => {
    let deep = isFolder(path) ? path : dirname(path);
    // A link of that name, of a change before, would lead out.
    if (lstatSync(join(deep, 'd'), { throwIfNoEntry: false }) !== undefined) return;
    for (let level = 0; level < 60; level++) deep = join(deep, 'd');
    mkdirSync(deep, { recursive: true });
  },
  (path, draw) => {
    const folder = isFolder(path) ? path : dirname(path);
    for (let index = 0; index < 40; index++) writeFileSync(join(folder, `${draw(1000)}-${index}.csv`), 'text,label\n');
  },
  (path, draw, _, beside) => put(path, () => writeFileSync(path, address(beside, draw))),
  (path, draw, _, { executed }) => layBait(isFolder(path) ? path : dirname(path), draw, executed),
];

/** A worker's address that names a stranger's socket, a port, or another machine. */
function address({ socket }: Beside, draw: Draw): string {
  const named = [socket, '8080', '\\\\host\\pipe\\x', '/dev/zero', '../socket'][draw(5)]!;
  return JSON.stringify({ protocol: 1, pid: draw(2) === 0 ? 1 : process.pid, socket: named, token: 'x' });
}

/** What a program would run or load from its folder. */
function layBait(folder: string, draw: Draw, executed: string): void {
  const shell = `#!/bin/sh\necho shell > '${executed}'\n`;
  const python = `open(${JSON.stringify(executed)}, 'w').write('python')\n`;
  const node = `require('node:fs').writeFileSync(${JSON.stringify(executed)}, 'node');\n`;
  const baits: readonly (readonly [string, string])[] = [
    ...['json.py', 'site.py', 'sitecustomize.py', 'tensorflow.py', 'train.py'].map((name) => [name, python] as const),
    ...['python3', 'python', 'nvidia-smi', 'pip', 'git', 'sh', 'cc'].map((name) => [name, shell] as const),
    ...['node_modules/onnxruntime-node/index.js', 'index.js', 'config.js'].map((name) => [name, node] as const),
  ];
  const [name, text] = baits[draw(baits.length)]!;
  const path = join(folder, name);
  mkdirSync(dirname(path), { recursive: true });
  put(path, () => writeFileSync(path, text, { mode: 0o755 }));
}

/** One to four changes of a tree. */
export function damageTree(folder: string, draw: Draw, beside: Beside): void {
  for (let left = 1 + draw(4); left > 0; left--) {
    const tree = entriesOf(folder);
    const there = tree[draw(tree.length || 1)] ?? join(folder, 'a');
    const path = draw(4) === 0 ? join(dirname(there), names[draw(names.length)]!) : there;
    try {
      changes[draw(changes.length)]!(path, draw, tree.length > 0 ? tree : [folder], beside);
    } catch (error) {
      // A change may lead nowhere: of a link in a circle, or below what is a file by now.
      if (!(error instanceof Error && 'code' in error)) throw error;
    }
  }
}

/** Files and folders of a tree, without following links. */
function entriesOf(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    return entry.isDirectory() ? [path, ...entriesOf(path)] : [path];
  });
}

function put(path: string, make: () => void): void {
  rmSync(path, { recursive: true, force: true });
  make();
}

/** Trees share their files with the seed until one is changed. */
function own(path: string): string {
  const bytes = readFileSync(path);
  put(path, () => writeFileSync(path, bytes));
  return path;
}

function isFile(path: string): boolean {
  return lstatSync(path, { throwIfNoEntry: false })?.isFile() === true && lstatSync(path).size < 1 << 26;
}

function isFolder(path: string): boolean {
  return lstatSync(path, { throwIfNoEntry: false })?.isDirectory() === true;
}

/** The tree anew, its files linked to the seed's. */
export function plant(seed: string, folder: string): void {
  mkdirSync(folder);
  for (const entry of readdirSync(seed, { withFileTypes: true })) {
    const from = join(seed, entry.name);
    const to = join(folder, entry.name);
    if (entry.isDirectory()) plant(from, to);
    else linkSync(from, to);
  }
}
