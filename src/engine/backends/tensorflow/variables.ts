// The variables of a session: weights, moments and sums of gradients stay in TensorFlow, on its device.

import { elementTypes, type TensorInfo } from './proto.js';
import type { Signatures } from './signatures.js';
import { flag, shapeAttribute, type TensorflowWriter, type, words } from './writer.js';

/** The variables that are written, and read, in one call of a signature: its name, and its variables. */
export interface TransferGroups {
  readonly loads: ReadonlyMap<string, readonly string[]>;
  readonly saves: ReadonlyMap<string, readonly string[]>;
}

/**
 * The bytes of the variables that are written or read in one call, which are in memory twice during the call. Reading
 * happens beside everything that a step holds; writing happens before, and each further signature takes 0.17 s to
 * prepare (BERT-base).
 */
export const transferBytes = { load: 512e6, save: 64e6 } as const;

interface Variable {
  readonly shape: readonly number[];
  readonly handle: string;
  readonly value: string;
}

export class Variables {
  private readonly variables = new Map<string, Variable>();

  constructor(
    private readonly writer: TensorflowWriter,
    private readonly signatures: Signatures,
  ) {}

  declare(name: string, shape: readonly number[]): void {
    const { writer } = this;
    const attributes = {
      dtype: type('float32'),
      shape: shapeAttribute(shape),
      shared_name: words(name),
      container: words(''),
    };
    const handle = writer.node('VarHandleOp', [], attributes, `variable/${name}`);
    const value = writer.node('ReadVariableOp', [handle], { dtype: type('float32') }, `value/${name}`);
    this.variables.set(name, { shape, handle, value });
  }

  handle(name: string): string {
    return this.get(name).handle;
  }

  /** The variable's value at the beginning of a run, or as long as it is not yet written. */
  value(name: string): string {
    return this.get(name).value;
  }

  shape(name: string): readonly number[] {
    return this.get(name).shape;
  }

  /** Overwrites the variable; returns the node that does it. */
  assign(name: string, value: string, node?: string): string {
    return this.writer.node(
      'AssignVariableOp',
      [this.handle(name), value],
      { dtype: type('float32'), validate_shape: flag(true) },
      node,
    );
  }

  /** Adds signatures `load.N` and `save.N` that write and read these variables, a group at a time. */
  addTransfers(names: readonly string[]): TransferGroups {
    const loads = this.grouped('load', names);
    for (const [signature, members] of loads) {
      const placeholders = new Map(members.map((name) => [name, this.placeholder(name)]));
      const writes = members.map((name) => `^${this.assign(name, this.ownCopy(placeholders.get(name)?.name ?? ''))}`);
      this.signatures.add(signature, placeholders, new Map([['done', this.signatures.after(writes)]]));
    }
    const saves = this.grouped('save', names);
    for (const [signature, members] of saves) {
      this.signatures.add(
        signature,
        new Map(),
        new Map(members.map((name) => [name, { name: this.value(name), dtype: elementTypes.float32 }])),
      );
    }
    return { loads, saves };
  }

  /** Adds a signature that fills variables with zeros. */
  addZeros(signature: string, names: readonly string[]): void {
    const writes = names.map((name) => {
      const zeros = this.writer.node('Fill', [this.writer.vector(this.shape(name)), this.writer.floats([0])], {
        T: type('float32'),
        index_type: type('int32'),
      });
      return `^${this.assign(name, zeros)}`;
    });
    this.signatures.add(signature, new Map(), new Map([['done', this.signatures.after(writes)]]));
  }

  private placeholder(name: string): TensorInfo {
    const shape = shapeAttribute(this.shape(name));
    return {
      name: this.writer.node('Placeholder', [], { dtype: type('float32'), shape }, `load/${name}`),
      dtype: elementTypes.float32,
    };
  }

  /**
   * A fed tensor uses JavaScript's memory where its address suits TensorFlow, and a variable keeps the tensor that it
   * is given: it would change with the array, and release it on a thread of TensorFlow's own, where JavaScript's memory
   * must not be touched.
   */
  private ownCopy(fed: string): string {
    return this.writer.node('DeepCopy', [fed], { T: type('float32') });
  }

  private grouped(direction: keyof typeof transferBytes, names: readonly string[]): Map<string, readonly string[]> {
    const variables = names.map((name) => ({
      name,
      bytes: 4 * this.shape(name).reduce((product, size) => product * size, 1),
    }));
    return new Map(
      groupsOf(direction, variables).map((members) => [
        `${direction}.${this.groupCount++}`,
        members.map(({ name }) => name),
      ]),
    );
  }
  private groupCount = 0;

  private get(name: string): Variable {
    const variable = this.variables.get(name);
    if (!variable) throw new Error(`there is no variable ${name}`);
    return variable;
  }
}

/** Groups of variables that are written, or read, in one call. */
export function groupsOf<Variable extends { readonly bytes: number }>(
  direction: keyof typeof transferBytes,
  all: readonly Variable[],
): Variable[][] {
  const groups: Variable[][] = [];
  let room = 0;
  for (const variable of all) {
    if (groups.length === 0 || variable.bytes > room) {
      groups.push([]);
      room = transferBytes[direction];
    }
    groups.at(-1)?.push(variable);
    room -= variable.bytes;
  }
  return groups;
}
