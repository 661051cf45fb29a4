// Computes which rows of a grid are visible, for any number of rows.

export const rowHeight = 28;

/**
 * The largest height in pixels: browsers support about 33 million. With more rows the scroll bar moves in larger steps.
 */
const highest = 15_000_000;

export interface RowWindow {
  /** The first row to draw. */
  readonly first: number;
  readonly count: number;
  /** Pixels from the top of the scrolled content to the first row. */
  readonly offset: number;
  /** The height of the scrolled content in pixels. */
  readonly height: number;
}

/**
 * @param top the scroll position in pixels
 * @param seen the visible height in pixels
 */
export function rowWindow(total: number, top: number, seen: number): RowWindow {
  const full = total * rowHeight;
  const height = Math.min(full, highest);
  const range = Math.max(1, height - seen);
  const share = Math.min(1, Math.max(0, top / range));
  // Where the whole height is supported, this is `top` itself.
  const position = full <= highest ? Math.min(top, range) : share * (full - seen);
  const first = Math.max(0, Math.min(total - 1, Math.floor(position / rowHeight)));
  const count = Math.max(0, Math.min(total - first, Math.ceil(seen / rowHeight) + 1));
  return { first, count, offset: Math.max(0, top) - (position - first * rowHeight), height };
}
