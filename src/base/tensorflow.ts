// The part of TensorFlow that the engine needs: the native calls of @tensorflow/tfjs-node-gpu for whole graphs. The
// caller loads it and passes it in.

import type { Notice } from '../shared/notices.js';

/** A tensor that the binding holds, by its number. */
export interface TensorflowTensor {
  readonly id: number;
  readonly shape: readonly number[];
  readonly dtype: number;
}

/** The part of the package's binding that runs graphs. Names of inputs and outputs are joined by commas. */
export interface TensorflowBinding {
  readonly TF_FLOAT: number;
  readonly TF_INT32: number;
  /** Copies the numbers into a new tensor. */
  createTensor(shape: number[], dtype: number, values: Float32Array | Int32Array): number;
  deleteTensor(id: number): void;
  /** Returns a copy of the numbers. */
  tensorDataSync(id: number): Float32Array | Int32Array | Uint8Array;
  deleteSavedModel(session: number): void;
  runSavedModel(
    session: number,
    inputIds: number[],
    inputNames: string,
    outputNames: string,
  ): readonly TensorflowTensor[];
}

/** TensorFlow in this process. */
export interface TensorflowRuntime {
  readonly binding: TensorflowBinding;
  /** The version of libtensorflow, such as 2.21.0. */
  readonly version: string;
  readonly usesGpu: boolean;
  /** Notices on why it computes on the processor of a machine that has a GPU; empty where there is none. */
  readonly notices: readonly Notice[];
  /** Opens a session on a SavedModel's bytes (tag `serve`) and returns its number. */
  openSession(savedModel: Uint8Array): number;
}

/** Loads TensorFlow. Throws a UserError `tensorflow.…` where it is not available. */
export type LoadTensorflow = () => Promise<TensorflowRuntime>;
