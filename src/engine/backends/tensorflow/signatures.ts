// The signatures of a SavedModel: the functions that can be run, with their inputs and outputs.

import { elementTypes, type Signature, type TensorInfo } from './proto.js';
import { type TensorflowWriter, type } from './writer.js';

export class Signatures {
  readonly all = new Map<string, Signature>();

  constructor(private readonly writer: TensorflowWriter) {}

  add(name: string, inputs: ReadonlyMap<string, TensorInfo>, outputs: ReadonlyMap<string, TensorInfo>): void {
    this.all.set(name, { inputs, outputs });
  }

  /** A scalar that is fed. */
  scalar(name: string): TensorInfo {
    return {
      name: this.writer.node('Placeholder', [], { dtype: type('float32'), shape: { shape: { dim: [] } } }, name),
      dtype: elementTypes.float32,
    };
  }

  /** A signature must return a tensor: this one is available once these nodes (`^NODE`) have run. */
  after(nodes: readonly string[]): TensorInfo {
    const zero = this.writer.node('Identity', [this.writer.floats([0]), ...nodes], { T: type('float32') });
    return { name: zero, dtype: elementTypes.float32 };
  }
}
