// Reads a model's weights in the background, in their order: the disk works while the data is tokenised.

import { floatTypes } from './elementTypes.js';
import type { WeightFiles } from './weightFiles.js';

/**
 * Reads under way at a time: the loop that starts the next ones is busy with the data, so that one alone would often
 * wait for it.
 */
const readers = 4;

export class ReadAhead {
  private readonly waiting: string[];
  private readonly reads = new Map<string, Promise<Float32Array>>();
  private stopped = false;
  private readonly work: Promise<unknown>;

  /**
   * @param shapes of the weights that will be asked for; one that is stored otherwise is left to who reads it, with its
   * error
   */
  constructor(
    private readonly files: WeightFiles,
    shapes: ReadonlyMap<string, readonly number[]>,
  ) {
    this.waiting = [...shapes].filter(([name, shape]) => this.fits(name, shape)).map(([name]) => name);
    this.work = Promise.all(Array.from({ length: readers }, () => this.readOn()));
  }

  private fits(name: string, shape: readonly number[]): boolean {
    const stored = this.files.weights.get(name);
    return (
      stored !== undefined &&
      floatTypes.includes(stored.file.type(stored.storedName)) &&
      stored.file.shape(stored.storedName).join() === shape.join()
    );
  }

  private async readOn(): Promise<void> {
    for (let name = this.waiting.shift(); name !== undefined && !this.stopped; name = this.waiting.shift()) {
      const { file, storedName } = this.files.weights.get(name)!;
      const read = file.read(storedName);
      this.reads.set(name, read);
      // Whoever takes it hears of its failure.
      await read.catch(() => undefined);
    }
  }

  /** The weight, read or being read, and no longer kept here; nothing when its turn has not come: read it then. */
  take(name: string): Promise<Float32Array> | undefined {
    const read = this.reads.get(name);
    this.reads.delete(name);
    const place = this.waiting.indexOf(name);
    if (place >= 0) this.waiting.splice(place, 1);
    return read;
  }

  /** Resolves when no read is under way any more. */
  async stop(): Promise<void> {
    this.stopped = true;
    await this.work;
    this.reads.clear();
  }
}
