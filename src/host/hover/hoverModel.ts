// Which model labels the selected text: chosen once for a workspace, remembered with it.

import { existsSync } from 'node:fs';

import { commands, type Disposable, EventEmitter, type Memento } from 'vscode';
import * as z from 'zod';

import { contextKeys } from '../../shared/ids.js';
import { isModelNameText } from '../../shared/modelName.js';

const storageKey = 'hoverModel';

const chosenSchema = z.object({
  /** Of the model, or of a finished run; or the name of a model of the hub. */
  folder: z.string(),
  /** As people know it: the run's name, or the folder's. */
  name: z.string(),
});
export type ChosenModel = z.infer<typeof chosenSchema>;

export class HoverModel implements Disposable {
  private readonly emitter = new EventEmitter<ChosenModel | null>();
  readonly onChange = this.emitter.event;

  constructor(private readonly memory: Memento) {
    void this.tellContext();
  }

  /** Null when none was chosen, or it is no longer there. */
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
