// Quotes a word of a command that the user is asked to type.

/** The word in a form that can be pasted into a shell. */
export function commandWord(word: string): string {
  return /^[\p{L}\p{N}_./\\:@%+,=-]+$/u.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
}
