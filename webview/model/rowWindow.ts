// Which rows of a grid are in sight, for files of any number of rows.

export const rowHeight = 28;

/** Browsers lay out nothing higher than some 33 million pixels; beyond this the scroll bar moves in larger steps. */
const highest = 15_000_000;

export interface RowWindow {
  /** First row to be drawn. */
  readonly first: number;
  readonly count: number;
  /** Pixels from the top of the scrolled content to the first row. */
  readonly offset: number;
  /** Pixels of the scrolled content. */
  readonly height: number;
}

/** @param top pixels that are scrolled away; @param seen pixels in sight */
export function rowWindow(total: number, top: number, seen: number): RowWindow {
  const full = total * rowHeight;
  const height = Math.min(full, highest);
  const range = Math.max(1, height - seen);
  const share = Math.min(1, Math.max(0, top / range));
  // Where everything fits the layout this is `top` itself.
  const position = full <= highest ? Math.min(top, range) : share * (full - seen);
  const first = Math.max(0, Math.min(total - 1, Math.floor(position / rowHeight)));
  const count = Math.max(0, Math.min(total - first, Math.ceil(seen / rowHeight) + 1));
  return { first, count, offset: Math.max(0, top) - (position - first * rowHeight), height };
}
