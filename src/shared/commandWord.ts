// A word of a command that people are told to type.

/** As it can be pasted into a shell. */
export function commandWord(word: string): string {
  return /^[\p{L}\p{N}_./\\:@%+,=-]+$/u.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
}
