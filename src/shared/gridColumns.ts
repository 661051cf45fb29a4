// The shape of the preview of the data, which the page draws, and before it the first view.

/** Rows that are seen at once. */
export const seenRows = 10;

/** The fewest digits that row numbers have room for: a file that is still counted does not push its texts aside. */
const fewestDigits = 5;

/**
 * The columns of the grid, for CSS: row numbers, those of the file, tokens. Widths are named in the styles, which know
 * how much room there is.
 * @param total rows, as far as they are counted
 */
export function gridColumns(
  columns: readonly { readonly role: 'text' | 'label' | 'pair' | null }[],
  total: number,
): string {
  const shared = columns.map(({ role }) =>
    role === 'text' || role === 'pair'
      ? 'minmax(var(--text-column), 1fr)'
      : 'minmax(var(--other-column), var(--other-column-most))',
  );
  return [`${20 + 8 * Math.max(fewestDigits, String(total).length)}px`, ...shared, 'var(--tokens-column)'].join(' ');
}
