// The speed of a download where the network is no limit: read from loopback, hashed, written and synced; compared with
// the disk alone.

import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtemp, open, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { hubLocation } from '../../src/hub/location.js';
import { obtainModel } from '../../src/hub/obtain.js';
import { type Figure, median } from './figures.js';
import type { BenchOptions } from './options.js';

/** The target in MB/s, unless the disk is slower. */
const wanted = 500;

export async function hubCase({ quick }: BenchOptions): Promise<Figure[]> {
  const length = quick ? 256 << 20 : 1 << 30;
  const rounds = quick ? 1 : 3;
  const server = spawn(process.execPath, [join('scripts', 'bench', 'hubServer.mjs'), String(length)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const folder = await mkdtemp(join(tmpdir(), 'hub-bench-'));
  try {
    const endpoint = `http://127.0.0.1:${await firstLine(server)}`;
    const downloads: number[] = [];
    const writes: number[] = [];
    for (let round = 0; round < rounds; round++) {
      writes.push(await speedOf(length, () => writeAlone(join(folder, 'alone'), length)));
      downloads.push(await speedOf(length, () => download(endpoint, join(folder, `cache-${round}`))));
      await rm(join(folder, `cache-${round}`), { recursive: true });
    }
    const disk = median(writes);
    const name = `a model of ${length >> 20} MiB`;
    return [
      {
        name: `${name}, downloaded on loopback`,
        unit: 'MB/s',
        ours: median(downloads),
        reference: null,
        target: { least: Math.min(wanted, disk) },
      },
      { name: `${name}, written and synced alone`, unit: 'MB/s', ours: disk, reference: null },
    ];
  } finally {
    server.kill();
    await rm(folder, { recursive: true, force: true });
  }
}

async function firstLine({ stdout }: ChildProcess): Promise<string> {
  let text = '';
  for await (const piece of stdout ?? []) {
    text += String(piece);
    if (text.includes('\n')) return text.trim();
  }
  throw new Error('the server of the benchmark did not start');
}

/** Megabytes a second. */
async function speedOf(length: number, work: () => Promise<unknown>): Promise<number> {
  const begun = performance.now();
  await work();
  return length / 1e3 / (performance.now() - begun);
}

function download(endpoint: string, cache: string): Promise<unknown> {
  const location = hubLocation({ HF_ENDPOINT: endpoint, HF_HUB_CACHE: cache, HF_HUB_DISABLE_IMPLICIT_TOKEN: '1' });
  const quiet = { onProgress: () => undefined, log: () => undefined, writeFailure: (error: unknown) => error };
  return obtainModel(
    { id: 'bench', revision: 'main', origin: null },
    { location, signal: new AbortController().signal, userAgent: 'bench/1', ...quiet },
  );
}

async function writeAlone(path: string, length: number): Promise<void> {
  const piece = Buffer.alloc(8 << 20, 1);
  const file = await open(path, 'w');
  for (let at = 0; at < length; at += piece.length) await file.write(piece, 0, piece.length, at);
  await file.sync();
  await file.close();
  await rm(path);
}
