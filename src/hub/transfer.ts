// The bytes of one file, in order, from any offset on: in one stream, or by several simultaneous range requests where
// the server supports ranges.

import { setMaxListeners } from 'node:events';

import { UserError } from '../shared/errors.js';
import type { HubClient, Opened } from './client.js';
import { headerOf, type Subject } from './failures.js';
import { PassingFailure, Retries, type Retrying } from './retries.js';

export interface Source extends Retrying {
  readonly client: HubClient;
  readonly url: URL;
  readonly subject: Subject & { readonly file: string };
  /** Null where it is unknown. */
  readonly size: number | null;
  /** The number of simultaneous requests. */
  readonly connections: number;
  /** Called as bytes arrive, which may be before their turn. */
  readonly onBytes: (bytes: number) => void;
}

/**
 * The bytes of one range request: about as many as arrive in a second, within these limits. Bytes that wait for their
 * turn are lost by an interruption.
 */
const leastPiece = 1 << 18;
const mostPiece = 1 << 23;
const quickPiece = 500;
const slowPiece = 2000;
/** The limit in bytes for a file of unknown length. */
const mostUnannounced = 64 << 20;

/**
 * The file's bytes from `from` on. A piece may be overwritten once the next one is requested. Throws a UserError when
 * the attempts are used up, and the signal's reason.
 */
export async function* transfer(given: Source, from: number): AsyncGenerator<Uint8Array, void, undefined> {
  const stop = new AbortController();
  const signal = AbortSignal.any([given.signal, stop.signal]);
  // Every request listens to it.
  setMaxListeners(0, signal);
  const reader = new RangeReader({ ...given, signal });
  const end = given.size ?? Number.POSITIVE_INFINITY;
  let at = from;
  try {
    if (end === Number.POSITIVE_INFINITY || end - from <= leastPiece || given.connections === 1)
      return yield* reader.stream(from, end);
    // The answer to the first request shows whether the server supports ranges.
    const first = await reader.openPatiently(from, Math.min(from + leastPiece, end));
    if (first.status !== 206) return yield* reader.stream(from, end, first);
    reader.inPieces = true;
    for await (const bytes of piecesInOrder(reader, [from, end], first, stop)) {
      at += bytes.length;
      yield bytes;
    }
  } catch (failure) {
    if (!(failure instanceof NoRanges)) throw failure;
    yield* new RangeReader({ ...given, usesRanges: false }).stream(at, end);
  } finally {
    stop.abort();
  }
}

/** A server that supported ranges no longer does, or sends wrong ones. */
class NoRanges extends Error {
  override readonly name = 'NoRanges';
}

/** The source of a file's bytes: after a redirect, the server that has it; by ranges, as long as that works. */
class RangeReader {
  /** Whether several requests are under way: each must get exactly the range that it asked for. */
  inPieces = false;
  private resolved: URL | null = null;
  private usesRanges: boolean;

  constructor(readonly source: Source & { readonly usesRanges?: boolean }) {
    this.usesRanges = source.usesRanges ?? true;
  }

  /**
   * The bytes of [from, to), or to the end of the file where `to` is infinite; resumes after interruptions.
   * @param first an answer that is there already
   */
  async *stream(from: number, to: number, first?: Opened): AsyncGenerator<Uint8Array, void, undefined> {
    const retries = new Retries(this.source);
    let at = from;
    let opened = first;
    let cameBefore = from;
    while (at < to) {
      try {
        opened ??= await this.open(at, to);
        for await (const bytes of this.wanted(opened, at, to)) {
          at += bytes.length;
          yield bytes;
        }
        if (at < to && to !== Number.POSITIVE_INFINITY)
          throw new PassingFailure(new UserError('hub.cut', { host: opened.url.host }));
        return;
      } catch (failure) {
        this.resolved = null;
        if (at - cameBefore >= this.source.limits.leastBytes) retries.reset();
        cameBefore = at;
        await retries.afterFailure(failure);
      } finally {
        opened?.cancel();
      }
      opened = undefined;
    }
  }

  async openPatiently(at: number, to: number): Promise<Opened> {
    const retries = new Retries(this.source);
    for (;;) {
      try {
        return await this.open(at, to);
      } catch (failure) {
        this.resolved = null;
        await retries.afterFailure(failure);
      }
    }
  }

  /** An answer that begins at `at`, or at the file's beginning where the server does not support ranges. */
  private async open(at: number, to: number): Promise<Opened> {
    const { client, url, subject, signal, size } = this.source;
    const last = Math.min(to, size ?? to) - 1;
    const isWhole = !this.usesRanges || (at === 0 && last + 1 === (size ?? Number.POSITIVE_INFINITY));
    const range = isWhole || last === Number.POSITIVE_INFINITY ? undefined : ([at, last] as const);
    const opened = await client.open(this.resolved ?? url, { method: 'GET', subject, signal, range });
    try {
      this.check(opened, range);
    } catch (error) {
      opened.cancel();
      throw error;
    }
    this.resolved = opened.url;
    return opened;
  }

  /** Throws for an answer of another length or range than requested. */
  private check({ status, headers, url: { host } }: Opened, range: readonly [number, number] | undefined): void {
    const { size, subject } = this.source;
    if (this.inPieces && range !== undefined && status === 200) throw new NoRanges();
    if (status === 206) {
      const [, first, last, total] =
        /^bytes (\d+)-(\d+)\/(\d+|\*)$/.exec(headerOf(headers, 'content-range') ?? '') ?? [];
      const isAsked =
        range !== undefined &&
        Number(first) === range[0] &&
        Number(last) === range[1] &&
        (size === null || total === '*' || Number(total) === size);
      if (isAsked) return;
      // The server, or a proxy before it, counts wrongly: the file is requested as a whole instead.
      if (this.inPieces) throw new NoRanges();
      this.usesRanges = false;
      throw new PassingFailure(new UserError('hub.status', { host, status }));
    }
    const length = headerOf(headers, 'content-length');
    if (status === 200 && size !== null && length !== undefined && Number(length) !== size)
      throw new UserError('hub.otherSize', { host, file: subject.file, found: Number(length), expected: size });
    if (status !== 200) throw new UserError('hub.status', { host, status });
  }

  /** The bytes of [at, to) in an answer, never more. */
  private async *wanted(
    { status, headers, body, url: { host } }: Opened,
    at: number,
    to: number,
  ): AsyncGenerator<Uint8Array, void, undefined> {
    const { onBytes, subject, size } = this.source;
    let offset = status === 206 ? at : 0;
    // Once a body is read to its end, its connection can be used again; but only an announced length guarantees that
    // the end will arrive.
    const endsThere = offset + Number(headerOf(headers, 'content-length')) === to;
    for await (const bytes of body) {
      const piece = bytes.subarray(Math.max(0, at - offset), Math.max(0, to - offset));
      offset += bytes.length;
      if (size === null && offset > mostUnannounced)
        throw new UserError('hub.tooLong', { host, file: subject.file, megabytes: mostUnannounced >> 20 });
      if (piece.length > 0) {
        onBytes(piece.length);
        yield piece;
      }
      if (offset >= to && !endsThere) return;
    }
  }
}

/** Requests several pieces at once, and yields them in order. */
async function* piecesInOrder(
  reader: RangeReader,
  [from, to]: readonly [number, number],
  first: Opened,
  stop: AbortController,
): AsyncGenerator<Uint8Array, void, undefined> {
  const spare: Uint8Array[] = [];
  const running: Promise<Uint8Array>[] = [];
  let next = from;
  let length = leastPiece;
  const start = (opened?: Opened): void => {
    const end = Math.min(next + length, to);
    if (next >= end) return;
    const piece = collect(reader, [next, end], spare.pop() ?? Buffer.allocUnsafeSlow(mostPiece), opened).then(
      ({ bytes, took }) => {
        if (took < quickPiece) length = Math.min(mostPiece, length * 2);
        else if (took > slowPiece) length = Math.max(leastPiece, length / 2);
        return bytes;
      },
    );
    // The promise is awaited in its turn.
    piece.catch(() => undefined);
    running.push(piece);
    next = end;
  };
  try {
    start(first);
    while (running.length < reader.source.connections && next < to) start();
    for (let piece = running.shift(); piece !== undefined; piece = running.shift()) {
      const bytes = await piece;
      start();
      yield bytes;
      spare.push(new Uint8Array(bytes.buffer));
    }
  } finally {
    stop.abort();
    await Promise.allSettled(running);
  }
}

async function collect(
  reader: RangeReader,
  [from, to]: readonly [number, number],
  buffer: Uint8Array,
  opened: Opened | undefined,
): Promise<{ bytes: Uint8Array; took: number }> {
  const begun = performance.now();
  let at = 0;
  for await (const bytes of reader.stream(from, to, opened)) {
    buffer.set(bytes, at);
    at += bytes.length;
  }
  return { bytes: buffer.subarray(0, at), took: performance.now() - begun };
}
