// The data files that clients have open: each client has its own, closed when it disconnects.

import { parseSettings } from '../../runs/parseSettings.js';
import { UserError } from '../../shared/errors.js';
import type { GivenSettings } from '../../shared/settings.js';
import { OpenData } from './openData.js';

/** More open files are a fault of the client: the oldest one is closed. */
const mostOpen = 64;

export class DataFiles {
  private readonly files = new Map<object, Map<number, OpenData>>();
  private lastId = 0;

  /** Whether any client has a file open. */
  get areOpen(): boolean {
    return this.files.size > 0;
  }

  /** Throws `setting.*`. */
  open(client: object, file: string, settings: GivenSettings): OpenData {
    const data = new OpenData(++this.lastId, file, parseSettings(settings));
    const own = this.files.get(client) ?? new Map<number, OpenData>();
    this.files.set(client, own.set(data.id, data));
    for (const id of own.keys()) if (own.size > mostOpen) this.close(client, id);
    return data;
  }

  /** Throws `worker.noData` for a file that this client does not have open. */
  get(client: object, id: number): OpenData {
    const data = this.files.get(client)?.get(id);
    if (data === undefined) throw new UserError('worker.noData');
    return data;
  }

  close(client: object, id: number): void {
    const own = this.files.get(client);
    own?.get(id)?.closing.abort();
    own?.delete(id);
    if (own?.size === 0) this.files.delete(client);
  }

  closeAll(client: object): void {
    for (const id of this.files.get(client)?.keys() ?? []) this.close(client, id);
  }
}
