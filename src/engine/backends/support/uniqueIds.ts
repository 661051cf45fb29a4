// Finds the distinct token ids of a batch, so that the word table's gradient holds only their rows.

export interface UniqueIds {
  /** Ascending, each once. */
  readonly ids: Int32Array;
  /** For each token, the index of its id in `ids`. */
  readonly places: Int32Array;
}

/** @param scratch zeros, one for each id of the vocabulary; zeros again afterwards */
export function uniqueIds(tokens: Int32Array, scratch: Int32Array): UniqueIds {
  let count = 0;
  for (const id of tokens) {
    if (scratch[id] === 0) count++;
    scratch[id] = 1;
  }
  const ids = new Int32Array(count);
  let next = 0;
  for (const id of tokens) {
    if (scratch[id] === 1) ids[next++] = id;
    scratch[id] = 2;
  }
  ids.sort();
  ids.forEach((id, index) => (scratch[id] = index));
  const places = tokens.map((id) => scratch[id] ?? 0);
  for (const id of ids) scratch[id] = 0;
  return { ids, places };
}
