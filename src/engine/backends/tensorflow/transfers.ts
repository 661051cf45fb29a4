// Variables to and from the host, a group at a time, so that no second copy of a whole model is in memory.

import type { FloatTensor } from '../../../shared/model.js';
import { output, type Outputs, type TensorflowSession } from './session.js';

export class Transfers {
  private readonly groupOf = new Map<string, string>();
  private version = 0;
  private fetched: { readonly group: string; readonly version: number; readonly values: Outputs } | undefined;

  constructor(
    private readonly session: TensorflowSession,
    private readonly groups: ReadonlyMap<string, readonly string[]>,
    private readonly shapeOf: (variable: string) => readonly number[],
  ) {
    for (const [group, members] of groups) for (const name of members) this.groupOf.set(name, group);
  }

  /** Writes every variable of the groups that `tensor` gives a value for; a group has all or none. */
  load(tensor: (variable: string) => FloatTensor | undefined): void {
    for (const [group, members] of this.groups) {
      const feeds: Record<string, FloatTensor> = {};
      for (const name of members) {
        const found = tensor(name);
        if (found) feeds[name] = found;
      }
      if (Object.keys(feeds).length > 0) this.session.run(`load.${group}`, feeds);
    }
    this.changed();
  }

  /** What was read before is no longer what the variables hold. */
  changed(): void {
    this.version++;
    this.fetched = undefined;
  }

  /** A view: its numbers are fetched when they are looked at, and not kept once another group is. */
  view(variable: string): FloatTensor {
    const read = (): Float32Array => this.read(variable);
    return {
      shape: this.shapeOf(variable),
      get data() {
        return read();
      },
    };
  }

  private read(variable: string): Float32Array {
    const group = this.groupOf.get(variable);
    if (group === undefined) throw new Error(`there is no variable ${variable}`);
    if (this.fetched?.group !== group || this.fetched.version !== this.version) {
      this.fetched = undefined;
      this.fetched = { group, version: this.version, values: this.session.run(`save.${group}`, {}) };
    }
    return output(this.fetched.values, variable);
  }
}
