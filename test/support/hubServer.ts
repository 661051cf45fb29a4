// A hub on 127.0.0.1 for tests: it serves the given models, records every request, and misbehaves on demand.

import { createHash } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

import { type Fault, type Seen, send } from './hubFaults.js';

export interface ServedModel {
  readonly commit: string;
  readonly files: Readonly<Record<string, Buffer>>;
  /** Branches and tags beside `main`. */
  readonly revisions?: readonly string[];
  /** Asked for in every request. */
  readonly token?: string;
  /** What a search tells of it. */
  readonly tags?: readonly string[];
  readonly downloads?: number;
}

export interface HubServerOptions {
  readonly models?: Readonly<Record<string, ServedModel>>;
  /** Asked before every answer; undefined for a right one. */
  readonly misbehave?: (seen: Seen, server: HubServer) => Fault | undefined;
  /** Large files are sent on to this server, as the hub does. */
  readonly store?: HubServer;
  /** What the listing leaves out. */
  readonly silentAbout?: readonly ('size' | 'hash')[];
}

/** Content that is not all alike: pseudo-random, the same for the same seed. */
export function content(length: number, seed = 1): Buffer {
  const bytes = Buffer.alloc(length);
  let state = seed * 2654435761;
  for (let at = 0; at < length; at++) {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    bytes[at] = state >>> 24;
  }
  return bytes;
}

export const commits = { first: '1'.repeat(40), second: '2'.repeat(40) } as const;

export function isLarge(name: string): boolean {
  return /\.(safetensors|bin|model)$/.test(name);
}

/** As the hub names contents: large ones by SHA-256, others as git does. */
export function hashOf(name: string, bytes: Buffer): string {
  if (isLarge(name)) return createHash('sha256').update(bytes).digest('hex');
  return createHash('sha1').update(`blob ${bytes.length}\0`).update(bytes).digest('hex');
}

/** A BERT in name only: enough of its files to be downloaded. */
export function servedModel(weights = content(3_000_000), more: Readonly<Record<string, Buffer>> = {}): ServedModel {
  const text = (value: string): Buffer => Buffer.from(value);
  const files = {
    'README.md': text('# nobody needs this'),
    'config.json': text('{"model_type":"bert"}'),
    'flax_model.msgpack': content(1000, 7),
    'pytorch_model.bin': content(2000, 8),
    'tf_model.h5': content(1000, 9),
    'model.safetensors': weights,
    'tokenizer.json': text('{"version":"1.0"}'),
    'tokenizer_config.json': text('{}'),
    'vocab.txt': text('[PAD]\n'),
    ...more,
  };
  return { commit: commits.first, files, revisions: ['v1', 'refs/pr/1'] };
}

export class HubServer {
  readonly seen: Seen[] = [];
  misbehave: HubServerOptions['misbehave'];

  private constructor(
    private readonly server: Server,
    private readonly options: HubServerOptions,
  ) {
    this.misbehave = options.misbehave;
    server.on(
      'request',
      (request: IncomingMessage, response: ServerResponse) =>
        void this.answer(request, response).catch(() => response.destroy()),
    );
  }

  static async start(options: HubServerOptions = {}): Promise<HubServer> {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return new HubServer(server, options);
  }

  get endpoint(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  /** Paths of the requests for files, in order. */
  get downloads(): string[] {
    return this.seen
      .filter(({ method, url }) => method === 'GET' && !url.startsWith('/api/'))
      .map(({ url }) => url.replace(/^.*\/resolve\/[^/]+\//, ''));
  }

  async close(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }

  private async answer({ method = '', url = '', headers }: IncomingMessage, response: ServerResponse): Promise<void> {
    const seen = { method, url, headers };
    this.seen.push(seen);
    const fault = this.misbehave?.(seen, this);
    if (fault?.kind === 'silence') return;
    if (fault?.kind === 'status') {
      response.writeHead(fault.status, fault.headers).end();
      return;
    }
    if (fault?.kind === 'redirect') {
      response.writeHead(fault.status ?? 302, { location: fault.to }).end();
      return;
    }
    if (fault?.kind === 'page') {
      response.writeHead(200, { 'content-type': 'text/html' }).end(fault.text);
      return;
    }
    const { pathname, searchParams } = new URL(url, this.endpoint);
    const path = decodeURIComponent(pathname);
    if (path === '/api/models') {
      this.search(searchParams, response);
      return;
    }
    const listing = /^\/api\/models\/(?<id>.+)\/revision\/(?<revision>.+)$/.exec(path)?.groups;
    if (listing !== undefined) {
      this.list(seen, listing['id'] ?? '', listing['revision'] ?? '', response);
      return;
    }
    const file = /^\/(?<id>.+?)\/resolve\/(?<revision>[^/]+)\/(?<name>.+)$/.exec(path)?.groups;
    if (file !== undefined)
      return this.resolve(seen, file['id'] ?? '', file['revision'] ?? '', file['name'] ?? '', response, fault);
    const stored = /^\/store\/(?<name>[^/]+)\/(?<hash>\w+)$/.exec(path)?.groups;
    if (stored !== undefined) return this.fromStore(seen, stored['name'] ?? '', stored['hash'] ?? '', response, fault);
    response.writeHead(404).end();
  }

  /** The model, when it may be seen; otherwise an answer has been given. */
  private find({ headers }: Seen, id: string, revision: string, response: ServerResponse): ServedModel | null {
    const model = this.options.models?.[id];
    const refuse = (status: number, code: string): null => {
      response.writeHead(status, { 'x-error-code': code }).end();
      return null;
    };
    const isAllowed = model?.token === undefined || headers.authorization === `Bearer ${model.token}`;
    if (model === undefined || !isAllowed)
      return refuse(headers.authorization === undefined || model !== undefined ? 401 : 404, 'RepoNotFound');
    const known = ['main', model.commit, ...(model.revisions ?? [])].includes(revision);
    return known ? model : refuse(404, 'RevisionNotFound');
  }

  /** Public models alone, as the hub answers who has no token. */
  private search(asked: URLSearchParams, response: ServerResponse): void {
    const words = asked.get('search') ?? '';
    const found = Object.entries(this.options.models ?? {}).filter(
      ([id, { token, tags = [] }]) =>
        token === undefined && id.includes(words) && tags.includes(asked.get('filter') ?? ''),
    );
    const answer = found
      .slice(0, Number(asked.get('limit')))
      .map(([id, { tags, downloads }]) => ({ _id: 'f', id, modelId: id, likes: 1, private: false, downloads, tags }));
    response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(answer));
  }

  private list(seen: Seen, id: string, revision: string, response: ServerResponse): void {
    const model = this.find(seen, id, revision, response);
    if (model === null) return;
    const { silentAbout = [] } = this.options;
    const siblings = Object.entries(model.files).map(([rfilename, bytes]) => {
      const size = silentAbout.includes('size') ? undefined : bytes.length;
      if (silentAbout.length > 0) return { rfilename, size };
      const hash = hashOf(rfilename, bytes);
      return isLarge(rfilename)
        ? { rfilename, size, blobId: 'f'.repeat(40), lfs: { sha256: hash, size, pointerSize: 130 } }
        : { rfilename, size, blobId: hash };
    });
    response
      .writeHead(200, { 'content-type': 'application/json' })
      .end(JSON.stringify({ id, modelId: id, sha: model.commit, siblings }));
  }

  private async resolve(
    seen: Seen,
    id: string,
    revision: string,
    name: string,
    response: ServerResponse,
    fault: Fault | undefined,
  ): Promise<void> {
    const model = this.find(seen, id, revision, response);
    if (model === null) return;
    const bytes = model.files[name];
    if (bytes === undefined) {
      response.writeHead(404, { 'x-error-code': 'EntryNotFound' }).end();
      return;
    }
    const hash = hashOf(name, bytes);
    response.setHeader('x-repo-commit', model.commit);
    const silent = this.options.silentAbout?.includes('hash') === true && this.options.silentAbout.includes('size');
    if (!silent) response.setHeader('etag', `"${hash}"`);
    if (isLarge(name)) response.setHeader('x-linked-size', bytes.length).setHeader('x-linked-etag', `"${hash}"`);
    const { store } = this.options;
    if (store !== undefined && isLarge(name)) {
      response.writeHead(302, { location: `${store.endpoint}/store/${name}/${hash}?signature=very-secret` }).end();
      return;
    }
    await send(seen, bytes, response, fault);
  }

  private async fromStore(
    seen: Seen,
    name: string,
    hash: string,
    response: ServerResponse,
    fault: Fault | undefined,
  ): Promise<void> {
    const found = Object.values(this.options.models ?? {})
      .flatMap(({ files }) => Object.entries(files))
      .find(([known, bytes]) => known === name && hashOf(name, bytes) === hash);
    if (found === undefined) {
      response.writeHead(404).end();
      return;
    }
    await send(seen, found[1], response, fault);
  }
}
