// Curves of up to millions of steps, made small enough to be drawn at every frame.

type Values = readonly (number | null)[];

/** How much of the mean each further step keeps. */
const keep = 0.97;

/**
 * Running mean that forgets: each value counts `keep` as much as the next one. Corrected for its start, so that it does
 * not
 * begin at zero. Null stays null and leaves the mean as it is.
 */
export class Smoother {
  readonly values: (number | null)[] = [];
  private readonly means: number[] = [];
  private readonly weights: number[] = [];

  /** Takes what is new in `raw`, from place `from` on: what came before has not changed. */
  follow(raw: Values, from: number): void {
    this.values.length = this.means.length = this.weights.length = from;
    for (let index = from; index < raw.length; index++) {
      const value = raw[index] ?? null;
      const mean = this.means[index - 1] ?? 0;
      const weight = this.weights[index - 1] ?? 0;
      this.means.push(value === null ? mean : mean * keep + value * (1 - keep));
      this.weights.push(value === null ? weight : weight * keep + (1 - keep));
      this.values.push(value === null ? null : this.means[index]! / this.weights[index]!);
    }
  }
}

/** First place whose step is at least `step`; the length when there is none. */
export function placeOf(steps: readonly number[], step: number): number {
  let low = 0;
  let high = steps.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (steps[middle]! < step) low = middle + 1;
    else high = middle;
  }
  return low;
}

/**
 * Places to draw of the steps from `first` to `last`: for each pixel column its lowest and its highest value, in their
 * order, so that no
 * peak is lost; all of them where they are no more than two a column. One step beyond each end is kept, for the line to
 * run out of sight.
 */
export function decimate(
  steps: readonly number[],
  values: Values,
  first: number,
  last: number,
  columns: number,
): number[] {
  const begin = Math.max(0, placeOf(steps, first) - 1);
  const end = Math.min(steps.length, placeOf(steps, last) + 2);
  if (end - begin <= columns * 2) return Array.from({ length: end - begin }, (_, index) => begin + index);
  const places: number[] = [];
  const width = (end - begin) / columns;
  for (let column = 0; column < columns; column++) {
    const from = begin + Math.floor(column * width);
    const to = begin + Math.floor((column + 1) * width);
    let lowest = from;
    let highest = from;
    for (let place = from + 1; place < to; place++) {
      const value = values[place] ?? null;
      // A gap is kept as one: nothing is lower than null.
      if (value === null || value < (values[lowest] ?? -Infinity)) lowest = place;
      if (value !== null && value > (values[highest] ?? -Infinity)) highest = place;
    }
    if (lowest === highest) places.push(lowest);
    else places.push(Math.min(lowest, highest), Math.max(lowest, highest));
  }
  if (places.at(-1) !== end - 1) places.push(end - 1);
  return places;
}
