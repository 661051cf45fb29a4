// Finds the name that a misspelt one was most likely meant to be.

/**
 * The candidate with the smallest edit distance; dashes, underscores, spaces and case do not count. Throws when there
 * is no candidate.
 */
export function nearestName<Name extends string>(name: string, candidates: readonly Name[]): Name {
  const plain = (text: string) => text.slice(0, 40).toLowerCase().replace(/[-_ ]/g, '');
  let nearest = candidates[0];
  let shortest = Number.POSITIVE_INFINITY;
  for (const candidate of candidates) {
    const distance = editDistance(plain(name), plain(candidate));
    if (distance < shortest) {
      nearest = candidate;
      shortest = distance;
    }
  }
  if (nearest === undefined) throw new Error('nearestName: no candidates');
  return nearest;
}

/** The number of letters to insert, delete or replace (Levenshtein distance). */
function editDistance(from: string, to: string): number {
  let row = Array.from({ length: to.length + 1 }, (_, index) => index);
  for (let i = 1; i <= from.length; i++) {
    const next = [i];
    for (let j = 1; j <= to.length; j++) {
      const replace = row[j - 1]! + (from[i - 1] === to[j - 1] ? 0 : 1);
      next.push(Math.min(replace, row[j]! + 1, next[j - 1]! + 1));
    }
    row = next;
  }
  return row[to.length]!;
}
