// Finds duplicate texts by 64-bit hashes in typed arrays: about 12 bytes a text, with a limit on the whole.

/** The number of slots; at three quarters full no more texts are remembered (3 million texts, 50 MB). */
const largestTable = 1 << 22;

/** Seen for the first time, seen before with the same label, or seen before with another. */
export type Sighting = 'first' | 'same' | 'other';

/** A set of hashes with open addressing. The chance that two of a million texts are confused is 1 in 40 million. */
export class DuplicateFinder {
  private size = 1 << 12;
  private used = 0;
  private high = new Int32Array(this.size);
  private low = new Int32Array(this.size);
  private labels = new Int32Array(this.size);

  see(text: string, label: string): Sighting {
    const [high, low] = hash(text);
    const labelHash = hash(label)[0];
    const slot = this.find(high, low);
    if (this.high[slot] !== 0) return this.labels[slot] === labelHash ? 'same' : 'other';
    if (this.used >= largestTable * 0.75) return 'first';
    this.put(slot, high, low, labelHash);
    this.used += 1;
    if (this.used > this.size * 0.75 && this.size < largestTable) this.grow();
    return 'first';
  }

  private find(high: number, low: number): number {
    let slot = low & (this.size - 1);
    while (this.high[slot] !== 0 && (this.high[slot] !== high || this.low[slot] !== low))
      slot = (slot + 1) & (this.size - 1);
    return slot;
  }

  private put(slot: number, high: number, low: number, label: number): void {
    this.high[slot] = high;
    this.low[slot] = low;
    this.labels[slot] = label;
  }

  private grow(): void {
    const { high, low, labels } = this;
    this.size *= 2;
    this.high = new Int32Array(this.size);
    this.low = new Int32Array(this.size);
    this.labels = new Int32Array(this.size);
    high.forEach((half, slot) => {
      if (half !== 0) this.put(this.find(half, low[slot]!), half, low[slot]!, labels[slot]!);
    });
  }
}

/** The identity of a text or a pair; NUL cannot occur in a cell, since it was dropped from the file. */
export function wholeText(text: string, pair: string | undefined): string {
  return pair === undefined ? text : `${text}\0${pair}`;
}

/** A 53-bit number for a text or a pair. */
export function textKey(text: string, pair: string | undefined): number {
  const [high, low] = hash(wholeText(text, pair));
  return (high >>> 0) * 2 ** 21 + (low >>> 11);
}

/**
 * Two 32-bit halves, the first never 0: two lanes of FNV-1a over 16-bit units (draft-eastlake-fnv), mixed at the end.
 */
function hash(text: string): [high: number, low: number] {
  let first = 0x811c9dc5 | 0;
  let second = 0x6b43a9b5;
  for (let index = 0; index < text.length; index++) {
    const unit = text.charCodeAt(index);
    first = Math.imul(first ^ unit, 0x01000193);
    second = Math.imul(second ^ (unit + index), 0x5bd1e995);
    second ^= second >>> 15;
  }
  return [finish(first ^ Math.imul(second, 0x85ebca6b)) || 1, finish(second ^ text.length)];
}

function finish(half: number): number {
  const mixed = Math.imul(half ^ (half >>> 16), 0xc2b2ae35);
  return mixed ^ (mixed >>> 13);
}
