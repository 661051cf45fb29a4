// The location of the hub, the cache and the token: the environment variables of Python's huggingface_hub, with its
// meanings. https://huggingface.co/docs/huggingface_hub/package_reference/environment_variables

import { readFileSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';

import { privateFolder } from '../processes/privateFolder.js';
import { homeFolder } from '../processes/user.js';
import { UserError } from '../shared/errors.js';
import { type ModelName, usualHub } from '../shared/modelName.js';

export type Environment = Readonly<Record<string, string | undefined>>;

export interface HubLocation {
  /** The address of the hub, without a slash at its end. */
  readonly endpoint: string;
  /** The folder of the cache, with `models--…` folders in it. */
  readonly cache: string;
  /** The token for the hub at `endpoint`, and no other. */
  readonly token: string | null;
  /** Whether the network must not be used. */
  readonly offline: boolean;
  /** The environment, for the proxies. */
  readonly environment: Environment;
}

/** Throws `hub.badEndpoint`, `hub.badToken`. */
export function hubLocation(environment: Environment = process.env): HubLocation {
  const home = expanded(
    environment['HF_HOME'] || join(environment['XDG_CACHE_HOME'] || usualCache(), 'huggingface'),
    environment,
  );
  const cache = expanded(
    environment['HF_HUB_CACHE'] || environment['HUGGINGFACE_HUB_CACHE'] || join(home, 'hub'),
    environment,
  );
  const offline = isTrue(environment['HF_HUB_OFFLINE'] || environment['TRANSFORMERS_OFFLINE']);
  return {
    endpoint: hubEndpoint(environment),
    cache: resolve(cache),
    token: tokenOf(environment, home),
    offline,
    environment,
  };
}

/**
 * The location for a name that was given as the address of another hub: without the token, and with a separate cache,
 * since a commit there may differ from the one here.
 */
export function locationOf({ origin }: Pick<ModelName, 'origin'>, location: HubLocation): HubLocation {
  if (origin === null) return location;
  const apart = `${basename(location.cache)}-${new URL(origin).host.replaceAll(/[^\w.-]/g, '_')}`;
  return { ...location, endpoint: origin, token: null, cache: join(dirname(location.cache), apart) };
}

/** Throws `hub.badEndpoint`. */
export function hubEndpoint(environment: Environment = process.env): string {
  const value = environment['HF_ENDPOINT']?.trim().replace(/\/+$/, '') || usualHub;
  const url = URL.canParse(value) ? new URL(value) : null;
  const isGood =
    url !== null &&
    /^https?:$/.test(url.protocol) &&
    url.username === '' &&
    url.password === '' &&
    url.search === '' &&
    url.hash === '';
  if (!isGood) throw new UserError('hub.badEndpoint', { variable: 'HF_ENDPOINT' });
  return value;
}

/** The characters that a header can hold: any others would end in an error that shows the token. */
const tokenPattern = /^[\x21-\x7e]+$/;

function tokenOf(environment: Environment, home: string): string | null {
  for (const variable of ['HF_TOKEN', 'HUGGING_FACE_HUB_TOKEN']) {
    const value = environment[variable]?.trim();
    if (value) return checkedToken(value, variable);
  }
  if (isTrue(environment['HF_HUB_DISABLE_IMPLICIT_TOKEN'])) return null;
  // The file in which a login with Python's library stores the token.
  const file = expanded(environment['HF_TOKEN_PATH'] || join(home, 'token'), environment);
  const value = readIfThere(file).trim();
  return value === '' ? null : checkedToken(value, file);
}

function checkedToken(value: string, source: string): string {
  if (!tokenPattern.test(value)) throw new UserError('hub.badToken', { source });
  return value;
}

function readIfThere(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}

/** A user of a container may have no folder. */
function usualCache(): string {
  const home = homeFolder();
  return home === null ? privateFolder() : join(home, '.cache');
}

function isTrue(value: string | undefined): boolean {
  return /^(1|on|yes|true)$/i.test(value ?? '');
}

/** Expands `~` and `$VARIABLE`, as Python's expanduser and expandvars do. */
function expanded(path: string, environment: Environment): string {
  return path
    .replace(/^~(?=[/\\]|$)/, () => homeFolder() ?? privateFolder())
    .replace(/\$(\w+|\{\w+\})/g, (whole, name: string) => environment[name.replace(/[{}]/g, '')] ?? whole);
}
