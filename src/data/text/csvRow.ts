// Writes a row of a CSV, without its line end.

/** Quotes cells that need it (RFC 4180, section 2), and those that would lose spaces in other programs. */
export function csvRow(cells: readonly string[], delimiter = ','): string {
  return cells
    .map((cell) =>
      cell.includes(delimiter) || /["\r\n]|^\s|\s$/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell,
    )
    .join(delimiter);
}
