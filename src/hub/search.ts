// Searches a hub for models: the words that a person types, and the most downloaded models that match them and can be
// fine-tuned here.

import * as z from 'zod';

import { architectureNames } from '../shared/architectureNames.js';
import { UserError } from '../shared/errors.js';
import { parseModelName } from '../shared/modelName.js';
import { HubClient } from './client.js';
import { jsonOf } from './listing.js';
import type { HubLocation } from './location.js';
import { briefLimits, type RetryLimits, tryAgain } from './retries.js';

export interface SearchOptions {
  readonly location: HubLocation;
  readonly signal: AbortSignal;
  readonly log: (line: string) => void;
  readonly userAgent: string;
  readonly limits?: RetryLimits;
}

/** A model that the hub has. */
export interface ModelOnHub {
  readonly id: string;
  readonly downloads: number;
  /** The ISO 639 codes of its languages, as far as its page lists them. */
  readonly languages: readonly string[];
}

/** The largest number of models in one answer. */
const most = 20;

/**
 * The answer to GET /api/models: https://huggingface.co/docs/hub/api. Mirrors may leave fields out, which are unknown
 * then.
 */
const answerSchema = z.array(
  z.object({
    id: z.string().optional(),
    modelId: z.string().optional(),
    downloads: z.int().nonnegative().catch(0),
    tags: z.array(z.string()).catch([]),
  }),
);

/**
 * The models of the known architectures whose name matches the words, the most downloaded first. The hub filters by one
 * architecture at a time: one request is sent for each, all at once. Throws a UserError `hub.*` when the hub cannot be
 * reached or its answer is invalid; the signal's reason when aborted.
 */
export async function searchHub(words: string, options: SearchOptions): Promise<ModelOnHub[]> {
  const { location, signal, log, userAgent, limits = briefLimits } = options;
  if (location.offline) throw new UserError('hub.searchOffline');
  const client = new HubClient({ location, limits, userAgent });
  const ask = async (architecture: string): Promise<ModelOnHub[]> => {
    const order = { sort: 'downloads', direction: '-1', limit: String(most) };
    const query = new URLSearchParams({ search: words, filter: architecture, ...order });
    const url = client.url(`api/models?${query.toString()}`);
    const answer = await tryAgain({ limits, signal, log }, async () =>
      jsonOf(
        await client.open(url, { method: 'GET', subject: { model: words, revision: 'main', file: null }, signal }),
      ),
    );
    const parsed = answerSchema.safeParse(answer);
    if (!parsed.success) throw new UserError('hub.notAHub', { host: url.host }, { cause: parsed.error });
    return parsed.data.slice(0, most).flatMap(({ id, modelId, downloads, tags }) => {
      const name = id ?? modelId ?? '';
      // A name that cannot be parsed again is of no use, and may be anything.
      return parseModelName(name)?.id === name
        ? [{ id: name, downloads, languages: tags.filter((tag) => /^[a-z]{2}$/.test(tag)) }]
        : [];
    });
  };
  try {
    const found = (await Promise.all(architectureNames.map(ask))).flat();
    const different = [...new Map(found.map((model) => [model.id, model])).values()];
    return different.sort((a, b) => b.downloads - a.downloads).slice(0, most);
  } catch (error) {
    signal.throwIfAborted();
    throw error;
  } finally {
    await client.close();
  }
}
