// What the cache has of a model, without asking anybody.

import type { ModelName } from '../shared/modelName.js';
import { CachedModel } from './cache.js';
import { placeOf, type HubPlace } from './place.js';

export interface FoundModel {
  /** The folder of its files. */
  readonly folder: string;
  /** With the commit as its revision: the same name gives the same files ever after. */
  readonly name: ModelName;
}

/** A model that is whole in the cache; null for any other. */
export function findInCache(name: ModelName, place: HubPlace): FoundModel | null {
  const cached = new CachedModel(placeOf(name, place).cache, name.id);
  const commit = cached.commitOf(name.revision);
  if (commit === null || cached.wholeSnapshot(commit) === null) return null;
  return { folder: cached.snapshot(commit), name: { ...name, revision: commit } };
}
