// What a run needs from whoever knows file formats: whole-or-absent files, and the sentence for a failed system call.

import type { FloatTensor } from '../shared/model.js';

/** A file in memory. Its map belongs to whoever read it, who may empty it when the tensors have been taken. */
export interface TensorFile {
  readonly tensors: Map<string, FloatTensor>;
  /** The texts in the file's header. */
  readonly metadata: Readonly<Record<string, string>>;
}

export interface Disk {
  /**
   * Afterwards the file is whole; when it fails, as it was before. Throws a UserError when the disk is full or
   * unwritable.
   */
  writeText(path: string, text: string): Promise<void>;
  /** The same for tensors, as one safetensors file. */
  writeTensors(
    path: string,
    tensors: ReadonlyMap<string, FloatTensor>,
    metadata: TensorFile['metadata'],
  ): Promise<void>;
  /** Throws a UserError when the file is truncated, malformed or unreadable. */
  readTensors(path: string): Promise<TensorFile>;
  /** The same file, but its numbers are read whenever they are looked at, and not kept. */
  lateTensors(path: string): Promise<TensorFile>;
  /** The UserError for a failed write; what is no failed system call is handed back as it is. */
  writeFailure(error: unknown, path: string): unknown;
}

/** The code of a failed system call, such as ENOENT. */
export function systemCode(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined;
}
