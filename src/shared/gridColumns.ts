// The columns of the data preview, which the first view and then the page draw.

/** The number of rows visible at a time. */
export const seenRows = 10;

/**
 * The smallest number of digits that row numbers have room for, so that a file that is still being counted does not
 * shift its texts.
 */
const fewestDigits = 5;

/**
 * The columns of the grid, for CSS: row numbers, the file's columns, tokens. Widths are named in the stylesheet, which
 * knows the available space.
 * @param total the number of rows counted so far
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
