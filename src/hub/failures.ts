// The failures of a request to a hub, as errors for the user: from status codes and from the codes of the network.

import { UserError } from '../shared/errors.js';
import { systemCode } from '../shared/failures.js';
import { PassingFailure } from './retries.js';

/** The requested model or file, as a sentence names it. */
export interface Subject {
  readonly model: string;
  readonly revision: string;
  /** Null for the model as a whole. */
  readonly file: string | null;
}

export type Headers = Readonly<Record<string, string | readonly string[] | undefined>>;

export interface Answered {
  readonly status: number;
  readonly headers: Headers;
  readonly host: string;
  /** Whether the hub itself answered, and not a server that it redirects to. */
  readonly isHub: boolean;
  readonly hadToken: boolean;
}

/** The value of a header that occurs once. */
export function headerOf(headers: Headers, name: string): string | undefined {
  const value = headers[name];
  return typeof value === 'string' ? value : value?.[0];
}

/** The failure for a status that is neither success nor a redirect. */
export function statusFailure(
  { status, headers, host, isHub, hadToken }: Answered,
  { model, revision, file }: Subject,
): Error {
  // The header with which the hub distinguishes its 401s and 404s: https://github.com/huggingface/huggingface_hub,
  // utils/_http.py.
  const code = headerOf(headers, 'x-error-code');
  if (status === 407) return new UserError('hub.proxy', { host });
  if (status === 429) return busy(headers, host);
  if (status === 408 || status >= 500)
    return new PassingFailure(new UserError('hub.server', { host, status }), waitingTime(headers));
  // The hub's redirect is a signed address that has expired: the next attempt asks the hub for another.
  if (!isHub && [400, 401, 403, 404, 410].includes(status))
    return new PassingFailure(new UserError('hub.status', { host, status }));
  if (code === 'GatedRepo') return new UserError('hub.gated', { model, host });
  if (status === 401)
    return hadToken
      ? new UserError('hub.tokenRefused', { model, host })
      : new UserError('hub.notPublic', { model, host });
  if (status === 403) return new UserError('hub.forbidden', { model, host });
  if (status === 404 && code === 'RevisionNotFound') return new UserError('hub.noRevision', { model, host, revision });
  if (status === 404 && file !== null) return new UserError('hub.noFile', { model, host, file });
  if (status === 404) return new UserError('hub.noModel', { model, host });
  return new UserError('hub.status', { host, status });
}

/** The waiting time in seconds that is reported when the server names none. */
const unsaidWait = 5;

function busy(headers: Headers, host: string): PassingFailure {
  const wait = waitingTime(headers);
  return new PassingFailure(new UserError('hub.busy', { host, seconds: Math.ceil(wait / 1000) || unsaidWait }), wait);
}

/** Milliseconds to wait: Retry-After in seconds or as a date (RFC 9110, 10.2.3), or the hub's own RateLimit. */
export function waitingTime(headers: Headers, now = Date.now()): number {
  const after =
    headerOf(headers, 'retry-after')?.trim() ?? /;\s*t=(\d+)/.exec(headerOf(headers, 'ratelimit') ?? '')?.[1] ?? '';
  if (/^\d{1,9}$/.test(after)) return Number(after) * 1000;
  const date = Date.parse(after);
  return Number.isNaN(date) ? 0 : Math.max(0, date - now);
}

const certificateCodes = new RegExp(
  '^(CERT_|UNABLE_TO_|SELF_SIGNED_|DEPTH_ZERO_SELF_SIGNED|ERR_TLS_CERT|' +
    'HOSTNAME_MISMATCH|INVALID_CA|PATH_LENGTH_EXCEEDED|UND_ERR_PRX_TLS)',
);
const cutCodes: ReadonlySet<string> = new Set([
  'ECONNRESET',
  'EPIPE',
  'UND_ERR_SOCKET',
  'UND_ERR_RES_CONTENT_LENGTH_MISMATCH',
  'ERR_STREAM_PREMATURE_CLOSE',
]);
const timeoutCodes: ReadonlySet<string> = new Set([
  'ETIMEDOUT',
  'UND_ERR_CONNECT_TIMEOUT',
  'UND_ERR_HEADERS_TIMEOUT',
  'UND_ERR_BODY_TIMEOUT',
]);
/** The codes that undici uses for a proxy's refusal, when nobody aborted the request. */
const proxyCodes: ReadonlySet<string> = new Set(['UND_ERR_ABORTED', 'UND_ERR_INVALID_ARG']);

/** The failure for a network error; any other error is returned as it is. `seconds`: how long the request waited. */
export function networkFailure(error: unknown, host: string, seconds: number): unknown {
  const code = systemCode(error);
  if (error instanceof UserError || error instanceof PassingFailure || code === undefined) return error;
  const options = { cause: error };
  if (certificateCodes.test(code)) return new UserError('hub.certificate', { host, reason: code }, options);
  if (proxyCodes.has(code)) return new UserError('hub.proxy', { host }, options);
  if (cutCodes.has(code)) return new PassingFailure(new UserError('hub.cut', { host }, options));
  if (timeoutCodes.has(code)) return new PassingFailure(new UserError('hub.timeout', { host, seconds }, options));
  return new PassingFailure(new UserError('hub.unreachable', { host, reason: code }, options));
}
