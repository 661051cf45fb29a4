// Choices of frozen parts whose cost the page shows beside the present one.

/** Costs that are asked for at once. */
const most = 16;

/**
 * Nothing frozen, all of BERT frozen, and everything below the top n layers for every n; the present choice first, none
 * twice.
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
