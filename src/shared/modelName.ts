// The name of a model on the hub: `bert-base-chinese`, `owner/name`, `name@revision`, or the pasted address of its
// page.

export interface ModelName {
  /** `name` or `owner/name`. */
  readonly id: string;
  /** A branch, a tag or a commit. */
  readonly revision: string;
  /** The hub whose page was pasted, where that is not the usual one: `https://host`; null for the configured hub. */
  readonly origin: string | null;
}

export const usualHub = 'https://huggingface.co';

/** The hub's page has several names; hf-mirror.com belongs to another host, and people paste it without its scheme. */
const namesOfUsualHub: ReadonlySet<string> = new Set(['huggingface.co', 'www.huggingface.co', 'hf.co']);
const bareHosts: ReadonlySet<string> = new Set([...namesOfUsualHub, 'hf-mirror.com']);

/** The first parts of addresses on the hub that belong to no model. */
const otherPages: ReadonlySet<string> = new Set([
  'datasets',
  'spaces',
  'models',
  'docs',
  'api',
  'collections',
  'papers',
  'blog',
  'tasks',
  'posts',
  'organizations',
  'settings',
  'login',
  'join',
  'pricing',
]);

/** The hub's own rule: https://github.com/huggingface/huggingface_hub, utils/_validators.py. */
const part = /^[A-Za-z0-9_](?:[\w.-]{0,94}[A-Za-z0-9_])?$/;
const revisionPart = /^[A-Za-z0-9_][\w.+-]{0,127}$/;
const commit = /^[0-9a-f]{40}$/;

/**
 * Parses the name of a model as a person gives it. Null for anything else: a path, or the address of another page.
 * @param endpoint the configured hub: an address of it has no `origin`
 */
export function parseModelName(text: string, endpoint: string = usualHub): ModelName | null {
  const address = addressIn(text.trim(), endpoint);
  if (address === null) return nameFrom(text.trim(), null);
  return address === 'unusable' ? null : parseAddress(address, endpoint);
}

/** Whether this is the address of a page, a model's or not, rather than a path or a name. */
export function isAddress(text: string, endpoint: string = usualHub): boolean {
  return addressIn(text.trim(), endpoint) !== null;
}

/** The canonical spelling of a name: it always has its revision, which no path has. `parseModelName` reads it again. */
export function modelNameText({ id, revision, origin }: ModelName): string {
  return `${origin === null ? '' : `${origin}/`}${id}@${revision}`;
}

/** Whether a setting's value is spelt as `modelNameText` spells names, and so is no path. */
export function isModelNameText(text: string): boolean {
  const name = parseModelName(text);
  return name !== null && modelNameText(name) === text;
}

/**
 * The short name of the model in a setting, for people: a folder's own name, or the name on the hub as it was given,
 * without its commit.
 */
export function shortModelName(text: string): string {
  const name = isModelNameText(text) ? parseModelName(text) : null;
  if (name === null) return text.split(/[\\/]/).at(-1) ?? text;
  return name.revision === 'main' || isCommit(name.revision) ? name.id : `${name.id}@${name.revision}`;
}

/** A commit never changes: what was downloaded of it need not be requested again. */
export function isCommit(revision: string): boolean {
  return commit.test(revision);
}

/** Parses `id` or `id@revision`. */
function nameFrom(text: string, origin: string | null): ModelName | null {
  const at = text.indexOf('@');
  const id = at < 0 ? text : text.slice(0, at);
  const revision = at < 0 ? 'main' : text.slice(at + 1);
  return isId(id) && isRevision(revision) ? { id, revision, origin } : null;
}

function isId(id: string): boolean {
  const parts = id.split('/');
  return parts.length <= 2 && parts.every((name) => part.test(name)) && !/--|\.\./.test(id) && !id.endsWith('.git');
}

function isRevision(revision: string): boolean {
  return (
    revision.length <= 200 && !revision.includes('..') && revision.split('/').every((name) => revisionPart.test(name))
  );
}

/** Null for text that is no address. */
function addressIn(text: string, endpoint: string): URL | 'unusable' | null {
  const withScheme = /^https?:\/\//i.test(text);
  const [first = ''] = text.split('/');
  if (!withScheme && !(text.includes('/') && (bareHosts.has(first.toLowerCase()) || first === new URL(endpoint).host)))
    return null;
  try {
    const url = new URL(withScheme ? text : `https://${text}`);
    return url.username === '' && url.password === '' ? url : 'unusable';
  } catch {
    return 'unusable';
  }
}

function parseAddress(url: URL, endpoint: string): ModelName | null {
  const hub = new URL(endpoint);
  const isEndpoint = url.host === hub.host;
  const prefix = isEndpoint ? hub.pathname.replace(/\/$/, '') : '';
  let path: string;
  try {
    path = decodeURIComponent(
      url.pathname.startsWith(`${prefix}/`) ? url.pathname.slice(prefix.length + 1) : url.pathname.slice(1),
    );
  } catch {
    return null;
  }
  path = path.replace(/\/+$/, '');
  if (otherPages.has(path.split('/')[0] ?? '')) return null;
  const origin = isEndpoint || namesOfUsualHub.has(url.host) ? null : url.origin;
  return nameFrom(path, origin) ?? pageOf(path, origin);
}

/** Parses `owner/name/tree/main`, `name/blob/main/config.json` and the like. */
function pageOf(path: string, origin: string | null): ModelName | null {
  const match = new RegExp(
    '^(?<id>[^/]+(?:/[^/]+)?)/' +
      '(?:(?<kind>tree|blob|resolve|raw|commit|edit)/(?<rest>.+)|commits(?:/.*)?|discussions(?:/.*)?)$',
  ).exec(path);
  if (match?.groups === undefined) return null;
  const { id = '', kind, rest } = match.groups;
  if (rest === undefined || kind === undefined) return nameFrom(id, origin);
  // A revision with a slash in it is written refs/…/…; after any other revision follows a file.
  const revision = /^refs\/[^/]+\/[^/]+/.exec(rest)?.[0] ?? rest.split('/')[0] ?? '';
  return nameFrom(`${id}@${revision}`, origin);
}
