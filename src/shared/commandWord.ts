// Quotes a word of a command that the user is asked to type.

/**
 * The word in a form that can be pasted into a shell: one of POSIX, or cmd and PowerShell, which share double quotes
 * alone.
 * @param platform of the machine that the command is for, in Node's words
 */
export function commandWord(word: string, platform: string): string {
  const isWindows = platform === 'win32';
  const plain = isWindows ? /^[\p{L}\p{N}_./\\:@+,=-]+$/u : /^[\p{L}\p{N}_./:@%+,=-]+$/u;
  if (plain.test(word)) return word;
  if (!isWindows) return `'${word.replaceAll("'", "'\\''")}'`;
  // Programs of Windows read a backslash before a quote as an escape.
  return `"${word.replace(/\\*(?="|$)/g, '$&$&').replaceAll('"', '\\"')}"`;
}
