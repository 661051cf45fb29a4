// Shortens texts for display.

/** At most that many UTF-16 units; a character is never cut in two. */
export function cutText(text: string, units: number): string {
  if (text.length <= units) return text;
  const last = text.charCodeAt(units - 1);
  const splits = last >= 0xd800 && last < 0xdc00;
  return text.slice(0, splits ? units - 1 : units);
}
