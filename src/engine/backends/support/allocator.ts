// The memory that ONNX Runtime and TensorFlow keep for tensors, as both hand it out: regions that double in size, the
// smallest free piece that suffices, neighbours joined when they are given back, nothing returned to the system.
// (TensorFlow's BFCAllocator, which ONNX Runtime took over.) Simulated with the sizes of a step, it gives the memory
// that the step takes from the machine, gaps included.

import type { Memory } from '../../graph/liveness.js';

/** A piece of a region. */
export interface Piece {
  readonly region: number;
  readonly start: number;
  size: number;
  isFree: boolean;
  before: Piece | null;
  after: Piece | null;
}

const alignment = 256;
/** A free piece is used as a whole unless it is at least twice as large as needed, or larger by this many bytes. */
const mostWaste = 128 * 2 ** 20;

export class Allocator implements Memory<Piece> {
  /** The end of the written part of each region: the system has not allocated anything beyond it yet. */
  private readonly written: number[] = [];
  private readonly free = new Set<Piece>();

  /** @param nextRegion the bytes of the first region */
  constructor(private nextRegion = 2 ** 20) {}

  /** The bytes that the system has allocated so far. */
  get bytes(): number {
    return this.written.reduce((sum, bytes) => sum + bytes, 0);
  }

  take(bytes: number): Piece {
    const size = Math.max(1, Math.ceil(bytes / alignment)) * alignment;
    const piece = this.smallest(size) ?? this.grow(size);
    this.free.delete(piece);
    piece.isFree = false;
    if (piece.size >= 2 * size || piece.size - size >= mostWaste) this.split(piece, size);
    this.written[piece.region] = Math.max(this.written[piece.region]!, piece.start + size);
    return piece;
  }

  give(piece: Piece): void {
    const { before, after } = piece;
    const joined = before?.isFree === true ? this.join(before, piece) : piece;
    if (after?.isFree === true) this.join(joined, after);
    joined.isFree = true;
    this.free.add(joined);
  }

  private smallest(size: number): Piece | null {
    let best: Piece | null = null;
    for (const piece of this.free) {
      if (piece.size < size) continue;
      if (best === null || piece.size < best.size || (piece.size === best.size && isBefore(piece, best))) best = piece;
    }
    return best;
  }

  private grow(size: number): Piece {
    const isLarge = size > this.nextRegion;
    while (size > this.nextRegion) this.nextRegion *= 2;
    const piece: Piece = {
      region: this.written.push(0) - 1,
      start: 0,
      size: this.nextRegion,
      isFree: true,
      before: null,
      after: null,
    };
    if (!isLarge) this.nextRegion *= 2;
    return piece;
  }

  private split(piece: Piece, size: number): void {
    const rest: Piece = {
      region: piece.region,
      start: piece.start + size,
      size: piece.size - size,
      isFree: true,
      before: piece,
      after: piece.after,
    };
    if (piece.after) piece.after.before = rest;
    piece.after = rest;
    piece.size = size;
    this.free.add(rest);
  }

  private join(left: Piece, right: Piece): Piece {
    this.free.delete(right);
    left.size += right.size;
    left.after = right.after;
    if (right.after) right.after.before = left;
    return left;
  }
}

function isBefore(one: Piece, other: Piece): boolean {
  return one.region < other.region || (one.region === other.region && one.start < other.start);
}
