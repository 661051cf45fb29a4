// Copies variables to and from the host, a group at a time, so that no second copy of a whole model is in memory.

import type { FloatTensor } from '../../../base/model.js';
import { output, type Outputs, type TensorflowSession } from './session.js';
import type { TransferGroups } from './variables.js';

export class Transfers {
  private readonly signatureOf = new Map<string, string>();
  private version = 0;
  private fetched: { readonly signature: string; readonly version: number; readonly values: Outputs } | undefined;

  constructor(
    private readonly session: TensorflowSession,
    private readonly groups: TransferGroups,
    private readonly shapeOf: (variable: string) => readonly number[],
  ) {
    for (const [signature, members] of groups.saves) for (const name of members) this.signatureOf.set(name, signature);
  }

  /** Writes every variable of the groups for which `tensor` returns a value; a group has all or none. */
  load(tensor: (variable: string) => FloatTensor | undefined): void {
    for (const [signature, members] of this.groups.loads) {
      const feeds: Record<string, FloatTensor> = {};
      for (const name of members) {
        const found = tensor(name);
        if (found) feeds[name] = found;
      }
      if (Object.keys(feeds).length > 0) this.session.run(signature, feeds);
    }
    this.changed();
  }

  /** Marks the values that were read before as outdated. */
  changed(): void {
    this.version++;
    this.fetched = undefined;
  }

  /** A view: its numbers are fetched when they are accessed, and released when another group is fetched. */
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
    const signature = this.signatureOf.get(variable);
    if (signature === undefined) throw new Error(`there is no variable ${variable}`);
    if (this.fetched?.signature !== signature || this.fetched.version !== this.version) {
      this.fetched = undefined;
      this.fetched = { signature, version: this.version, values: this.session.run(signature, {}) };
    }
    return output(this.fetched.values, variable);
  }
}
