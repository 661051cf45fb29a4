// Caches the output of the frozen layers for each row, computed once: in memory up to a limit, the rest in a file.

import { closeSync, openSync, readSync, unlinkSync, writeSync } from 'node:fs';
import { statfs } from 'node:fs/promises';

import { writeFailure } from '../../base/fileErrors.js';
import { removeIfThere } from '../../base/files.js';
import type { FrozenStage, TokenBatch, Trainer } from '../../base/training.js';

export interface FrozenCacheOptions {
  readonly trainer: Pick<Trainer, 'frozenOutputs' | 'frozenStage'>;
  /** The number of tokens of each row, padding not counted. */
  readonly lengths: ArrayLike<number>;
  readonly hidden: number;
  /** The limit in bytes of memory; the rest goes to the file. */
  readonly memory: number;
  /** A file of its own, which `dispose` removes. */
  readonly file: string;
}

/** The numbers in one piece of memory: pieces are allocated as they are needed. */
const pieceLength = 1 << 22;

export class FrozenCache {
  /** The offset of each row's first number, as if memory and file were one; -1 for a row that is not cached yet. */
  private readonly offsets: Float64Array;
  private readonly pieces: Float32Array[] = [];
  private readonly piece: number;
  /** The numbers that memory holds; offsets from here on are in the file. */
  private readonly inMemory: number;
  private end = 0;
  private descriptor: number | null = null;

  constructor(private readonly options: FrozenCacheOptions) {
    let longest = 1;
    let all = 0;
    for (let row = 0; row < options.lengths.length; row++) {
      longest = Math.max(longest, this.numbersOf(row));
      all += this.numbersOf(row);
    }
    this.offsets = new Float64Array(options.lengths.length).fill(-1);
    this.piece = Math.max(Math.min(pieceLength, all), longest);
    this.inMemory = Math.floor(options.memory / 4 / this.piece) * this.piece;
  }

  /**
   * The batch with the output of the frozen layers for its rows: [size, length, hidden], zero where a row is padded, or
   * [size, hidden]. Rows that are not cached yet are computed, the whole batch together, and stored.
   */
  async complete<Batch extends TokenBatch>(batch: Batch, rows: ArrayLike<number>): Promise<Batch> {
    await this.fill(batch, rows);
    const perRow = this.perRow(batch);
    const frozen = new Float32Array(rows.length * perRow);
    for (let index = 0; index < rows.length; index++) {
      const row = rows[index]!;
      this.read(this.offsets[row]!, frozen.subarray(index * perRow, index * perRow + this.numbersOf(row)));
    }
    return { ...batch, frozen };
  }

  /** Computes and stores the batch's rows, unless all of them are cached. */
  async fill(batch: TokenBatch, rows: ArrayLike<number>): Promise<void> {
    for (let index = 0; index < rows.length; index++) {
      // Each row gets its offset as it is stored, so that a row that occurs twice is stored once.
      if (this.offsets[rows[index]!]! < 0)
        this.keep(await this.options.trainer.frozenOutputs(batch), this.perRow(batch), rows);
    }
  }

  dispose(): void {
    if (this.descriptor === null) return;
    closeSync(this.descriptor);
    this.descriptor = null;
    // On other systems the file lost its name when it was opened.
    if (process.platform === 'win32') removeIfThere(this.options.file);
  }

  /** Whether a row has one vector instead of one for each token. */
  private get oneVector(): boolean {
    return this.options.trainer.frozenStage.kind !== 'hidden';
  }

  private perRow(batch: TokenBatch): number {
    return this.oneVector ? this.options.hidden : batch.length * this.options.hidden;
  }

  private numbersOf(row: number): number {
    return this.oneVector ? this.options.hidden : (this.options.lengths[row] ?? 0) * this.options.hidden;
  }

  private keep(outputs: Float32Array, perRow: number, rows: ArrayLike<number>): void {
    for (let index = 0; index < rows.length; index++) {
      const row = rows[index]!;
      if (this.offsets[row]! >= 0) continue;
      const length = this.numbersOf(row);
      this.offsets[row] = this.allocate(length);
      this.write(this.offsets[row], outputs.subarray(index * perRow, index * perRow + length));
    }
  }

  /** The next free offset. No row spans two pieces, or lies half in the file. */
  private allocate(length: number): number {
    const left = this.piece - (this.end % this.piece);
    if (this.end < this.inMemory && length > left) this.end += left;
    const offset = this.end;
    this.end += length;
    return offset;
  }

  private write(offset: number, numbers: Float32Array): void {
    if (offset >= this.inMemory) return this.writeToFile(offset - this.inMemory, numbers);
    const index = Math.floor(offset / this.piece);
    this.pieces[index] ??= new Float32Array(this.piece);
    this.pieces[index].set(numbers, offset % this.piece);
  }

  private read(offset: number, into: Float32Array): void {
    if (offset >= this.inMemory) return this.readFromFile(offset - this.inMemory, into);
    const start = offset % this.piece;
    into.set(this.pieces[Math.floor(offset / this.piece)]!.subarray(start, start + into.length));
  }

  private writeToFile(offset: number, numbers: Float32Array): void {
    try {
      this.descriptor ??= openUnnamed(this.options.file);
      const bytes = new Uint8Array(numbers.buffer, numbers.byteOffset, numbers.byteLength);
      for (let done = 0; done < bytes.length;) {
        done += writeSync(this.descriptor, bytes, done, bytes.length - done, offset * 4 + done);
      }
    } catch (error) {
      throw writeFailure(error, this.options.file);
    }
  }

  private readFromFile(offset: number, into: Float32Array): void {
    const bytes = new Uint8Array(into.buffer, into.byteOffset, into.byteLength);
    for (let done = 0; done < bytes.length;) {
      const read =
        this.descriptor === null ? 0 : readSync(this.descriptor, bytes, done, bytes.length - done, offset * 4 + done);
      if (read === 0) throw new Error(`${this.options.file} ends before ${offset * 4 + bytes.length} bytes`);
      done += read;
    }
  }
}

/**
 * A file that disappears when it is closed, even by a kill: where the system allows it, it loses its name at once. What
 * lies there goes, unread: a link leads anywhere.
 */
function openUnnamed(file: string): number {
  removeIfThere(file);
  const descriptor = openSync(file, 'wx+');
  if (process.platform !== 'win32') unlinkSync(file);
  return descriptor;
}

/** The number of bytes that the cached outputs of these rows take. */
export function cacheBytes(
  lengths: ArrayLike<number>,
  rows: ArrayLike<number>,
  hidden: number,
  stage: FrozenStage,
): number {
  if (stage.kind !== 'hidden') return rows.length * hidden * 4;
  let tokens = 0;
  for (let index = 0; index < rows.length; index++) tokens += lengths[rows[index]!] ?? 0;
  return tokens * hidden * 4;
}

/**
 * Whether that many bytes fit: in memory, or beyond it on the folder's disk with a tenth of its free space to spare.
 */
export async function cacheFits(bytes: number, memory: number, folder: string): Promise<boolean> {
  if (bytes <= memory) return true;
  const { bavail, bsize } = await statfs(folder);
  return bytes - memory < bavail * bsize * 0.9;
}
