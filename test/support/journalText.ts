// A journal as the events that were emitted, without the sums by which its damage shows.

/** @param journal the text of journal.jsonl */
export function withoutSums(journal: string): string {
  return journal.replace(/,"sum":"[0-9a-f]{16}"\}$/gm, '}');
}
