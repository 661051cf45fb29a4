// Choices of frozen layers whose costs the page shows beside the current one.

/** The largest number of costs in one request. */
const most = 16;

/**
 * The values of `freeze` to compare: the current one first, then nothing, all of BERT, and everything below the top n
 * layers for every n; each once.
 */
export function presetFreezes(present: string, layers: number): string[] {
  const freezes = new Set([present, '', 'bert']);
  for (let top = 1; top < layers && freezes.size < most; top++)
    freezes.add(`embeddings,encoder.${lowest(layers - top - 1)}`);
  return [...freezes];
}

function lowest(last: number): string {
  return last === 0 ? '0' : `0-${last}`;
}
