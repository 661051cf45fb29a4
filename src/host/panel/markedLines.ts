// Selects the lines of a document that a link marks.

/**
 * The line indices, each once, in the order of the link; the editor scrolls to the first one. Lines that a changed file
 * no longer has are left out.
 * @param lines line numbers from 1
 */
export function markedLines(lines: readonly number[], lineCount: number): number[] {
  return [...new Set(lines)].filter((line) => line <= lineCount).map((line) => line - 1);
}
