// Memory for float32 tensors that JavaScript, ONNX Runtime and the kernels of adamw.as.ts share without copying.

import { UserError } from '../../../../shared/errors.js';
import { bytes as kernelBytes } from './adamw.wasm';

/** The exports of adamw.as.ts: pointers are byte offsets into the workspace's memory, n counts floats. */
interface Kernels {
  adamw(
    w: number,
    g: number,
    m: number,
    v: number,
    n: number,
    gradientScale: number,
    learningRate: number,
    beta1: number,
    beta2: number,
    epsilon: number,
    decay: number,
    correction1: number,
    correction2: number,
  ): void;
  decayOnly(w: number, n: number, learningRate: number, decay: number): void;
  sumOfSquares(p: number, n: number): number;
  add(target: number, source: number, n: number): void;
}

/**
 * Floats in one piece of work: 256 KiB, so that a piece copied in from elsewhere is still in the processor's
 * second-level cache.
 */
export const TILE = 65536;

const FLOAT_BYTES = 4;
const PAGE_BYTES = 65536;
const ALIGNMENT = 64;
/** What one 32-bit memory can hold at most: 4 GiB less the page that would overflow a pointer. */
const LARGEST_MEMORY = 65535 * PAGE_BYTES;
/** From here on a further memory is begun; a tensor that is larger gets one to itself. */
const USUAL_MEMORY = 2 ** 31;

/** Copies of pieces that lie outside of the memory; `zeros` is never written. */
const tileNames = ['gradient', 'moment1', 'moment2', 'zeros'] as const;
type TileName = (typeof tileNames)[number];
const TILES_BYTES = tileNames.length * TILE * FLOAT_BYTES;

/** One memory with the kernels that work in it. It never grows, so its views stay valid. */
export class Workspace {
  readonly kernels: Kernels;
  private readonly buffer: ArrayBuffer;
  private readonly tiles: Record<TileName, Float32Array>;

  constructor(module: WebAssembly.Module, byteLength: number) {
    const pages = Math.ceil(byteLength / PAGE_BYTES);
    const memory = reserve(pages);
    this.buffer = memory.buffer;
    this.kernels = new WebAssembly.Instance(module, { env: { memory } }).exports as unknown as Kernels;
    const tile = (name: TileName) => new Float32Array(this.buffer, tileNames.indexOf(name) * TILE * FLOAT_BYTES, TILE);
    this.tiles = {
      gradient: tile('gradient'),
      moment1: tile('moment1'),
      moment2: tile('moment2'),
      zeros: tile('zeros'),
    };
  }

  /** Pointer to up to TILE zeros. */
  get zeros(): number {
    return this.tiles.zeros.byteOffset;
  }

  tensor(byteOffset: number, length: number): Float32Array {
    return new Float32Array(this.buffer, byteOffset, length);
  }

  /**
   * Pointer to `array[start … start + count)`, count ≤ TILE: in place when it lies in this memory, else to a copy in
   * the tile.
   */
  pointer(array: Float32Array, start: number, count: number, tile: TileName): number {
    if (this.holds(array)) return array.byteOffset + start * FLOAT_BYTES;
    this.tiles[tile].set(array.subarray(start, start + count));
    return this.tiles[tile].byteOffset;
  }

  /** After a kernel wrote to what `pointer` gave: takes a copy back to where it came from. */
  writeBack(array: Float32Array, start: number, count: number, tile: TileName): void {
    if (!this.holds(array)) array.set(this.tiles[tile].subarray(0, count), start);
  }

  private holds(array: Float32Array): boolean {
    return array.buffer === this.buffer;
  }
}

/** Named tensors over as many memories as they need, 64-byte aligned, all zero. Each lies whole in one memory. */
export class ParameterMemory {
  private readonly tensors = new Map<string, { readonly view: Float32Array; readonly workspace: Workspace }>();

  /**
   * @param lengths floats of each tensor, in the order in which neighbours should lie
   * @param memoryLimit bytes after which a further memory is begun
   * Throws machine.outOfMemory when the system refuses a memory.
   */
  constructor(lengths: ReadonlyMap<string, number>, memoryLimit = USUAL_MEMORY) {
    const module = new WebAssembly.Module(kernelBytes);
    for (const group of groupsOf(lengths, memoryLimit)) {
      const workspace = new Workspace(module, group.byteLength);
      for (const { name, byteOffset, length } of group.members) {
        this.tensors.set(name, { view: workspace.tensor(byteOffset, length), workspace });
      }
    }
  }

  view(name: string): Float32Array {
    return this.entry(name).view;
  }

  /** Where the kernels can reach a tensor without a copy. */
  workspace(name: string): Workspace {
    return this.entry(name).workspace;
  }

  private entry(name: string) {
    const entry = this.tensors.get(name);
    if (entry === undefined) throw new Error(`the memory holds no tensor ${name}`);
    return entry;
  }
}

interface Group {
  byteLength: number;
  readonly members: { readonly name: string; readonly byteOffset: number; readonly length: number }[];
}

/** Which tensors share a memory, and where they lie in it. */
function groupsOf(lengths: ReadonlyMap<string, number>, memoryLimit: number): Group[] {
  const groups: Group[] = [];
  for (const [name, length] of lengths) {
    const size = Math.ceil((length * FLOAT_BYTES) / ALIGNMENT) * ALIGNMENT;
    let group = groups.at(-1);
    if (group === undefined || group.byteLength + size > memoryLimit) {
      group = { byteLength: TILES_BYTES, members: [] };
      groups.push(group);
    }
    group.members.push({ name, byteOffset: group.byteLength, length });
    group.byteLength += size;
  }
  return groups;
}

function reserve(pages: number): WebAssembly.Memory {
  const refused = (cause?: unknown) =>
    new UserError('machine.outOfMemory', { megabytes: Math.ceil((pages * PAGE_BYTES) / 1e6) }, { cause });
  if (pages * PAGE_BYTES > LARGEST_MEMORY) throw refused();
  try {
    return new WebAssembly.Memory({ initial: pages, maximum: pages });
  } catch (error) {
    if (error instanceof RangeError) throw refused(error);
    throw error;
  }
}
