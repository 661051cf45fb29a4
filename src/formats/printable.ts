// Makes names from files fit for a sentence: they may be endless, or contain control characters that a terminal obeys.

/** The text on one line, without control characters, cut to `limit` characters. */
export function printable(text: string, limit = 80): string {
  const line = text.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, '\uFFFD');
  return line.length <= limit ? line : `${line.slice(0, limit)}…`;
}

/** The first few names and how many follow. */
export function printableList(names: readonly string[], limit = 4): string {
  const shown = names
    .slice(0, limit)
    .map((name) => printable(name))
    .join(', ');
  return names.length > limit ? `${shown}, … (+${names.length - limit})` : shown;
}
