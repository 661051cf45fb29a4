// The cache of Python's huggingface_hub, one model of it: blobs by their hash, snapshots with a link for each file,
// refs that name commits. https://huggingface.co/docs/huggingface_hub/guides/manage-cache

import { randomBytes } from 'node:crypto';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { copyFile, mkdir, rename, stat, symlink, unlink, writeFile } from 'node:fs/promises';
import { dirname, join, relative } from 'node:path';

import { isCommit } from '../shared/modelName.js';
import { type Needed, neededFiles } from './needed.js';

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

  /** Where a content lies, by its hash. */
  blob(hash: string): string {
    return join(this.folder, 'blobs', hash);
  }

  /** The commit that a revision stood for when it was last asked; null when nobody has. */
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
    await place(join(this.folder, 'refs', ...revision.split('/')), (aside) => writeFile(aside, commit));
  }

  /** The commits of which there is something. */
  commits(): string[] {
    return namesIn(join(this.folder, 'snapshots')).filter(isCommit);
  }

  /** What of a commit is here, when that is all that is needed; null when something is missing. */
  wholeSnapshot(commit: string): Needed | null {
    const names = new Set(namesIn(this.snapshot(commit)).filter((name) => this.has(commit, name, null)));
    const needed = neededFiles(names);
    return typeof needed === 'string' ? null : needed;
  }

  /** Whether a file of a commit is here, of this size where it is known. */
  has(commit: string, name: string, size: number | null): boolean {
    const found = statSync(join(this.snapshot(commit), name), { throwIfNoEntry: false });
    return found?.isFile() === true && (size === null || found.size === size);
  }

  /** Whether a content is here, of this size where it is known: from another commit, or another file. */
  hasBlob(hash: string, size: number | null): boolean {
    const found = statSync(this.blob(hash), { throwIfNoEntry: false });
    return found?.isFile() === true && (size === null || found.size === size);
  }

  /** Gives a blob its name in a commit. @param isNew nothing else refers to the blob yet */
  async link(commit: string, name: string, hash: string, isNew: boolean): Promise<void> {
    const pointer = join(this.snapshot(commit), name);
    const blob = this.blob(hash);
    await place(pointer, async (aside) => {
      try {
        await symlink(relative(dirname(pointer), blob), aside);
        // A link that the system made but does not follow is worth nothing.
        await stat(aside);
      } catch {
        await unlink(aside).catch(() => undefined);
        // As Python's library does where there are no links, such as on Windows without developer mode.
        await (isNew ? rename(blob, aside) : copyFile(blob, aside));
      }
    });
  }
}

/** Makes a file aside, and moves it over what is there. */
async function place(path: string, make: (aside: string) => Promise<void>): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  const aside = join(dirname(path), `.${randomBytes(6).toString('hex')}.tmp`);
  try {
    await make(aside);
    await rename(aside, path);
  } catch (error) {
    await unlink(aside).catch(() => undefined);
    throw error;
  }
}

/** Of the files and folders in a folder; none where there is no such folder. */
export function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}
