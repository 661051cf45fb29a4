// Answers of the hub for tests, right or with a fault.

import { type IncomingHttpHeaders, type ServerResponse } from 'node:http';
import { setTimeout as wait } from 'node:timers/promises';

export interface Seen {
  readonly method: string;
  readonly url: string;
  readonly headers: IncomingHttpHeaders;
}

/** What is done instead of a right answer. */
export type Fault =
  | { readonly kind: 'status'; readonly status: number; readonly headers?: Readonly<Record<string, string>> }
  | { readonly kind: 'redirect'; readonly to: string; readonly status?: number }
  /** The connection ends after so many bytes of the body. */
  | { readonly kind: 'cut'; readonly after: number }
  /** So many bytes of the body, and then nothing, with the connection open. */
  | { readonly kind: 'stall'; readonly after: number }
  /** The body byte for byte, with a pause after each. */
  | { readonly kind: 'drip'; readonly pause: number }
  /** No answer at all. */
  | { readonly kind: 'silence' }
  /** A range from another place than was asked for. */
  | { readonly kind: 'wrongRange' }
  /** The whole file, whatever range was asked for. */
  | { readonly kind: 'ignoreRange' }
  | { readonly kind: 'wrongBytes' }
  /** The right bytes, or wrong ones, and then others without end, of no announced length. */
  | { readonly kind: 'endless'; readonly ranges?: boolean; readonly wrong?: boolean }
  /** Right, but without saying how long. */
  | { readonly kind: 'noLength' }
  /** The whole file, with another length than it has. */
  | { readonly kind: 'otherLength'; readonly length: number }
  | { readonly kind: 'page'; readonly text: string };

/** The file, or the range of it that was asked for, as wrongly as the fault says. */
export async function send(
  { method, headers }: Seen,
  bytes: Buffer,
  response: ServerResponse,
  fault: Fault | undefined,
): Promise<void> {
  const asked = /^bytes=(\d+)-(\d*)$/.exec(headers.range ?? '');
  const usesRange =
    asked !== null &&
    fault?.kind !== 'ignoreRange' &&
    fault?.kind !== 'otherLength' &&
    !(fault?.kind === 'endless' && fault.ranges !== true);
  const first = usesRange ? Number(asked[1]) : 0;
  const last = usesRange && asked[2] !== '' ? Math.min(Number(asked[2]), bytes.length - 1) : bytes.length - 1;
  let body = bytes.subarray(first, last + 1);
  const isWrong = fault?.kind === 'wrongBytes' || (fault?.kind === 'endless' && fault.wrong === true);
  if (isWrong) body = Buffer.from(body.map((byte, at) => (at === 0 ? byte ^ 1 : byte)));
  if (usesRange)
    response.setHeader(
      'content-range',
      `bytes ${fault?.kind === 'wrongRange' ? first + 1 : first}-${last}/${bytes.length}`,
    );
  response.statusCode = usesRange ? 206 : 200;
  if (fault?.kind !== 'endless' && fault?.kind !== 'noLength')
    response.setHeader('content-length', fault?.kind === 'otherLength' ? fault.length : body.length);
  if (method === 'HEAD') {
    response.end();
    return;
  }
  if (fault?.kind === 'cut' || fault?.kind === 'stall') {
    await written(response, body.subarray(0, fault.after));
    if (fault.kind === 'cut') response.destroy();
    return;
  }
  if (fault?.kind === 'drip') {
    for (const byte of body) {
      if (response.destroyed) return;
      await written(response, Buffer.from([byte]));
      await wait(fault.pause);
    }
    response.end();
    return;
  }
  if (fault?.kind === 'endless') {
    await written(response, body);
    while (!response.destroyed) await written(response, Buffer.alloc(65_536, 1));
    return;
  }
  response.end(body);
}

/** Taken by the connection, or the connection is gone. */
function written(response: ServerResponse, bytes: Buffer): Promise<void> {
  return new Promise((resolve) => {
    response.once('close', resolve);
    response.write(bytes, () => {
      response.removeListener('close', resolve);
      resolve();
    });
  });
}
