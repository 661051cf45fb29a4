// The model of the hover: chosen once for a workspace and stored with it.

import { existsSync } from 'node:fs';

import { commands, type Disposable, EventEmitter, type Memento } from 'vscode';
import * as z from 'zod';

import { contextKeys } from '../../shared/ids.js';
import { isModelNameText } from '../../shared/modelName.js';

const storageKey = 'hoverModel';

const chosenSchema = z.object({
  /** The folder of the model or of a finished run, or the name of a model of the hub. */
  folder: z.string(),
  /** The displayed name: that of the run or of the folder. */
  name: z.string(),
});
export type ChosenModel = z.infer<typeof chosenSchema>;

export class HoverModel implements Disposable {
  private readonly emitter = new EventEmitter<ChosenModel | null>();
  readonly onChange = this.emitter.event;

  constructor(private readonly memory: Memento) {
    void this.tellContext();
  }

  /** The chosen model; null when none was chosen, or its folder is gone. */
  get current(): ChosenModel | null {
    const chosen = chosenSchema.safeParse(this.memory.get(storageKey)).data ?? null;
    return chosen !== null && (isModelNameText(chosen.folder) || existsSync(chosen.folder)) ? chosen : null;
  }

  async choose(model: ChosenModel | null): Promise<void> {
    await this.memory.update(storageKey, model ?? undefined);
    await this.tellContext();
    this.emitter.fire(model);
  }

  dispose(): void {
    this.emitter.dispose();
  }

  private async tellContext(): Promise<void> {
    await commands.executeCommand('setContext', contextKeys.hoverModel, this.current !== null);
  }
}
