// Values that are made once for each key and shared from then on: the constants, sizes and inputs of a graph.

export class MadeOnce<Value> {
  private readonly made = new Map<string, Value>();

  /** The value of a key; `make` is called for the first request alone. */
  get(key: string, make: () => Value): Value {
    const known = this.made.get(key);
    if (known !== undefined) return known;
    const value = make();
    this.made.set(key, value);
    return value;
  }

  /** Forgets all values, at the beginning of another graph. */
  clear(): void {
    this.made.clear();
  }
}
