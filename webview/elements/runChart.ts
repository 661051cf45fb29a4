// One chart: uPlot with the panel's colours, epochs, crosshair and zoom.

import type uPlot from 'uplot';

import { count, say } from '../locale.js';
import type { ChartKind, RunCurves } from './chartData.js';
import type { PlotLibrary } from './plotLibrary.js';

interface Callbacks {
  /** Steps that were dragged over or zoomed to; null for the whole run. */
  readonly onZoom: (range: readonly [number, number] | null) => void;
  readonly onPoint: (step: number | null) => void;
}

interface Mark {
  readonly step: number;
  readonly value: number;
  readonly text: string;
}

export interface Tip {
  readonly step: number;
  readonly title: string;
  readonly values: readonly (readonly [string, string])[];
}

/** Pixels of the labels around the drawing. */
const sides = { left: 48, below: 24, above: 8, right: 16 };

const css = (name: string) =>
  getComputedStyle(document.body).getPropertyValue(`--vscode-${name}`).trim() || 'currentColor';

export class RunChart {
  private plot: uPlot | null = null;
  private kind: ChartKind | null = null;
  private curves: RunCurves | null = null;
  private mark: Mark | null = null;
  private readonly tipBox = document.createElement('div');
  private readonly resized = new ResizeObserver(() => this.resize());

  constructor(
    private readonly library: PlotLibrary,
    private readonly place: HTMLElement,
    private readonly callbacks: Callbacks,
  ) {
    this.tipBox.className = 'tip';
    this.tipBox.hidden = true;
    this.resized.observe(place);
    place.addEventListener('wheel', this.wheel, { passive: false });
  }

  show(kind: ChartKind, curves: RunCurves, mark: Mark | null): void {
    Object.assign(this, { kind, curves, mark });
    const data = this.data(kind, curves);
    if (this.plot === null) {
      this.plot = new this.library(this.options(kind), data, this.place);
      this.plot.over.append(this.tipBox);
    } else this.plot.setData(data);
  }

  redraw(): void {
    this.plot?.redraw(false, true);
  }

  /** Puts the crosshair on a step; null takes it away. */
  point(step: number | null): void {
    const { plot } = this;
    if (plot === null) return;
    plot.setCursor(step === null ? { left: -10, top: -10 } : { left: plot.valToPos(step, 'x'), top: 1 }, false);
  }

  tip(tip: Tip | null): void {
    const { plot, tipBox } = this;
    tipBox.hidden = tip === null;
    if (tip === null || plot === null) return;
    const title = document.createElement('b');
    title.textContent = tip.title;
    tipBox.replaceChildren(
      title,
      ...tip.values.map(([name, value]) => {
        const row = document.createElement('span');
        const figure = document.createElement('i');
        row.textContent = name;
        figure.textContent = value;
        row.append(figure);
        return row;
      }),
    );
    const left = plot.valToPos(tip.step, 'x');
    const isRight = left > plot.over.clientWidth - 200;
    tipBox.style.setProperty('left', `${left}px`);
    tipBox.classList.toggle('left', isRight);
  }

  dispose(): void {
    this.resized.disconnect();
    this.place.removeEventListener('wheel', this.wheel);
    this.plot?.destroy();
  }

  private resize(): void {
    const { plot, kind, curves } = this;
    const width = this.place.clientWidth;
    if (
      plot === null ||
      kind === null ||
      curves === null ||
      width === 0 ||
      (width === plot.width && this.place.clientHeight === plot.height)
    )
      return;
    plot.setSize({ width, height: this.place.clientHeight });
    plot.setData(this.data(kind, curves));
  }

  private data(kind: ChartKind, curves: RunCurves): uPlot.AlignedData {
    return kind.data(curves, Math.max(100, this.place.clientWidth - sides.left - sides.right), (tables) =>
      this.library.join(tables),
    );
  }

  private range(): [number, number] {
    const [from, to] = this.curves?.zoom ?? [0, this.curves?.steps ?? 1];
    return [from, Math.max(from + 1, to)];
  }

  private options(kind: ChartKind): uPlot.Options {
    return {
      width: this.place.clientWidth,
      height: this.place.clientHeight,
      padding: [sides.above, sides.right, 0, 0],
      legend: { show: false },
      cursor: {
        x: true,
        y: false,
        points: { show: false },
        drag: { x: true, y: false, setScale: false },
        bind: {
          dblclick: () => () => {
            this.callbacks.onZoom(null);
            return null;
          },
        },
      },
      scales: {
        x: { time: false, range: () => this.range() },
        y: { range: (_plot, low, high) => [...kind.range(low, high)] },
      },
      axes: [this.axisBelow(kind), this.axisLeft(kind)],
      series: [
        {},
        ...kind.curves.map(({ color, width, alpha = 1, dash, points }) => ({
          stroke: () => css(color),
          width,
          alpha,
          spanGaps: points === true,
          pxAlign: 0,
          ...(dash === undefined ? {} : { dash: [...dash] }),
          points:
            points === true
              ? { show: true, size: 7, width: 1, fill: () => css(color), stroke: () => css(color) }
              : { show: false },
        })),
      ],
      hooks: {
        setSelect: [(plot) => this.selected(plot)],
        setCursor: [(plot) => this.pointed(plot)],
        drawAxes: [(plot) => this.drawEpochs(plot)],
        draw: [(plot) => this.drawMarks(plot)],
      },
    };
  }

  private get axis(): Pick<uPlot.Axis, 'stroke' | 'font' | 'ticks'> {
    return { stroke: () => css('descriptionForeground'), font: `11px ${css('font-family')}`, ticks: { show: false } };
  }

  private axisLeft({ label, labels }: ChartKind): uPlot.Axis {
    const splits = (plot: uPlot, _axis: number, low: number, high: number) =>
      labels === 2 ? [low, high] : niceSplits(low, high, plot.height < 200 ? 5 : labels);
    return {
      ...this.axis,
      size: sides.left,
      gap: 8,
      splits,
      values: (_plot, values) => values.map((value) => label(value)),
      grid: { stroke: () => css('charts-foreground') + (css('charts-foreground').length === 7 ? '1c' : ''), width: 1 },
    };
  }

  private axisBelow({ below }: ChartKind): uPlot.Axis {
    const middle = below === 'epochs';
    const splits = (plot: uPlot, _axis: number, low: number, high: number) =>
      middle ? this.epochs(plot, low, high) : stepSplits(low, high, this.curves?.stepsPerEpoch ?? 1);
    const write = (value: number) =>
      middle ? say('chart.epoch', { epoch: Math.floor(value / (this.curves?.stepsPerEpoch ?? 1)) + 1 }) : count(value);
    return {
      ...this.axis,
      size: sides.below,
      gap: 6,
      splits,
      values: (_plot, values) => values.map(write),
      grid: { show: false },
    };
  }

  /** Middles of the epochs in sight, every second or tenth where they are many. */
  private epochs(plot: uPlot, low: number, high: number): number[] {
    const length = Math.max(1, this.curves?.stepsPerEpoch ?? 1);
    const most = Math.max(1, Math.floor((plot.width - sides.left) / 70));
    const stride = [1, 2, 5, 10, 20, 50, 100].find((each) => (high - low) / length / each <= most) ?? 500;
    const middles: number[] = [];
    for (let epoch = Math.floor(low / length); epoch * length < high; epoch++) {
      if (epoch % stride !== 0) continue;
      // Of an epoch that is only partly in sight, the middle of that part.
      const middle = (Math.max(low, epoch * length) + Math.min(high, (epoch + 1) * length)) / 2;
      if (middle > low && middle < high) middles.push(middle);
    }
    return middles;
  }

  private drawEpochs(plot: uPlot): void {
    const { ctx, bbox } = plot;
    const { stepsPerEpoch = 1, steps = 1, now = null } = this.curves ?? {};
    const [low, high] = this.range();
    const line = (step: number) => {
      const x = Math.round(plot.valToPos(step, 'x', true)) + 0.5;
      ctx.beginPath();
      ctx.moveTo(x, bbox.top);
      ctx.lineTo(x, bbox.top + bbox.height);
      ctx.stroke();
    };
    ctx.save();
    ctx.strokeStyle = css('charts-lines');
    ctx.lineWidth = devicePixelRatio;
    ctx.setLineDash([2 * devicePixelRatio, 4 * devicePixelRatio]);
    if ((high - low) / stepsPerEpoch <= 60)
      for (
        let step = Math.ceil(low / stepsPerEpoch) * stepsPerEpoch;
        step < Math.min(high, steps);
        step += stepsPerEpoch
      )
        if (step > low) line(step);
    ctx.setLineDash([]);
    if (now !== null && now >= low && now <= high) line(now);
    ctx.beginPath();
    ctx.moveTo(bbox.left, bbox.top + bbox.height - 0.5);
    ctx.lineTo(bbox.left + bbox.width, bbox.top + bbox.height - 0.5);
    ctx.stroke();
    ctx.restore();
  }

  private drawMarks(plot: uPlot): void {
    const { ctx } = plot;
    const { kind, mark, curves } = this;
    ctx.save();
    if (mark !== null) this.drawBest(plot, mark);
    if (kind?.marksEnd === true && curves !== null) this.drawEnd(plot, curves);
    ctx.restore();
  }

  /** A cross where the loss was a number for the last time, if it is none any more. */
  private drawEnd(plot: uPlot, { points: { step, loss }, failed }: RunCurves): void {
    const last = loss.findLastIndex((value) => value !== null);
    if (!failed || last < 0 || last === loss.length - 1) return;
    const { ctx, bbox } = plot;
    const size = 5 * devicePixelRatio;
    const x = plot.valToPos(step[last]!, 'x', true);
    const y = Math.max(bbox.top, plot.valToPos(loss[last]!, 'y', true));
    ctx.strokeStyle = css('errorForeground');
    ctx.lineWidth = 2 * devicePixelRatio;
    for (const side of [-1, 1]) {
      ctx.beginPath();
      ctx.moveTo(x - size, y - size * side);
      ctx.lineTo(x + size, y + size * side);
      ctx.stroke();
    }
  }

  private drawBest(plot: uPlot, { step, value, text }: Mark): void {
    const { ctx, bbox } = plot;
    const scale = devicePixelRatio;
    const [low, high] = this.range();
    if (step < low || step > high) return;
    const x = plot.valToPos(step, 'x', true);
    const y = plot.valToPos(value, 'y', true);
    ctx.strokeStyle = css('charts-purple');
    ctx.lineWidth = 2 * scale;
    ctx.beginPath();
    ctx.arc(x, y, 6 * scale, 0, 2 * Math.PI);
    ctx.stroke();
    ctx.font = `${11 * scale}px ${css('font-family')}`;
    const width = ctx.measureText(text).width + 12 * scale;
    const left = Math.min(bbox.left + bbox.width - width, Math.max(bbox.left, x - width / 2));
    // Above the point; below it in a failed run, whose cross is above.
    const top =
      this.curves?.failed === true
        ? Math.min(bbox.top + bbox.height - 20 * scale, y + 14 * scale)
        : Math.max(bbox.top, y - 32 * scale);
    ctx.fillStyle = css('editor-background');
    ctx.strokeStyle = css('widget-border');
    ctx.lineWidth = scale;
    ctx.beginPath();
    ctx.roundRect(left, top, width, 18 * scale, 3 * scale);
    ctx.fill();
    ctx.stroke();
    ctx.fillStyle = css('foreground');
    ctx.textAlign = 'left';
    ctx.textBaseline = 'middle';
    ctx.fillText(text, left + 6 * scale, top + 9.5 * scale);
  }

  private selected(plot: uPlot): void {
    const { left, width } = plot.select;
    if (width < 4) return;
    const range = [plot.posToVal(left, 'x'), plot.posToVal(left + width, 'x')] as const;
    plot.setSelect({ left: 0, top: 0, width: 0, height: 0 }, false);
    this.callbacks.onZoom([Math.max(0, range[0]), range[1]]);
  }

  /** The mouse moved over the chart; a crosshair that was put there by script says nothing. */
  private pointed(plot: uPlot): void {
    const { left } = plot.cursor;
    if (plot.cursor.event == null) return;
    if (left === undefined || left < 0) return this.callbacks.onPoint(null);
    const steps = this.curves?.points.step ?? [];
    this.callbacks.onPoint(Math.max(1, Math.min(steps.at(-1) ?? 1, Math.round(plot.posToVal(left, 'x')))));
  }

  /** With Ctrl or Cmd the wheel zooms around the pointer; without, the page scrolls as ever. */
  private readonly wheel = (event: WheelEvent): void => {
    const { plot, curves } = this;
    if (!(event.ctrlKey || event.metaKey) || plot === null || curves === null) return;
    event.preventDefault();
    const around = plot.posToVal(event.clientX - plot.over.getBoundingClientRect().left, 'x');
    const [from, to] = this.range();
    const width = Math.max(4, (to - from) * Math.exp(event.deltaY / 400));
    const start = Math.min(curves.steps - width, Math.max(0, around - ((around - from) / (to - from)) * width));
    this.callbacks.onZoom(width >= curves.steps ? null : [start, start + width]);
  };
}

/** Round values between low and high, at most so many. */
function niceSplits(low: number, high: number, most: number): number[] {
  const rough = (high - low) / most;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 2.5, 5, 10].map((each) => each * power).find((each) => each >= rough) ?? power * 10;
  const first = Math.ceil(low / step - 1e-9);
  return Array.from({ length: Math.floor(high / step + 1e-9) - first + 1 }, (_, index) => (first + index) * step);
}

/** Ends of epochs where they are few, else round steps; and both ends. */
function stepSplits(low: number, high: number, stepsPerEpoch: number): number[] {
  const inner =
    (high - low) / stepsPerEpoch <= 4
      ? Array.from({ length: 5 }, (_, index) => (Math.floor(low / stepsPerEpoch) + index) * stepsPerEpoch)
      : niceSplits(low, high, 4);
  const room = (high - low) / 8;
  return [Math.ceil(low), ...inner.filter((step) => step > low + room && step < high - room), Math.floor(high)];
}
