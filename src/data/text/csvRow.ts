// A row as CSV has it, without its line end.

/** Quotes what has to be (RFC 4180, section 2), and what would lose spaces in other programs. */
export function csvRow(cells: readonly string[], delimiter = ','): string {
  return cells
    .map((cell) =>
      cell.includes(delimiter) || /["\r\n]|^\s|\s$/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell,
    )
    .join(delimiter);
}
