// The rows of the hub's search box as data: the typed name, models on this computer, popular ones, and search results.

import type { Locale } from '../../shared/catalogue.js';
import type { CachedModel, HubModel } from '../../shared/messages/models.js';
import { isModelNameText, modelNameText, parseModelName } from '../../shared/modelName.js';
import { popularModels } from '../../shared/models/popularModels.js';
import { count } from '../../shared/numbers.js';
import { sayIn, type WordName } from '../words.js';

export interface HubItem {
  /** A heading, a model to choose, or a sentence that cannot be chosen. */
  readonly kind: 'heading' | 'model' | 'note';
  readonly label: string;
  readonly description: string;
  /** The model's name for the worker; null for a row that is no model. */
  readonly name: string | null;
  readonly isHere: boolean;
  /** Whether the row is shown even if it does not contain the typed words. */
  readonly always: boolean;
}

export interface Known {
  readonly typed: string;
  /** The address of the configured hub: the addresses of its pages are names too. */
  readonly endpoint: string;
  readonly cached: readonly CachedModel[];
  /** The search results; null before the first search. */
  readonly found: readonly HubModel[] | null;
  /** The reason why the search failed; null when it did not. */
  readonly failure: string | null;
}

/** The smallest number of letters that is searched for. */
export const leastSearched = 3;

/** The rows: each model once, in the first group that contains it. */
export function hubItems(known: Known, locale: Locale): HubItem[] {
  const { cached, found, failure } = known;
  const taken = new Set<string>();
  const group = (heading: WordName & ('hubHere' | 'hubPopular' | 'hubFound'), items: readonly HubItem[]): HubItem[] => {
    const fresh = items.filter(({ label }) => !taken.has(label));
    for (const { label } of fresh) taken.add(label);
    return fresh.length === 0
      ? []
      : [
          { kind: 'heading', label: sayIn(locale, heading), description: '', name: null, isHere: false, always: true },
          ...fresh,
        ];
  };
  const typed = typedItem(known, locale);
  if (typed !== null) taken.add(typed.label);
  const here = (id: string) => cached.find((model) => model.id === id);
  const popular = popularModels.map(({ id, languages, megabytes }) =>
    modelItem(
      id,
      [
        ...languages.map((code) => language(code, locale)),
        sayIn(locale, 'hubAbout', { size: `${count(megabytes, locale)} MB` }),
      ],
      here(id),
    ),
  );
  const hub = (found ?? []).map(({ id, languages, downloads }) => ({
    ...modelItem(
      id,
      [
        ...languages.slice(0, 3).map((code) => language(code, locale)),
        sayIn(locale, 'hubDownloads', { count: downloads }),
      ],
      here(id),
    ),
    always: true,
  }));
  return [
    ...(typed === null ? [] : [typed]),
    ...group(
      'hubHere',
      cached.map((model) => modelItem(model.id, [`${count(model.bytes / 1e6, locale)} MB`], model)),
    ),
    ...group('hubPopular', popular),
    ...group('hubFound', hub),
    ...(failure === null
      ? []
      : [{ kind: 'note', label: failure, description: '', name: null, isHere: false, always: true } as const]),
  ];
}

/** A model on this computer is used in its cached commit, without a request to the hub. */
function modelItem(id: string, facts: readonly string[], here: CachedModel | undefined): HubItem {
  return {
    kind: 'model',
    label: id,
    description: facts.join(' · '),
    name: here?.model ?? id,
    isHere: here !== undefined,
    always: false,
  };
}

/** The row for typed text that can be a name or an address. A single short word is a search as well. */
function typedItem({ typed, endpoint, cached }: Known, locale: Locale): HubItem | null {
  const name = parseModelName(typed, endpoint);
  if (name === null || typed.trim().length < leastSearched) return null;
  const spelt = modelNameText(name);
  const here = cached.find(
    ({ id, model }) => model === spelt || (name.origin === null && name.revision === 'main' && id === name.id),
  );
  const label = name.revision === 'main' && name.origin === null ? name.id : spelt;
  return {
    kind: 'model',
    label,
    description: sayIn(locale, here === undefined ? 'hubByName' : 'hubHere'),
    name: here?.model ?? spelt,
    isHere: here !== undefined,
    always: true,
  };
}

/** The name of a language in the language of the interface: `Chinese` for zh. */
function language(code: string, locale: Locale): string {
  if (code === 'multi') return sayIn(locale, 'hubManyLanguages');
  return new Intl.DisplayNames(locale, { type: 'language' }).of(code) ?? code;
}

/** The words to search for; null while there are too few letters, and for an address. */
export function searchedWords(typed: string): string | null {
  const words = typed.trim();
  return words.length < leastSearched || words.includes('://') || words.includes('@') || isModelNameText(words)
    ? null
    : words.slice(0, 200);
}
