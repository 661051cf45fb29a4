// The part of a panel's state that outlives the window: its run and its changed settings, by the data file's path.

import type { Memento } from 'vscode';
import * as z from 'zod';

import { givenSettingsSchema } from '../../shared/messages/data.js';

const storageKey = 'panels';

const rememberedSchema = z.object({
  /** The folder of the shown run. */
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

  /** The files whose panels were open when the window closed. */
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
