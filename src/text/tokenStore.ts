// A packed store for the tokens of any number of texts: a million rows of 128 tokens take about 265 MB.

import type { EncodedText } from './encodedText.js';

/** The number of tokens in one chunk, as a power of 2; a chunk never moves, so that growing copies nothing. */
const chunkBits = 20;
const chunkTokens = 2 ** chunkBits;
/** Rows store their length and segment boundary in 16 bits. */
const longestRow = 65535;
const mostTokens = 2 ** 32;

export interface TokenStoreOptions {
  /** One more than the largest id. Up to 65536 a token takes two bytes, beyond that four. */
  readonly vocabularySize: number;
  /** The id that `copyTo` pads a row with. */
  readonly paddingId: number;
}

/** The destination of a batch's rows: three flat arrays, [size, width] in row-major order. */
export interface TokenTarget {
  readonly ids: Int32Array;
  readonly types: Int32Array;
  readonly mask: Int32Array;
}

export class TokenStore {
  readonly #narrow: boolean;
  readonly #paddingId: number;
  readonly #chunks: (Uint16Array | Uint32Array)[] = [];
  /** The index of each row's first token, counting every chunk as full. */
  #starts = new Uint32Array(1024);
  #lengths = new Uint16Array(1024);
  #secondStarts = new Uint16Array(1024);
  #count = 0;
  #end = 0;
  #cutTexts = 0;
  /** The windows after the first, for rows that have several: their rows in a second store. */
  #further: {
    readonly store: TokenStore;
    readonly ranges: Map<number, { readonly first: number; readonly count: number }>;
  } | null = null;

  constructor(private readonly options: TokenStoreOptions) {
    const { vocabularySize, paddingId } = options;
    this.#narrow = vocabularySize <= 65536;
    this.#paddingId = paddingId;
  }

  /** The number of rows. */
  get count(): number {
    return this.#count;
  }

  /**
   * The number of rows whose texts lost tokens to the maximum length. Their full lengths are unknown: the tokenizer
   * does not always read that far.
   */
  get cutTexts(): number {
    return this.#cutTexts;
  }

  /** The memory held, in bytes. */
  get bytes(): number {
    const chunks = this.#chunks.length * chunkTokens * (this.#narrow ? 2 : 4);
    return (
      chunks +
      this.#starts.byteLength +
      this.#lengths.byteLength +
      this.#secondStarts.byteLength +
      (this.#further?.store.bytes ?? 0)
    );
  }

  /** The token counts of all rows, special tokens included. A view: valid until the next `append`. */
  get lengths(): Uint16Array {
    return this.#lengths.subarray(0, this.#count);
  }

  /** Adds a row and returns its index. Ids must be below `vocabularySize`. */
  append({ ids, secondStart, cut, further = [] }: EncodedText): number {
    if (ids.length > longestRow) throw new RangeError(`a row of ${ids.length} tokens is longer than ${longestRow}`);
    const start = this.#reserve(ids.length);
    this.#chunks[start >>> chunkBits]?.set(ids, start % chunkTokens);
    if (this.#count === this.#starts.length) this.#growRows();
    const row = this.#count++;
    this.#starts[row] = start;
    this.#lengths[row] = ids.length;
    this.#secondStarts[row] = secondStart;
    if (cut) this.#cutTexts++;
    if (further.length > 0) {
      this.#further ??= { store: new TokenStore(this.options), ranges: new Map() };
      this.#further.ranges.set(row, { first: this.#further.store.count, count: further.length });
      for (const window of further) this.#further.store.append({ ...window, cut: false });
    }
    return row;
  }

  /** Whether any row has more than one window. */
  get hasWindows(): boolean {
    return this.#further !== null;
  }

  /** The number of windows of a row; they are equally long. */
  windows(row: number): number {
    return 1 + (this.#further?.ranges.get(row)?.count ?? 0);
  }

  /** The number of tokens of a row. */
  length(row: number): number {
    this.#check(row);
    return this.#lengths[row] as number;
  }

  /**
   * Writes a row, padded at its end, to `offset` … `offset + width` of the three arrays.
   * @param width at least the row's length
   * @param window the index of the row's window
   */
  copyTo(row: number, target: TokenTarget, offset: number, width: number, window = 0): void {
    if (window > 0) {
      const range = this.#further?.ranges.get(row);
      if (range === undefined || window > range.count) throw new RangeError(`row ${row} has no window ${window}`);
      this.#further?.store.copyTo(range.first + window - 1, target, offset, width);
      return;
    }
    const { ids, types, mask } = target;
    const length = this.length(row);
    if (width < length || offset + width > ids.length)
      throw new RangeError(`row ${row} of ${length} tokens does not fit in ${width} at ${offset}`);
    const start = this.#starts[row] as number;
    const from = start % chunkTokens;
    const tokens = this.#chunks[start >>> chunkBits]?.subarray(from, from + length) ?? [];
    ids.set(tokens, offset);
    ids.fill(this.#paddingId, offset + length, offset + width);
    types.fill(0, offset, offset + width);
    types.fill(1, offset + Math.min(length, this.#secondStarts[row] as number), offset + length);
    mask.fill(1, offset, offset + length);
    mask.fill(0, offset + length, offset + width);
  }

  /**
   * The index where the next row of such a length begins. A row lies in one chunk as a whole: the end of a chunk that
   * is too short for it stays empty.
   */
  #reserve(length: number): number {
    const left = this.#chunks.length * chunkTokens - this.#end;
    const start = left < length ? this.#chunks.length * chunkTokens : this.#end;
    if (start + chunkTokens > mostTokens) throw new RangeError('more than 2^32 tokens');
    if (left < length) this.#chunks.push(this.#narrow ? new Uint16Array(chunkTokens) : new Uint32Array(chunkTokens));
    this.#end = start + length;
    return start;
  }

  #growRows(): void {
    const capacity = 2 * this.#starts.length;
    const starts = new Uint32Array(capacity);
    const lengths = new Uint16Array(capacity);
    const secondStarts = new Uint16Array(capacity);
    starts.set(this.#starts);
    lengths.set(this.#lengths);
    secondStarts.set(this.#secondStarts);
    this.#starts = starts;
    this.#lengths = lengths;
    this.#secondStarts = secondStarts;
  }

  #check(row: number): void {
    if (!(Number.isInteger(row) && row >= 0 && row < this.#count))
      throw new RangeError(`there is no row ${row} among ${this.#count}`);
  }
}
