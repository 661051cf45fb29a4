// The search box for a model of the hub: popular ones at hand, those on this computer marked, the hub's own search
// after a few letters.

import { type QuickPick, type QuickPickItem, QuickPickItemKind, ThemeIcon, window } from 'vscode';

import type { CachedModel, HubModel } from '../../shared/messages/models.js';
import { failureOf, sentenceOf } from '../failures.js';
import { displayLocale, say } from '../locale.js';
import type { HostServices } from '../services.js';
import { hubEndpointIn } from '../workerClient/hubEnvironment.js';
import { type HubItem, hubItems, searchedWords } from './hubItems.js';

/** Milliseconds that typing has to rest before the hub is asked. */
const restTime = 300;

interface HubPick extends QuickPickItem {
  readonly item: HubItem;
}

/** The name to ask the worker for; null when nothing was chosen. */
export async function chooseHubModel(host: Pick<HostServices, 'service' | 'log' | 'program'>): Promise<string | null> {
  const box = new HubBox(host);
  try {
    return await box.answer();
  } finally {
    box.dispose();
  }
}

class HubBox {
  private readonly pick: QuickPick<HubPick> = window.createQuickPick<HubPick>();
  private cached: readonly CachedModel[] = [];
  private found: readonly HubModel[] | null = null;
  private failure: string | null = null;
  private searching = new AbortController();
  private timer: NodeJS.Timeout | undefined;

  constructor(private readonly host: Pick<HostServices, 'service' | 'log' | 'program'>) {
    const { pick } = this;
    pick.title = say('hubTitle');
    pick.placeholder = say('hubPlaceholder');
    pick.matchOnDescription = true;
    pick.ignoreFocusOut = true;
    pick.onDidChangeValue((typed) => this.searchSoon(typed));
    this.show();
    void this.readCache();
  }

  answer(): Promise<string | null> {
    return new Promise((resolve) => {
      this.pick.onDidAccept(() => {
        const name = this.pick.selectedItems[0]?.item.name ?? null;
        if (name !== null) resolve(name);
      });
      this.pick.onDidHide(() => resolve(null));
      this.pick.show();
    });
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
      // A search is a convenience: names can be typed and the list is there. One quiet line will do.
      if (!signal.aborted) this.failure = sentenceOf(error, this.host.log);
    }
    if (signal.aborted) return;
    this.pick.busy = false;
    this.show();
  }

  private show(): void {
    const endpoint = hubEndpointIn({ ...process.env, ...this.host.program.environment });
    const items = hubItems(
      { typed: this.pick.value, endpoint, cached: this.cached, found: this.found, failure: this.failure },
      displayLocale(),
    );
    this.pick.items = items.map(pickOf);
  }
}

function pickOf(item: HubItem): HubPick {
  if (item.kind === 'heading') return { item, label: item.label, kind: QuickPickItemKind.Separator };
  const sign = item.kind === 'note' ? 'info' : item.isHere ? 'pass' : 'cloud-download';
  return {
    item,
    label: item.label,
    description: item.description,
    iconPath: new ThemeIcon(sign),
    alwaysShow: item.always,
  };
}
