// The axes of a chart: round values at the side; epochs or steps below.

import type uPlot from 'uplot';

import { count, say } from '../locale.js';
import type { ChartKind } from './chartData.js';
import { themeColor } from './chartMarks.js';

/** Pixels of the labels around the drawing. */
export const sides = { left: 48, below: 24, above: 8, right: 16 };

function commonAxis(): Pick<uPlot.Axis, 'stroke' | 'font' | 'ticks'> {
  return {
    stroke: () => themeColor('descriptionForeground'),
    font: `11px ${themeColor('font-family')}`,
    ticks: { show: false },
  };
}

/** The axis of values. */
export function axisLeft({ label, labels }: ChartKind): uPlot.Axis {
  const splits = (plot: uPlot, _axis: number, low: number, high: number) =>
    labels === 2 ? [low, high] : niceSplits(low, high, plot.height < 200 ? 5 : labels);
  return {
    ...commonAxis(),
    size: sides.left,
    gap: 8,
    splits,
    values: (_plot, values) => values.map((value) => label(value)),
    grid: { stroke: gridColor, width: 1 },
  };
}

/** Adds transparency to a theme colour of six digits; a colour with its own transparency is used as it is. */
function gridColor(): string {
  const color = themeColor('charts-foreground');
  return color.length === 7 ? `${color}1c` : color;
}

/** The horizontal axis: steps, or the epochs that they form. */
export function axisBelow({ below }: ChartKind, stepsPerEpoch: () => number): uPlot.Axis {
  const common = { ...commonAxis(), size: sides.below, gap: 6, grid: { show: false } };
  if (below === 'steps')
    return {
      ...common,
      splits: (_plot, _axis, low, high) => stepSplits(low, high, stepsPerEpoch()),
      values: (_plot, values) => values.map(count),
    };
  const epochOf = (step: number) => Math.floor(step / stepsPerEpoch()) + 1;
  return {
    ...common,
    splits: (plot, _axis, low, high) => epochMiddles(plot.width, low, high, Math.max(1, stepsPerEpoch())),
    values: (_plot, values) => values.map((step) => say('chart.epoch', { epoch: epochOf(step) })),
  };
}

/** The middles of the visible epochs; only every second, tenth and so on where there are many. */
function epochMiddles(width: number, low: number, high: number, length: number): number[] {
  const most = Math.max(1, Math.floor((width - sides.left) / 70));
  const stride = [1, 2, 5, 10, 20, 50, 100].find((each) => (high - low) / length / each <= most) ?? 500;
  const middles: number[] = [];
  for (let epoch = Math.floor(low / length); epoch * length < high; epoch++) {
    if (epoch % stride !== 0) continue;
    // A partly visible epoch is labelled in the middle of its visible part.
    const middle = (Math.max(low, epoch * length) + Math.min(high, (epoch + 1) * length)) / 2;
    if (middle > low && middle < high) middles.push(middle);
  }
  return middles;
}

/** At most `most` round values between low and high. */
function niceSplits(low: number, high: number, most: number): number[] {
  const rough = (high - low) / most;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 2.5, 5, 10].map((each) => each * power).find((each) => each >= rough) ?? power * 10;
  const first = Math.ceil(low / step - 1e-9);
  return Array.from({ length: Math.floor(high / step + 1e-9) - first + 1 }, (_, index) => (first + index) * step);
}

/** The ends of epochs where they are few, or else round steps, and both ends of the range. */
function stepSplits(low: number, high: number, stepsPerEpoch: number): number[] {
  const inner =
    (high - low) / stepsPerEpoch <= 4
      ? Array.from({ length: 5 }, (_, index) => (Math.floor(low / stepsPerEpoch) + index) * stepsPerEpoch)
      : niceSplits(low, high, 4);
  const room = (high - low) / 8;
  return [Math.ceil(low), ...inner.filter((step) => step > low + room && step < high - room), Math.floor(high)];
}
