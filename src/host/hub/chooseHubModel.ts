// The search box for a model of the hub: lists popular models, marks those on this computer, and searches the hub after
// a few letters.

import type { CachedModel, HubModel } from '../../shared/messages/models.js';
import { ChangingList, type Choice } from '../doors/lists.js';
import { failureOf, sentenceOf } from '../failures.js';
import { displayLocale, say } from '../locale.js';
import type { HostServices } from '../services.js';
import { hubEndpointIn } from '../workerClient/hubEnvironment.js';
import { type HubItem, hubItems, searchedWords } from './hubItems.js';

/** Milliseconds after the last key press before the hub is asked. */
const restTime = 300;

/** The chosen model's name for the worker; null when nothing was chosen. */
export async function chooseHubModel(host: Pick<HostServices, 'service' | 'log' | 'program'>): Promise<string | null> {
  const box = new HubBox(host);
  try {
    return await box.answer();
  } finally {
    box.dispose();
  }
}

class HubBox {
  private readonly pick = new ChangingList<string>(say('hubTitle'), say('hubPlaceholder'));
  private cached: readonly CachedModel[] = [];
  private found: readonly HubModel[] | null = null;
  private failure: string | null = null;
  private searching = new AbortController();
  private timer: NodeJS.Timeout | undefined;

  constructor(private readonly host: Pick<HostServices, 'service' | 'log' | 'program'>) {
    this.pick.onTyped((typed) => this.searchSoon(typed));
    this.show();
    void this.readCache();
  }

  answer(): Promise<string | null> {
    return this.pick.answer();
  }

  dispose(): void {
    clearTimeout(this.timer);
    this.searching.abort();
    this.pick.dispose();
  }

  private async readCache(): Promise<void> {
    try {
      this.cached = (await this.host.service.request('cachedModels', {})).models;
      this.show();
    } catch (error) {
      failureOf(error, this.host.log);
    }
  }

  private searchSoon(typed: string): void {
    clearTimeout(this.timer);
    this.searching.abort();
    this.searching = new AbortController();
    this.found = null;
    this.failure = null;
    const words = searchedWords(typed);
    this.pick.busy = words !== null;
    this.show();
    if (words !== null) this.timer = setTimeout(() => void this.search(words, this.searching.signal), restTime);
  }

  private async search(words: string, signal: AbortSignal): Promise<void> {
    try {
      const { models } = await this.host.service.request('searchHub', { words }, { signal });
      if (!signal.aborted) this.found = models;
    } catch (error) {
      // A failed search only shows one line: names can still be typed or chosen from the list.
      if (!signal.aborted) this.failure = sentenceOf(error, this.host.log);
    }
    if (signal.aborted) return;
    this.pick.busy = false;
    this.show();
  }

  private show(): void {
    const endpoint = hubEndpointIn({ ...process.env, ...this.host.program.environment });
    const items = hubItems(
      { typed: this.pick.typed, endpoint, cached: this.cached, found: this.found, failure: this.failure },
      displayLocale(),
    );
    this.pick.choices = items.map(choiceOf);
  }
}

function choiceOf(item: HubItem): Choice<string> {
  if (item.kind === 'heading') return { label: item.label, heading: true, value: null };
  const sign = item.kind === 'note' ? 'info' : item.isHere ? 'pass' : 'cloud-download';
  return {
    label: item.label,
    description: item.description,
    icon: sign,
    alwaysShow: item.always,
    value: item.name,
  };
}
