// What of a panel outlives the window: which run it showed and which settings were changed, by the data file's path.

import type { Memento } from 'vscode';
import * as z from 'zod';

import { givenSettingsSchema } from '../../shared/messages/data.js';

const storageKey = 'panels';

const rememberedSchema = z.object({
  /** Folder of the run that was shown. */
  run: z.string().nullable(),
  settings: givenSettingsSchema,
});
export type Remembered = z.infer<typeof rememberedSchema>;
const memorySchema = z.record(z.string(), rememberedSchema);

export class PanelMemory {
  constructor(private readonly storage: Memento) {}

  get(file: string): Remembered | null {
    return this.all[file] ?? null;
  }

  /** Files whose panels were open when the window ended. */
  get files(): string[] {
    return Object.keys(this.all);
  }

  async set(file: string, remembered: Remembered): Promise<void> {
    await this.storage.update(storageKey, { ...this.all, [file]: remembered });
  }

  async forget(file: string): Promise<void> {
    const { [file]: closed, ...others } = this.all;
    if (closed !== undefined) await this.storage.update(storageKey, others);
  }

  private get all(): z.infer<typeof memorySchema> {
    return memorySchema.safeParse(this.storage.get(storageKey)).data ?? {};
  }
}
