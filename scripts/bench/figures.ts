// The figures of the benchmark's cases, as a table for people and as JSON for programs.

/** A figure of ours and the opponent's; null where no opponent ran. */
export interface Figure {
  readonly name: string;
  readonly unit: string;
  readonly ours: number;
  readonly reference: number | null;
  /** How many times better than the opponent we are. */
  readonly ratio?: number | null;
  /** The target: the smallest ratio, or the largest or smallest figure of our own. */
  readonly target?: { readonly ratio: number } | { readonly most: number } | { readonly least: number };
}

export function median(numbers: readonly number[]): number {
  const sorted = numbers.toSorted((a, b) => a - b);
  const middle = sorted.length / 2;
  return sorted.length % 2 === 1 ? sorted[Math.floor(middle)]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}

export function mean(numbers: readonly number[]): number {
  return numbers.reduce((sum, x) => sum + x, 0) / numbers.length;
}

/** The ratio of two figures of which the larger is better. */
export function moreIsBetter(ours: number, reference: number | null): number | null {
  return reference === null ? null : ours / reference;
}

/** The ratio of two figures of which the smaller is better. */
export function lessIsBetter(ours: number, reference: number | null): number | null {
  return reference === null ? null : reference / ours;
}

/** Whether the target is reached; null where there is none, or no opponent to compare with. */
export function reached({ target, ratio, ours }: Figure): boolean | null {
  if (target === undefined) return null;
  if ('most' in target) return ours <= target.most;
  if ('least' in target) return ours >= target.least;
  return ratio == null ? null : ratio >= target.ratio;
}

/** Lines of a table with aligned columns. */
export function tableOf(figures: readonly Figure[]): string[] {
  const rows = [['', 'ours', 'PyTorch', 'ratio', 'target', ''], ...figures.map(rowOf)];
  const widths = rows[0]!.map((_, column) => Math.max(...rows.map((row) => row[column]!.length)));
  return rows.map((row) =>
    row
      .map((cell, column) => (column === 0 ? cell.padEnd(widths[column]!) : cell.padStart(widths[column]!)))
      .join('  ')
      .trimEnd(),
  );
}

function rowOf(figure: Figure): string[] {
  const { name, unit, ours, reference, ratio, target } = figure;
  const wanted =
    target === undefined
      ? ''
      : 'most' in target
        ? `≤ ${round(target.most)}`
        : 'least' in target
          ? `≥ ${round(target.least)}`
          : `≥ ${round(target.ratio)}×`;
  const verdict = reached(figure);
  return [
    `${name} (${unit})`,
    round(ours),
    reference === null ? '–' : round(reference),
    ratio == null ? '' : `${round(ratio)}×`,
    wanted,
    verdict === null ? '' : verdict ? 'reached' : 'missed',
  ];
}

function round(x: number): string {
  return x.toLocaleString('en', { maximumSignificantDigits: 3, useGrouping: false });
}
