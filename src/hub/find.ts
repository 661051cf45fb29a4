// Finds models in the cache, without the network.

import { type ModelName, parseModelName } from '../shared/modelName.js';
import { CachedModel, namesIn } from './cache.js';
import { type HubLocation, locationOf } from './location.js';

export interface FoundModel {
  /** The folder of the model's files. */
  readonly folder: string;
  /** The name with the commit as its revision: it always stands for the same files. */
  readonly name: ModelName;
}

/** A model that is whole in the cache; null for any other. */
export function findInCache(name: ModelName, location: HubLocation): FoundModel | null {
  const cached = new CachedModel(locationOf(name, location).cache, name.id);
  const commit = cached.commitOf(name.revision);
  if (commit === null || cached.wholeSnapshot(commit) === null) return null;
  return { folder: cached.snapshot(commit), name: { ...name, revision: commit } };
}

/**
 * All models of the usual hub that are whole in its cache, by id; each in the commit that `main` last stood for, or
 * else in any.
 */
export function allInCache(location: HubLocation): FoundModel[] {
  const found: FoundModel[] = [];
  for (const folder of namesIn(location.cache)) {
    const id = /^models--(?<id>.+)$/.exec(folder)?.groups?.['id']?.replaceAll('--', '/') ?? '';
    const name = parseModelName(id);
    if (name?.id !== id) continue;
    const cached = new CachedModel(location.cache, id);
    const revisions = ['main', ...cached.commits()];
    const first = revisions.map((revision) => findInCache({ ...name, revision }, location)).find((one) => one !== null);
    if (first !== undefined) found.push(first);
  }
  return found.sort((a, b) => (a.name.id < b.name.id ? -1 : 1));
}
