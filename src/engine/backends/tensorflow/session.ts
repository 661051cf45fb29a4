// A TensorFlow session: signatures are run by name, numbers in and numbers out.

import type { TensorflowRuntime } from '../../../base/tensorflow.js';
import type { HostTensor } from '../support/batchFeeds.js';
import { encodeSavedModel, type Signature } from './proto.js';
import { Signatures } from './signatures.js';
import { type Precision, TensorflowWriter } from './writer.js';

export type Outputs = ReadonlyMap<string, Float32Array | Int32Array | Uint8Array>;

export class TensorflowSession {
  private readonly number: number;

  constructor(
    private readonly runtime: TensorflowRuntime,
    savedModel: Uint8Array,
    private readonly signatures: ReadonlyMap<string, Signature>,
  ) {
    this.number = runtime.openSession(savedModel);
  }

  /** The names of a signature's inputs. */
  inputs(signature: string): readonly string[] {
    return [...this.get(signature).inputs.keys()];
  }

  /** Runs a signature and returns its outputs, or those that are requested. */
  run(signature: string, feeds: Readonly<Record<string, HostTensor>>, wanted?: readonly string[]): Outputs {
    const { binding } = this.runtime;
    const { inputs, outputs } = this.get(signature);
    const names = wanted ?? [...outputs.keys()];
    const ids: number[] = [];
    try {
      for (const name of inputs.keys()) ids.push(this.upload(signature, name, feeds[name]));
      const places = (keys: readonly string[], of: Signature['inputs']) =>
        keys.map((key) => placeOf(of.get(key)?.name ?? key)).join(',');
      const found = binding.runSavedModel(this.number, ids, places([...inputs.keys()], inputs), places(names, outputs));
      return this.download(
        names,
        found.map(({ id }) => id),
      );
    } finally {
      for (const id of ids) binding.deleteTensor(id);
    }
  }

  private upload(signature: string, name: string, tensor: HostTensor | undefined): number {
    if (!tensor) throw new Error(`${signature} needs ${name}`);
    const { binding } = this.runtime;
    const dtype = tensor.data instanceof Float32Array ? binding.TF_FLOAT : binding.TF_INT32;
    return binding.createTensor([...tensor.shape], dtype, tensor.data);
  }

  private download(names: readonly string[], ids: readonly number[]): Outputs {
    const { binding } = this.runtime;
    const found = new Map<string, Float32Array | Int32Array | Uint8Array>();
    ids.forEach((id, index) => {
      const data = binding.tensorDataSync(id);
      binding.deleteTensor(id);
      found.set(names[index] ?? '', data);
    });
    return found;
  }

  private get(signature: string): Signature {
    const found = this.signatures.get(signature);
    if (!found) throw new Error(`the graph has no signature ${signature}`);
    return found;
  }

  dispose(): void {
    this.runtime.binding.deleteSavedModel(this.number);
  }
}

function placeOf(tensor: string): string {
  return tensor.includes(':') ? tensor : `${tensor}:0`;
}

/** The numbers of a float32 output. */
export function output(outputs: Outputs, name: string): Float32Array {
  const data = outputs.get(name);
  if (!(data instanceof Float32Array)) throw new Error(`the graph gave no float32 output ${name}`);
  return data;
}

/** A SavedModel that is being built. */
export class ModelBuilder {
  readonly writer: TensorflowWriter;
  readonly signatures: Signatures;

  constructor(precision: Precision) {
    this.writer = new TensorflowWriter(precision);
    this.signatures = new Signatures(this.writer);
  }

  open(runtime: TensorflowRuntime): TensorflowSession {
    return new TensorflowSession(
      runtime,
      encodeSavedModel(this.writer.nodes, this.signatures.all),
      this.signatures.all,
    );
  }
}
