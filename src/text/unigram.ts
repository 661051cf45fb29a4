// Finds the most likely pieces of a text by SentencePiece's Unigram model, as the Rust library does.

/** The parts of the library's Unigram model that are used here. */
export interface UnigramModel {
  readonly tokens_to_ids: ReadonlyMap<string, number>;
  readonly scores: readonly number[];
  /** The score of a character that is no piece. */
  readonly unk_score: number;
  readonly trie: { common_prefix_search(characters: readonly string[], start: number): Iterable<string> };
  tokenize(text: string): string[];
}

/**
 * Paths are compared where they meet, and the earlier one stays where both are equally good
 * (tokenizers/src/models/unigram/model.rs). The library here compares them with the next piece added, which rounds some
 * differences away: runs of one character, whose pieces have the same sum in any order, would be split differently.
 */
export function bestPieces(
  { tokens_to_ids: ids, scores, unk_score: unknownScore, trie }: UnigramModel,
  text: string,
): string[] {
  const characters = Array.from(text);
  const best = new Float64Array(characters.length + 1);
  /** The index where the last piece of the best path to each index begins; -1 while no path leads there. */
  const begins = new Int32Array(characters.length + 1).fill(-1);
  const offer = (from: number, to: number, score: number) => {
    const sum = score + best[from]!;
    if (begins[to]! >= 0 && sum <= best[to]!) return;
    best[to] = sum;
    begins[to] = from;
  };
  for (let from = 0; from < characters.length; from++) {
    let hasCharacter = false;
    for (const piece of trie.common_prefix_search(characters, from)) {
      const length = Array.from(piece).length;
      hasCharacter ||= length === 1;
      offer(from, from + length, scores[ids.get(piece)!]!);
    }
    if (!hasCharacter) offer(from, from + 1, unknownScore);
  }
  const pieces: string[] = [];
  for (let end = characters.length; end > 0; end = begins[end] ?? 0)
    pieces.push(characters.slice(begins[end], end).join(''));
  return pieces.reverse();
}
