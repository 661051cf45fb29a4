// Reads a model's weights in the background, in their order, so that the disk works while the data is tokenised.

import { floatTypes } from './elementTypes.js';
import type { WeightFiles } from './weightFiles.js';

/**
 * The number of reads at a time: the event loop is busy with the data, so that a single read would often have to wait
 * for the next one to be started.
 */
const readers = 4;

export class ReadAhead {
  private readonly waiting: string[];
  private readonly reads = new Map<string, Promise<Float32Array>>();
  private stopped = false;
  private readonly work: Promise<unknown>;

  /**
   * @param shapes the shapes of the weights that will be asked for; a weight that is stored with another shape is left
   *   to the caller, who reports the error
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
      // The caller that takes the weight receives the failure.
      await read.catch(() => undefined);
    }
  }

  /**
   * The weight, read or being read, which is no longer kept here; undefined when its turn has not come yet, and the
   * caller reads it.
   */
  take(name: string): Promise<Float32Array> | undefined {
    const read = this.reads.get(name);
    this.reads.delete(name);
    const index = this.waiting.indexOf(name);
    if (index >= 0) this.waiting.splice(index, 1);
    return read;
  }

  /** Resolves when no read is under way any more. */
  async stop(): Promise<void> {
    this.stopped = true;
    await this.work;
    this.reads.clear();
  }
}
