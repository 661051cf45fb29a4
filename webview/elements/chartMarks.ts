// The marks on a chart besides its curves: ends of epochs, the best evaluation, the step at which the loss diverged.

import type uPlot from 'uplot';

import type { RunCurves } from './chartData.js';

/** A point of a curve with a label. */
export interface Mark {
  readonly step: number;
  readonly value: number;
  readonly text: string;
}

type Range = readonly [low: number, high: number];

/** A colour or font of the editor's theme, by its name without `--vscode-`. */
export function themeColor(name: string): string {
  return getComputedStyle(document.body).getPropertyValue(`--vscode-${name}`).trim() || 'currentColor';
}

/** The largest number of visible epochs for which lines between them are drawn. */
const mostEpochLines = 60;

/** Draws dashed lines between epochs, a solid one at the current step, and the zero line. */
export function drawEpochs(plot: uPlot, { stepsPerEpoch, steps, now }: RunCurves, [low, high]: Range): void {
  const { ctx, bbox } = plot;
  const bottom = bbox.top + bbox.height;
  const line = (step: number) => {
    const x = Math.round(plot.valToPos(step, 'x', true)) + 0.5;
    ctx.beginPath();
    ctx.moveTo(x, bbox.top);
    ctx.lineTo(x, bottom);
    ctx.stroke();
  };
  ctx.save();
  ctx.strokeStyle = themeColor('charts-lines');
  ctx.lineWidth = devicePixelRatio;
  ctx.setLineDash([2 * devicePixelRatio, 4 * devicePixelRatio]);
  if ((high - low) / stepsPerEpoch <= mostEpochLines)
    epochEnds(low, Math.min(high, steps), stepsPerEpoch).forEach(line);
  ctx.setLineDash([]);
  if (now !== null && now >= low && now <= high) line(now);
  ctx.beginPath();
  ctx.moveTo(bbox.left, bottom - 0.5);
  ctx.lineTo(bbox.left + bbox.width, bottom - 0.5);
  ctx.stroke();
  ctx.restore();
}

/** Steps between low and high at which an epoch ends. */
function epochEnds(low: number, high: number, stepsPerEpoch: number): number[] {
  const first = Math.floor(low / stepsPerEpoch) + 1;
  const count = Math.max(0, Math.ceil(high / stepsPerEpoch) - first);
  return Array.from({ length: count }, (_, index) => (first + index) * stepsPerEpoch);
}

/** Draws a cross at the last finite loss of a run that diverged. */
export function drawEnd(plot: uPlot, { points: { step, loss }, failed }: RunCurves): void {
  const last = loss.findLastIndex((value) => value !== null);
  if (!failed || last < 0 || last === loss.length - 1) return;
  const { ctx, bbox } = plot;
  const size = 5 * devicePixelRatio;
  const x = plot.valToPos(step[last]!, 'x', true);
  const y = Math.max(bbox.top, plot.valToPos(loss[last]!, 'y', true));
  ctx.strokeStyle = themeColor('errorForeground');
  ctx.lineWidth = 2 * devicePixelRatio;
  for (const side of [-1, 1]) {
    ctx.beginPath();
    ctx.moveTo(x - size, y - size * side);
    ctx.lineTo(x + size, y + size * side);
    ctx.stroke();
  }
}

/**
 * Draws a ring around the best evaluation with its label above it, or below it in a failed run, whose cross is above.
 */
export function drawBest(plot: uPlot, { step, value, text }: Mark, [low, high]: Range, failed: boolean): void {
  if (step < low || step > high) return;
  const { ctx, bbox } = plot;
  const scale = devicePixelRatio;
  const x = plot.valToPos(step, 'x', true);
  const y = plot.valToPos(value, 'y', true);
  ctx.strokeStyle = themeColor('charts-purple');
  ctx.lineWidth = 2 * scale;
  ctx.beginPath();
  ctx.arc(x, y, 6 * scale, 0, 2 * Math.PI);
  ctx.stroke();
  ctx.font = `${11 * scale}px ${themeColor('font-family')}`;
  const width = ctx.measureText(text).width + 12 * scale;
  const left = Math.min(bbox.left + bbox.width - width, Math.max(bbox.left, x - width / 2));
  const above = Math.max(bbox.top, y - 32 * scale);
  const below = Math.min(bbox.top + bbox.height - 20 * scale, y + 14 * scale);
  drawLabel(ctx, text, { left, top: failed ? below : above, width, scale });
}

function drawLabel(
  ctx: CanvasRenderingContext2D,
  text: string,
  { left, top, width, scale }: { left: number; top: number; width: number; scale: number },
): void {
  ctx.fillStyle = themeColor('editor-background');
  ctx.strokeStyle = themeColor('widget-border');
  ctx.lineWidth = scale;
  ctx.beginPath();
  ctx.roundRect(left, top, width, 18 * scale, 3 * scale);
  ctx.fill();
  ctx.stroke();
  ctx.fillStyle = themeColor('foreground');
  ctx.textAlign = 'left';
  ctx.textBaseline = 'middle';
  ctx.fillText(text, left + 6 * scale, top + 9.5 * scale);
}
