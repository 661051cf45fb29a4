// The data of each chart of a run: its curves, reduced to one range a pixel column, its scale and its labels.

import type uPlot from 'uplot';

import type { EvaluationEvent } from '../../src/shared/events.js';
import type { Points } from '../../src/shared/messages/panelState.js';
import { figure, percent, rate } from '../locale.js';
import { decimate } from '../model/curves.js';

export interface RunCurves {
  readonly points: Points;
  readonly smoothed: readonly (number | null)[];
  readonly evaluations: readonly EvaluationEvent[];
  /** The planned number of steps of the whole run. */
  readonly steps: number;
  readonly stepsPerEpoch: number;
  /** The last step of a running run; null for one that has ended. */
  readonly now: number | null;
  readonly failed: boolean;
  readonly schedule: string | null;
  readonly zoom: readonly [number, number] | null;
}

export interface Curve {
  /** Names of theme colours, without `--vscode-`. */
  readonly color: string;
  readonly width: number;
  readonly alpha?: number;
  readonly dash?: readonly number[];
  readonly points?: boolean;
}

type Join = (tables: uPlot.AlignedData[]) => uPlot.AlignedData;

export interface ChartKind {
  readonly curves: readonly Curve[];
  /**
   * Steps, and a column of values for each curve. @param columns pixels of width; @param join makes one table of
   * several with steps of their own
   */
  readonly data: (curves: RunCurves, columns: number, join: Join) => uPlot.AlignedData;
  /** Lowest and highest value to show. */
  readonly range: (lowest: number, highest: number) => readonly [number, number];
  readonly label: (value: number) => string;
  /** Epochs below, or steps. */
  readonly below: 'epochs' | 'steps';
  /** At most so many labels at the side. */
  readonly labels: number;
  /** Whether this chart marks the step at which the loss stopped being finite. */
  readonly marksEnd?: boolean;
}

const column = (places: readonly number[], values: readonly (number | null)[]) =>
  places.map((place) => values[place] ?? null);
const shownRange = ({ zoom, steps }: RunCurves): readonly [number, number] => zoom ?? [0, steps];

/** A table of curves over the same steps, joined with the figures of evaluations, which have their own. */
function joined(
  join: Join,
  steps: readonly number[],
  columns: readonly (readonly (number | null)[])[],
  evaluations: readonly EvaluationEvent[],
  figures: readonly (readonly number[])[],
): uPlot.AlignedData {
  const curves = [[...steps], ...columns.map((each) => [...each])] as unknown as uPlot.AlignedData;
  const scores = [
    evaluations.map(({ step }) => step),
    ...figures.map((each) => [...each]),
  ] as unknown as uPlot.AlignedData;
  return evaluations.length === 0
    ? ([...curves, ...figures.map(() => steps.map(() => null))] as uPlot.AlignedData)
    : join([curves, scores]);
}

export const lossChart: ChartKind = {
  curves: [
    { color: 'charts-blue', width: 1, alpha: 0.42 },
    { color: 'charts-blue', width: 2 },
    { color: 'charts-purple', width: 1.5, points: true },
  ],
  data: (curves, columns, join) => {
    const { points, smoothed, evaluations } = curves;
    const places = decimate(points.step, points.loss, ...shownRange(curves), columns);
    return joined(
      join,
      places.map((place) => points.step[place]!),
      [column(places, points.loss), column(places, smoothed)],
      evaluations,
      [evaluations.map(({ scores }) => scores.loss)],
    );
  },
  range: (_lowest, highest) => [0, highest * 1.06 || 1],
  label: (value) => figure(value, 2),
  below: 'epochs',
  labels: 6,
  marksEnd: true,
};

export const scoreChart: ChartKind = {
  curves: [
    { color: 'charts-green', width: 1.5, dash: [5, 3], points: true },
    { color: 'charts-purple', width: 1.5, points: true },
  ],
  data: ({ evaluations }) => {
    const pick = (classes: 'f1' | 'accuracy', numbers: 'mae' | 'rmse') =>
      evaluations.map(({ scores }) => (scores.kind === 'classes' ? scores[classes] : scores[numbers]));
    return [evaluations.map(({ step }) => step), pick('f1', 'mae'), pick('accuracy', 'rmse')];
  },
  range: (lowest, highest) =>
    highest <= 1 ? [Math.max(0, Math.floor(lowest * 10 - 0.5) / 10), 1] : [0, highest * 1.06],
  label: (value) => (value <= 1 ? percent(value, 0) : figure(value, 1)),
  below: 'epochs',
  labels: 5,
};

export const learningRateChart: ChartKind = {
  curves: [
    { color: 'charts-foreground', width: 1.5, alpha: 0.8 },
    { color: 'charts-foreground', width: 1, alpha: 0.5, dash: [2, 3] },
  ],
  data: (curves, columns) => {
    const { points, steps, now, schedule } = curves;
    const places = decimate(points.step, points.learningRate, ...shownRange(curves), columns);
    const xs = places.map((place) => points.step[place]!);
    const rates = column(places, points.learningRate);
    const peak = Math.max(0, points.learningRate.at(-1) ?? 0);
    // The planned rest of the learning rate, once it decays.
    const falls =
      now !== null &&
      schedule === 'linear' &&
      points.learningRate.length > 1 &&
      points.learningRate.at(-1)! < points.learningRate.at(-2)! &&
      xs.at(-1) === now &&
      now < steps;
    if (!falls) return [xs, rates, xs.map(() => null)];
    return [
      [...xs, steps],
      [...rates, null],
      [...xs.map((step) => (step === now ? peak : null)), 0],
    ];
  },
  range: (_lowest, highest) => [0, highest || 1],
  // Two digits: the side has room for "1.8e-5".
  label: (value) => rate(Number(value.toPrecision(2))),
  below: 'steps',
  labels: 2,
};
