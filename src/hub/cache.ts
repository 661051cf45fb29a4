// One model in the cache of Python's huggingface_hub: blobs by their hash, snapshots with a link for each file, refs
// that name commits. https://huggingface.co/docs/huggingface_hub/guides/manage-cache

import { randomBytes } from 'node:crypto';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { copyFile, mkdir, stat, symlink, unlink, writeFile } from 'node:fs/promises';
import { dirname, join, relative } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';

import { moveFile } from '../base/moving.js';
import { hasCode } from '../shared/failures.js';
import { isCommit } from '../shared/modelName.js';
import { type Needed, neededFiles } from './neededFiles.js';

export class CachedModel {
  private readonly folder: string;

  /** @param cache the folder of all models */
  constructor(cache: string, id: string) {
    this.folder = join(cache, `models--${id.replaceAll('/', '--')}`);
  }

  /** The folder of a commit's files. */
  snapshot(commit: string): string {
    return join(this.folder, 'snapshots', commit);
  }

  /** The path of a blob, by its hash. */
  blob(hash: string): string {
    return join(this.folder, 'blobs', hash);
  }

  /** The commit that a revision stood for when it was last looked up; null when it never was. */
  commitOf(revision: string): string | null {
    if (isCommit(revision)) return revision;
    try {
      const commit = readFileSync(join(this.folder, 'refs', ...revision.split('/')), 'utf8').trim();
      return isCommit(commit) ? commit : null;
    } catch {
      return null;
    }
  }

  async setCommit(revision: string, commit: string): Promise<void> {
    if (revision === commit || this.commitOf(revision) === commit) return;
    await putInPlace(join(this.folder, 'refs', ...revision.split('/')), (aside) => writeFile(aside, commit));
  }

  /** The commits that have files in the cache. */
  commits(): string[] {
    return namesIn(join(this.folder, 'snapshots')).filter(isCommit);
  }

  /** The files of a commit, when all needed ones are here; null when one is missing. */
  wholeSnapshot(commit: string): Needed | null {
    const names = new Set(namesIn(this.snapshot(commit)).filter((name) => this.has(commit, name, null)));
    const needed = neededFiles(names);
    return typeof needed === 'string' ? null : needed;
  }

  /** Whether a file of a commit is here, with this size where it is known. */
  has(commit: string, name: string, size: number | null): boolean {
    const found = statSync(join(this.snapshot(commit), name), { throwIfNoEntry: false });
    return found?.isFile() === true && (size === null || found.size === size);
  }

  /** Whether a blob is here, with this size where it is known: from another commit, or another file. */
  hasBlob(hash: string, size: number | null): boolean {
    const found = statSync(this.blob(hash), { throwIfNoEntry: false });
    return found?.isFile() === true && (size === null || found.size === size);
  }

  /**
   * Links a blob under its name in a commit.
   * @param isNew nothing else refers to the blob yet
   */
  async link(commit: string, name: string, hash: string, isNew: boolean): Promise<void> {
    try {
      await this.putBlob(commit, name, hash, isNew);
    } catch (error) {
      // Where there are no links, another process that downloads the same file may have moved it there.
      if (!hasCode(error, 'ENOENT') || !(await comes(() => this.has(commit, name, null)))) throw error;
    }
  }

  private async putBlob(commit: string, name: string, hash: string, isNew: boolean): Promise<void> {
    const pointer = join(this.snapshot(commit), name);
    const blob = this.blob(hash);
    await putInPlace(pointer, async (aside) => {
      try {
        await symlink(relative(dirname(pointer), blob), aside);
        // Some systems make a link but do not follow it.
        await stat(aside);
      } catch {
        await unlink(aside).catch(() => undefined);
        // Python's library does the same where there are no links, such as on Windows without developer mode.
        await (isNew ? moveFile(blob, aside) : copyFile(blob, aside));
      }
    });
  }
}

/** Whether something is there within two seconds: another process is between two renames. */
async function comes(isThere: () => boolean): Promise<boolean> {
  for (let tries = 0; tries < 40 && !isThere(); tries++) await pause(50);
  return isThere();
}

/** Makes a file aside, and moves it over the existing one. */
async function putInPlace(path: string, make: (aside: string) => Promise<void>): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  const aside = join(dirname(path), `.${randomBytes(6).toString('hex')}.tmp`);
  try {
    await make(aside);
    await moveFile(aside, path);
  } catch (error) {
    await unlink(aside).catch(() => undefined);
    throw error;
  }
}

/** The names of the files and folders in a folder; none where there is no such folder. */
export function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}
