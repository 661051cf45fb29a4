// The hub's answer about a model: the commit that a revision stands for, and its files with size and hash.

import * as z from 'zod';

import { parseJson } from '../base/json.js';
import { UserError } from '../shared/errors.js';
import type { ModelName } from '../shared/modelName.js';
import type { HubClient, Opened } from './client.js';
import { headerOf, type Subject } from './failures.js';

export interface RepoFile {
  readonly name: string;
  /** Null where the hub does not list it. */
  readonly size: number | null;
  /**
   * The SHA-256 of the content, or git's SHA-1 of a small file; null where the hub lists none. It is the name of the
   * blob in the cache.
   */
  readonly hash: string | null;
}

export interface Listing {
  readonly commit: string;
  readonly files: ReadonlyMap<string, RepoFile>;
}

/** The bytes of the longest answer that is read: some repositories have thousands of files. */
const longestAnswer = 32 << 20;

const hash = z.string().regex(/^([0-9a-f]{40}|[0-9a-f]{64})$/);
const size = z.int().nonnegative();

/**
 * The answer to GET /api/models/ID/revision/REV?blobs=true; the content of a file in Git LFS has another hash and size
 * than its pointer in git.
 */
const answerSchema = z.object({
  sha: z.string().regex(/^[0-9a-f]{40}$/),
  siblings: z.array(
    z.object({
      rfilename: z.string(),
      size: size.nullish().catch(null),
      blobId: hash.nullish().catch(null),
      lfs: z
        .object({ sha256: hash.optional().catch(undefined), oid: hash.optional().catch(undefined), size })
        .nullish()
        .catch(null),
    }),
  ),
});
type Sibling = z.infer<typeof answerSchema>['siblings'][number];

export function subjectOf({ id, revision }: ModelName, file: string | null = null): Subject {
  return { model: id, revision, file };
}

/** Throws a UserError, or a PassingFailure for a failure that may pass. */
export async function listModel(client: HubClient, name: ModelName, signal: AbortSignal): Promise<Listing> {
  const url = client.url(`api/models/${name.id}/revision/${encodeURIComponent(name.revision)}?blobs=true`);
  const opened = await client.open(url, { method: 'GET', subject: subjectOf(name), signal });
  const parsed = answerSchema.safeParse(await jsonOf(opened));
  if (!parsed.success) throw new UserError('hub.notAHub', { host: url.host }, { cause: parsed.error });
  const { sha, siblings } = parsed.data;
  return { commit: sha, files: new Map(siblings.map((sibling) => [sibling.rfilename, fileOf(sibling)])) };
}

function fileOf({ rfilename: name, size: plainSize, blobId, lfs }: Sibling): RepoFile {
  if (lfs != null) return { name, size: lfs.size, hash: lfs.sha256 ?? lfs.oid ?? null };
  return { name, size: plainSize ?? null, hash: blobId ?? null };
}

/** An answer as JSON; undefined when it is none. Throws `hub.notAHub` for an endless one. */
export async function jsonOf(opened: Opened): Promise<unknown> {
  return parseJson(await textOf(opened));
}

async function textOf({ body, url }: Opened): Promise<string> {
  const pieces: Uint8Array[] = [];
  let length = 0;
  for await (const piece of body) {
    pieces.push(piece);
    length += piece.length;
    if (length > longestAnswer) throw new UserError('hub.notAHub', { host: url.host });
  }
  return Buffer.concat(pieces).toString('utf8');
}

/** Where a file of a commit can be had. */
export function fileUrl(client: HubClient, id: string, commit: string, file: string): URL {
  return client.url(`${id}/resolve/${commit}/${file.split('/').map(encodeURIComponent).join('/')}`);
}

/** A file whose content can be checked. */
export type CheckableFile = RepoFile & { readonly hash: string };

/** The files of one commit, and the client to request them with. */
export interface Commit {
  readonly client: HubClient;
  readonly name: ModelName;
  readonly commit: string;
  readonly signal: AbortSignal;
}

/**
 * The file with its size and hash, which the listings of some mirrors lack: the headers of the file itself have them
 * too. Throws a UserError, `hub.noHash` among others, or a PassingFailure for a failure that may pass.
 */
export async function completed({ client, name, commit, signal }: Commit, file: RepoFile): Promise<CheckableFile> {
  const { hash: known } = file;
  if (known !== null && file.size !== null) return { ...file, hash: known };
  const url = fileUrl(client, name.id, commit, file.name);
  const { headers, status, cancel } = await client.open(url, {
    method: 'HEAD',
    subject: subjectOf(name, file.name),
    signal,
    staysOnHost: true,
  });
  cancel();
  const etag = (headerOf(headers, 'x-linked-etag') ?? headerOf(headers, 'etag') ?? '')
    .replace(/^W\//, '')
    .replace(/^"(.*)"$/, '$1');
  const found = known ?? hash.safeParse(etag).data ?? null;
  if (found === null) throw new UserError('hub.noHash', { host: url.host, model: name.id, file: file.name });
  // The length of a redirect's own body is not the file's.
  const length =
    headerOf(headers, 'x-linked-size') ?? (status < 300 ? headerOf(headers, 'content-length') : undefined) ?? '';
  return { ...file, hash: found, size: file.size ?? (/^\d{1,15}$/.test(length) ? Number(length) : null) };
}
