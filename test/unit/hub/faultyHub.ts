// Downloads from a hub with a fault: whatever happens, a file with its final name is complete.

import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import { expect } from 'vitest';

import type { Fault, Seen } from '../../support/hubFaults.js';
import { commits, hashOf, type HubServer, type HubServerOptions, servedModel } from '../../support/hubServer.js';
import { ask, type Outcome, serve, temporaryFolder, type Trial } from './kit.js';

export const model = servedModel();
export const weights = model.files['model.safetensors']!;
export const weightsHash = hashOf('model.safetensors', weights);
export const isWeights = ({ url }: Seen): boolean => url.includes('model.safetensors');

interface Run {
  readonly server: HubServer;
  readonly cache: string;
  readonly outcome: Outcome;
}

/** Downloads from a server with a fault; whatever came of it, what has its final name is whole. */
export async function run(misbehave: NonNullable<HubServerOptions['misbehave']>, trial: Trial = {}): Promise<Run> {
  const server = await serve({ models: { bert: model }, misbehave });
  const cache = temporaryFolder();
  const outcome = await ask('bert', server.endpoint, cache, trial);
  expectWhole(cache);
  return { server, cache, outcome };
}

export function blobsOf(cache: string): string[] {
  const folder = join(cache, 'models--bert', 'blobs');
  return existsSync(folder) ? readdirSync(folder) : [];
}

export function expectWhole(cache: string): void {
  for (const [name, bytes] of Object.entries(model.files)) {
    const blob = join(cache, 'models--bert', 'blobs', hashOf(name, bytes));
    if (existsSync(blob)) expect(readFileSync(blob).equals(bytes), name).toBe(true);
  }
  const snapshot = join(cache, 'models--bert', 'snapshots', commits.first);
  if (!existsSync(snapshot)) return;
  for (const name of readdirSync(snapshot))
    expect(readFileSync(join(snapshot, name)).equals(model.files[name]!), name).toBe(true);
}

/** The fault for the first `times` requests for the weights. */
export const atFirst = (times: number, fault: Fault) => {
  let count = 0;
  return (seen: Seen): Fault | undefined => (isWeights(seen) && count++ < times ? fault : undefined);
};
export const always =
  (fault: Fault) =>
  (seen: Seen): Fault | undefined =>
    isWeights(seen) ? fault : undefined;
