// Reduces curves of up to millions of steps to what can be drawn in every frame.

type Values = readonly (number | null)[];

/** The weight that the mean keeps at each further step. */
const keep = 0.97;

/**
 * An exponential moving average: each value weighs `keep` times as much as the next one. It is corrected for its start,
 * so that it does not begin at zero. Null stays null and does not change the mean.
 */
export class Smoother {
  readonly values: (number | null)[] = [];
  private readonly means: number[] = [];
  private readonly weights: number[] = [];

  /** Adds the values of `raw` from index `from` on; those before have not changed. */
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

/** The first index whose step is at least `step`; the length when there is none. */
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
 * The indices to draw of the steps from `first` to `last`: for each pixel column that of its lowest and of its highest
 * value, in order, so that no peak is lost; all of them where there are at most two a column. One step beyond each end
 * is kept, so that the line continues to the edge.
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
      // A gap stays a gap: null counts as the lowest value.
      if (value === null || value < (values[lowest] ?? -Infinity)) lowest = place;
      if (value !== null && value > (values[highest] ?? -Infinity)) highest = place;
    }
    if (lowest === highest) places.push(lowest);
    else places.push(Math.min(lowest, highest), Math.max(lowest, highest));
  }
  if (places.at(-1) !== end - 1) places.push(end - 1);
  return places;
}
