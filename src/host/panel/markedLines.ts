// Which lines of a document a link marks.

/**
 * Indexes of the lines, each once, in the order of the link: the first one is scrolled to. Lines that a changed file no
 * longer has are left out.
 * @param lines counted from 1
 */
export function markedLines(lines: readonly number[], lineCount: number): number[] {
  return [...new Set(lines)].filter((line) => line <= lineCount).map((line) => line - 1);
}
