// The output channel "Fine-tune BERT": what the worker processes write to their log files, and defects of the host.

import { closeSync, type FSWatcher, mkdirSync, openSync, readdirSync, readSync, statSync, watch } from 'node:fs';
import { join } from 'node:path';

import type { Disposable } from 'vscode';

import { TextChannel } from './doors/items.js';
import { words } from './words.js';

/** The number of bytes of an older log that are shown. */
const shownBefore = 64 << 10;
/** The largest number of bytes read at a time; a log that grows faster is shown in pieces. */
const longestPiece = 1 << 20;

export class WorkerLog implements Disposable {
  private readonly channel = new TextChannel(words.product.en);
  private readonly shown = new Map<string, number>();
  private watcher: FSWatcher | null = null;

  /** @param folder the folder that workers write their logs to */
  constructor(private readonly folder: string) {}

  /** Begins to show the workers' logs; called before the first worker starts. */
  follow(): void {
    if (this.watcher !== null) return;
    mkdirSync(this.folder, { recursive: true });
    this.readAll();
    this.watcher = watch(this.folder, () => this.readAll());
    this.watcher.on('error', () => undefined);
  }

  show(): void {
    this.follow();
    this.readAll();
    this.channel.show();
  }

  write(line: string): void {
    this.channel.append(`${line}\n`);
  }

  dispose(): void {
    this.watcher?.close();
    this.channel.dispose();
  }

  private readAll(): void {
    for (const name of readdirSync(this.folder)) if (name.endsWith('.log')) this.read(join(this.folder, name));
  }

  private read(path: string): void {
    const size = statSync(path, { throwIfNoEntry: false })?.size ?? 0;
    const known = this.shown.get(path) ?? Math.max(0, size - shownBefore);
    // A shorter file is a new one: the old one was renamed.
    const from = known > size ? 0 : known;
    const piece = Buffer.alloc(Math.min(size - from, longestPiece));
    if (piece.length === 0) {
      this.shown.set(path, from);
      return;
    }
    const descriptor = openSync(path, 'r');
    const read = readSync(descriptor, piece, 0, piece.length, from);
    closeSync(descriptor);
    this.shown.set(path, from + read);
    this.channel.append(piece.toString('utf8', 0, read));
  }
}
