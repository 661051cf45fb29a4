// Obtains a model of the hub: its files are looked up, and those missing from the cache are downloaded.

import { existsSync } from 'node:fs';
import { mkdir, statfs } from 'node:fs/promises';

import { UserError } from '../shared/errors.js';
import { isCommit, type ModelName } from '../shared/modelName.js';
import { type Notice, notice } from '../shared/notices.js';
import { downloadBlob } from './blob.js';
import { CachedModel } from './cache.js';
import { HubClient } from './client.js';
import { findInCache, type FoundModel } from './find.js';
import { type CheckableFile, type Commit, completed, fileUrl, type Listing, listModel, subjectOf } from './listing.js';
import { type HubLocation, locationOf } from './location.js';
import { type Lack, type Needed, neededFiles } from './neededFiles.js';
import { abandonedBytes } from './partial.js';
import { briefLimits, type RetryLimits, tryAgain, usualLimits } from './retries.js';

/** The progress of a download. */
export interface DownloadProgress {
  /** The model's name as it was given, without a revision where that is the usual one. */
  readonly model: string;
  /** The file that is being downloaded. */
  readonly file: string;
  /** The bytes of the whole download that are here, and their total. */
  readonly bytes: number;
  readonly total: number;
}

export interface ObtainOptions {
  readonly location: HubLocation;
  readonly signal: AbortSignal;
  readonly onProgress: (progress: DownloadProgress) => void;
  /** Receives detail for the log; never a token, never a signed address. */
  readonly log: (line: string) => void;
  /** The UserError for a failed write; an error that is no failed system call is returned as it is. */
  readonly writeFailure: (error: unknown, path: string) => unknown;
  /** Checks the folder once the small files are there, before the weights are fetched: an error ends the download. */
  readonly check?: ((folder: string) => Promise<void>) | undefined;
  readonly userAgent: string;
  readonly limits?: RetryLimits;
  /** The number of simultaneous requests for one file. */
  readonly connections?: number;
}

export interface ObtainedModel extends FoundModel {
  /** Notices for the user. */
  readonly notices: readonly Notice[];
}

const usualConnections = 8;

/**
 * Obtains the files of a model. A commit that is whole in the cache is used as it is; for a branch or a tag the hub is
 * asked for the latest commit, and where it cannot be reached, the cached one is used. Throws a UserError for
 * everything that the user can put right, and the signal's reason when aborted: the bytes that arrived are kept.
 */
export async function obtainModel(name: ModelName, options: ObtainOptions): Promise<ObtainedModel> {
  const location = locationOf(name, options.location);
  const known = findInCache(name, options.location);
  if (known !== null && (isCommit(name.revision) || location.offline)) return { ...known, notices: [] };
  if (location.offline) throw new UserError('hub.offline', { model: shownName(name), folder: location.cache });
  const client = new HubClient({ location, limits: options.limits ?? usualLimits, userAgent: options.userAgent });
  try {
    const listing = await list(client, name, options, known);
    if (listing === null && known !== null)
      return {
        ...known,
        notices: [
          notice('hub.fromCache', {
            host: new URL(location.endpoint).host,
            model: name.id,
            commit: known.name.revision.slice(0, 10),
          }),
        ],
      };
    return await new Download(client, name, listing!, { ...options, location }).run();
  } catch (error) {
    options.signal.throwIfAborted();
    throw options.writeFailure(error, location.cache);
  } finally {
    await client.close();
  }
}

export function shownName({ id, revision }: ModelName): string {
  return revision === 'main' ? id : `${id}@${revision}`;
}

/** The hub's listing of the model; null where it cannot be had, and the cache has something to use instead. */
async function list(
  client: HubClient,
  name: ModelName,
  options: ObtainOptions,
  known: FoundModel | null,
): Promise<Listing | null> {
  const { signal, log } = options;
  const limits = known === null ? (options.limits ?? usualLimits) : briefLimits;
  try {
    return await tryAgain({ limits, signal, log }, () => listModel(client, name, signal));
  } catch (error) {
    signal.throwIfAborted();
    if (known === null || !(error instanceof UserError)) throw error;
    log(`the cache stands in for the hub: ${error.message}`);
    return null;
  }
}

const lacks = {
  noConfig: 'hub.noConfig',
  noWeights: 'hub.noWeights',
  noTokenizer: 'hub.noTokenizer',
} as const satisfies Record<Lack, string>;

/** One download of the missing files of one commit. */
class Download {
  private readonly cached: CachedModel;
  private readonly commit: Commit;
  private total = 0;
  private done = 0;

  constructor(
    client: HubClient,
    private readonly name: ModelName,
    private readonly listing: Listing,
    private readonly options: ObtainOptions,
  ) {
    this.cached = new CachedModel(options.location.cache, name.id);
    this.commit = { client, name, commit: listing.commit, signal: options.signal };
  }

  async run(): Promise<ObtainedModel> {
    const { commit } = this.listing;
    const { config, tokenizer, weights } = this.needed();
    const missing = await this.missing([config, ...tokenizer, ...weights]);
    await this.checkRoom(missing);
    this.total = missing.reduce((sum, file) => sum + (file.size ?? 0), 0);
    const isWeight = ({ name }: CheckableFile): boolean => weights.includes(name);
    // The weights are downloaded last: a folder with weights is complete.
    for (const file of missing.filter((one) => !isWeight(one))) await this.bring(file);
    if (missing.some(isWeight)) await this.options.check?.(this.cached.snapshot(commit));
    for (const file of missing.filter(isWeight)) await this.bring(file);
    await this.cached.setCommit(this.name.revision, commit);
    return { folder: this.cached.snapshot(commit), name: { ...this.name, revision: commit }, notices: [] };
  }

  private needed(): Needed {
    const { commit, files } = this.listing;
    const needed = neededFiles(new Set(files.keys()), (name) =>
      this.cached.has(commit, name, files.get(name)?.size ?? null),
    );
    if (typeof needed !== 'string') return needed;
    throw new UserError(lacks[needed], {
      model: shownName(this.name),
      host: new URL(this.options.location.endpoint).host,
    });
  }

  /** The files that are not cached under their name yet, in the given order. */
  private async missing(names: readonly string[]): Promise<CheckableFile[]> {
    const { commit, files } = this.listing;
    const { signal, log, limits = usualLimits } = this.options;
    const missing: CheckableFile[] = [];
    for (const name of names) {
      const file = files.get(name);
      if (file === undefined || this.cached.has(commit, name, file.size)) continue;
      missing.push(await tryAgain({ limits, signal, log }, () => completed(this.commit, file)));
    }
    return missing;
  }

  /** Throws `hub.noRoom`. */
  private async checkRoom(missing: readonly CheckableFile[]): Promise<void> {
    const folder = this.options.location.cache;
    let needed = 0;
    for (const { hash, size } of missing) {
      if (size !== null && !this.cached.hasBlob(hash, size))
        needed += Math.max(0, size - (await abandonedBytes(this.cached.blob(hash))));
    }
    if (needed === 0) return;
    if (!existsSync(folder)) await mkdir(folder, { recursive: true });
    const { bavail, bsize } = await statfs(folder);
    const free = bavail * bsize;
    const megabytes = (bytes: number): number => Math.ceil(bytes / 1e6);
    if (free < needed)
      throw new UserError('hub.noRoom', {
        model: shownName(this.name),
        folder,
        needed: megabytes(needed),
        free: megabytes(free),
      });
  }

  /** Downloads one file. */
  private async bring(file: CheckableFile): Promise<void> {
    const { commit } = this.listing;
    const isNew = !this.cached.hasBlob(file.hash, file.size);
    if (isNew) await this.fetch(file);
    await this.cached.link(commit, file.name, file.hash, isNew);
    this.done += file.size ?? 0;
  }

  private async fetch(file: CheckableFile): Promise<void> {
    const { signal, log, onProgress, limits = usualLimits, connections = usualConnections } = this.options;
    const url = fileUrl(this.commit.client, this.name.id, this.listing.commit, file.name);
    const subject = { ...subjectOf(this.name, file.name), file: file.name };
    const model = shownName(this.name);
    log(`download ${model} ${file.name}: ${file.size ?? '?'} bytes, ${file.hash}`);
    await downloadBlob({
      file,
      blob: this.cached.blob(file.hash),
      source: { client: this.commit.client, url, subject, size: file.size, connections, limits, signal, log },
      onProgress: (bytes) =>
        onProgress({
          model,
          file: file.name,
          bytes: this.done + bytes,
          total: Math.max(this.total, this.done + bytes),
        }),
    });
  }
}
