// Sends requests to a hub. Redirects are followed by hand, so that the token goes to the hub's own host and nowhere
// else; a body whose bytes stop arriving ends in an error.

import { type Dispatcher, EnvHttpProxyAgent } from 'undici';

import { UserError } from '../shared/errors.js';
import { headerOf, type Headers, networkFailure, statusFailure, type Subject } from './failures.js';
import type { Environment, HubLocation } from './location.js';
import { PassingFailure, type RetryLimits } from './retries.js';

const mostRedirects = 5;

export interface ClientOptions {
  readonly location: HubLocation;
  readonly limits: RetryLimits;
  /** The user agent of this product: name/version. */
  readonly userAgent: string;
}

export interface Question {
  readonly method: 'GET' | 'HEAD';
  readonly subject: Subject;
  readonly signal: AbortSignal;
  /** The first and the last byte. */
  readonly range?: readonly [first: number, last: number] | undefined;
  /**
   * Follow only redirects within the same host, to get the hub's own headers for a file instead of those of the server
   * that holds it.
   */
  readonly staysOnHost?: boolean;
}

export interface Opened {
  readonly status: number;
  readonly headers: Headers;
  /** The address that answered, after redirects. */
  readonly url: URL;
  /** The body must be read to its end or cancelled. Throws a PassingFailure when it is interrupted or stalls. */
  readonly body: AsyncIterableIterator<Uint8Array>;
  readonly cancel: () => void;
}

/** The connections to a hub, and to the servers that it redirects to. */
export class HubClient {
  private readonly agent: EnvHttpProxyAgent;
  private readonly endpoint: URL;

  /** Throws `hub.badProxy`. */
  constructor(private readonly options: ClientOptions) {
    this.agent = proxyAgent(options.location.environment, options.limits);
    this.endpoint = new URL(options.location.endpoint);
  }

  /** The address of a path on the hub. */
  url(path: string): URL {
    return new URL(`${this.options.location.endpoint}/${path}`);
  }

  /** Ends all connections. */
  close(): Promise<void> {
    return this.agent.destroy();
  }

  /**
   * Sends a request, follows redirects, and returns the answer once its headers have arrived. Throws a UserError, or a
   * PassingFailure for a failure that may pass.
   */
  async open(first: URL, question: Question): Promise<Opened> {
    let url = first;
    for (let hop = 0; hop <= mostRedirects; hop++) {
      const answer = await this.send(url, question);
      const { statusCode: status, headers, body } = answer;
      const next = redirect(url, status, headers);
      const leavesHost = next !== null && next.host !== url.host;
      if ((status >= 200 && status < 300) || (leavesHost && question.staysOnHost === true))
        return this.opened(url, answer, question.signal);
      discard(body);
      if (next === null)
        throw statusFailure(
          { status, headers, host: url.host, isHub: this.isHub(url), hadToken: this.tokenFor(url) !== null },
          question.subject,
        );
      url = next;
    }
    throw new UserError('hub.redirect', { host: first.host });
  }

  private isHub(url: URL): boolean {
    return url.origin === this.endpoint.origin;
  }

  private tokenFor(url: URL): string | null {
    return this.isHub(url) ? this.options.location.token : null;
  }

  private async send(url: URL, { method, range, signal }: Question): Promise<Dispatcher.ResponseData> {
    const { userAgent, limits } = this.options;
    const token = this.tokenFor(url);
    const headers = {
      'user-agent': userAgent,
      // The bytes must arrive unencoded: their number and hash are known beforehand.
      'accept-encoding': 'identity',
      ...(range === undefined ? {} : { range: `bytes=${range[0]}-${range[1]}` }),
      ...(token === null ? {} : { authorization: `Bearer ${token}` }),
    };
    try {
      signal.throwIfAborted();
      return await this.agent.request({
        origin: url.origin,
        path: url.pathname + url.search,
        method,
        headers,
        signal,
        headersTimeout: limits.stall,
        bodyTimeout: 0,
      });
    } catch (error) {
      signal.throwIfAborted();
      throw networkFailure(error, url.host, limits.stall / 1000);
    }
  }

  private opened(url: URL, { statusCode, headers, body }: Dispatcher.ResponseData, signal: AbortSignal): Opened {
    const { limits } = this.options;
    return {
      status: statusCode,
      headers,
      url,
      body: flowing(body, { host: url.host, signal, limits }),
      cancel: () => discard(body),
    };
  }
}

/** The proxy in `https_proxy` and similar variables, in lower or upper case. */
function proxyAgent(environment: Environment, { connect, stall }: RetryLimits): EnvHttpProxyAgent {
  const proxy = (name: string): string => {
    const [variable, value] = [name, name.toUpperCase()]
      .map((key) => [key, environment[key]?.trim()] as const)
      .find(([, text]) => text) ?? [name, ''];
    if (value && (!URL.canParse(value) || !/^(https?|socks5?):$/.test(new URL(value).protocol)))
      throw new UserError('hub.badProxy', { variable });
    return value ?? '';
  };
  const noProxy = environment['no_proxy'] ?? environment['NO_PROXY'] ?? '';
  return new EnvHttpProxyAgent({
    httpProxy: proxy('http_proxy'),
    httpsProxy: proxy('https_proxy'),
    noProxy,
    proxyTunnel: false,
    connect: { timeout: connect },
    headersTimeout: stall,
  });
}

/** The target of a redirect; null for any other answer. Throws `hub.redirect` for an address that is not safe. */
function redirect(from: URL, status: number, headers: Headers): URL | null {
  if (![301, 302, 303, 307, 308].includes(status)) return null;
  const location = headerOf(headers, 'location') ?? '';
  const next = URL.canParse(location, from.href) ? new URL(location, from) : null;
  const isSafe =
    next !== null &&
    (next.protocol === 'https:' || next.protocol === from.protocol) &&
    next.username === '' &&
    next.password === '';
  if (!isSafe) throw new UserError('hub.redirect', { host: from.host });
  return next;
}

/** Discards an unread answer, and its connection with it. */
function discard(body: Dispatcher.ResponseData['body']): void {
  body.on('error', () => undefined);
  body.destroy();
}

interface Flow {
  readonly host: string;
  readonly signal: AbortSignal;
  readonly limits: RetryLimits;
}

/**
 * The pieces of a body as they arrive. Throws a PassingFailure when the body is interrupted, or when fewer than
 * `leastBytes` arrive within `stall` milliseconds of waiting; the time that the reader itself takes does not count.
 */
async function* flowing(
  body: Dispatcher.ResponseData['body'],
  { host, signal, limits }: Flow,
): AsyncGenerator<Uint8Array, void, undefined> {
  const { stall, leastBytes } = limits;
  let waited = 0;
  let came = 0;
  const pieces = body.iterator({ destroyOnReturn: true }) as AsyncIterableIterator<Uint8Array, void>;
  try {
    for (;;) {
      const begun = performance.now();
      const timer = setTimeout(
        () => body.destroy(new PassingFailure(new UserError('hub.timeout', { host, seconds: stall / 1000 }))),
        Math.max(1, stall - waited),
      );
      const next = await pieces.next().finally(() => clearTimeout(timer));
      if (next.done === true) return;
      const { value } = next;
      waited += performance.now() - begun;
      came += value.length;
      if (came >= leastBytes) {
        waited = 0;
        came = 0;
      }
      yield value;
    }
  } catch (error) {
    signal.throwIfAborted();
    throw networkFailure(error, host, stall / 1000);
  } finally {
    discard(body);
  }
}
