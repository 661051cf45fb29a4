// One chart: uPlot with the panel's colours, epochs, crosshair and zoom.

import type uPlot from 'uplot';

import { axisBelow, axisLeft, sides } from './chartAxes.js';
import type { ChartKind, RunCurves } from './chartData.js';
import { drawBest, drawEnd, drawEpochs, type Mark, themeColor } from './chartMarks.js';
import type { PlotLibrary } from './plotLibrary.js';

interface Callbacks {
  /** Called with the range of steps that the user selected or zoomed to; null for the whole run. */
  readonly onZoom: (range: readonly [number, number] | null) => void;
  readonly onPoint: (step: number | null) => void;
}

export interface Tip {
  readonly step: number;
  readonly title: string;
  readonly values: readonly (readonly [string, string])[];
}

/** A chart in an element of the page. */
export class RunChart {
  private plot: uPlot | null = null;
  private kind: ChartKind | null = null;
  private curves: RunCurves | null = null;
  private mark: Mark | null = null;
  private readonly tipBox = document.createElement('div');
  private readonly resized = new ResizeObserver(() => this.resize());

  constructor(
    private readonly library: PlotLibrary,
    private readonly element: HTMLElement,
    private readonly callbacks: Callbacks,
  ) {
    this.tipBox.className = 'tip';
    this.tipBox.hidden = true;
    this.resized.observe(element);
    element.addEventListener('wheel', this.wheel, { passive: false });
  }

  /**
   * Draws the curves; the first call creates the plot.
   * @param mark a labelled point, or null
   */
  show(kind: ChartKind, curves: RunCurves, mark: Mark | null): void {
    this.kind = kind;
    this.curves = curves;
    this.mark = mark;
    const data = this.data(kind, curves);
    if (this.plot === null) {
      this.plot = new this.library(this.options(kind), data, this.element);
      this.plot.over.append(this.tipBox);
    } else this.plot.setData(data);
  }

  /** Draws again with the same data, after a change of theme. */
  redraw(): void {
    this.plot?.redraw(false, true);
  }

  /** Puts the crosshair on a step; null takes it away. */
  point(step: number | null): void {
    const { plot } = this;
    if (plot === null) return;
    plot.setCursor(step === null ? { left: -10, top: -10 } : { left: plot.valToPos(step, 'x'), top: 1 }, false);
  }

  /** Shows a box with figures beside the crosshair; null hides it. */
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

  /** Removes the plot and its listeners. */
  dispose(): void {
    this.resized.disconnect();
    this.element.removeEventListener('wheel', this.wheel);
    this.plot?.destroy();
  }

  private resize(): void {
    const { plot, kind, curves } = this;
    const { clientWidth: width, clientHeight: height } = this.element;
    if (plot === null || kind === null || curves === null || width === 0) return;
    if (width === plot.width && height === plot.height) return;
    plot.setSize({ width, height });
    plot.setData(this.data(kind, curves));
  }

  private data(kind: ChartKind, curves: RunCurves): uPlot.AlignedData {
    return kind.data(curves, Math.max(100, this.element.clientWidth - sides.left - sides.right), (tables) =>
      this.library.join(tables),
    );
  }

  private range(): [number, number] {
    const [from, to] = this.curves?.zoom ?? [0, this.curves?.steps ?? 1];
    return [from, Math.max(from + 1, to)];
  }

  private options(kind: ChartKind): uPlot.Options {
    return {
      width: this.element.clientWidth,
      height: this.element.clientHeight,
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
      axes: [axisBelow(kind, () => this.curves?.stepsPerEpoch ?? 1), axisLeft(kind)],
      series: [
        {},
        ...kind.curves.map(({ color, width, alpha = 1, dash, points }) => ({
          stroke: () => themeColor(color),
          width,
          alpha,
          spanGaps: points === true,
          pxAlign: 0,
          ...(dash === undefined ? {} : { dash: [...dash] }),
          points:
            points === true
              ? { show: true, size: 7, width: 1, fill: () => themeColor(color), stroke: () => themeColor(color) }
              : { show: false },
        })),
      ],
      hooks: {
        setSelect: [(plot) => this.selected(plot)],
        setCursor: [(plot) => this.pointed(plot)],
        drawAxes: [(plot) => this.drawUnder(plot)],
        draw: [(plot) => this.drawOver(plot)],
      },
    };
  }

  private drawUnder(plot: uPlot): void {
    if (this.curves !== null) drawEpochs(plot, this.curves, this.range());
  }

  private drawOver(plot: uPlot): void {
    const { kind, mark, curves } = this;
    if (curves === null) return;
    plot.ctx.save();
    if (mark !== null) drawBest(plot, mark, this.range(), curves.failed);
    if (kind?.marksEnd === true) drawEnd(plot, curves);
    plot.ctx.restore();
  }

  private selected(plot: uPlot): void {
    const { left, width } = plot.select;
    if (width < 4) return;
    const range = [plot.posToVal(left, 'x'), plot.posToVal(left + width, 'x')] as const;
    plot.setSelect({ left: 0, top: 0, width: 0, height: 0 }, false);
    this.callbacks.onZoom([Math.max(0, range[0]), range[1]]);
  }

  /** Reports a crosshair that the mouse has moved; one that a script has set is not reported. */
  private pointed(plot: uPlot): void {
    const { left } = plot.cursor;
    if (plot.cursor.event == null) return;
    if (left === undefined || left < 0) {
      this.callbacks.onPoint(null);
      return;
    }
    const steps = this.curves?.points.step ?? [];
    this.callbacks.onPoint(Math.max(1, Math.min(steps.at(-1) ?? 1, Math.round(plot.posToVal(left, 'x')))));
  }

  /** With Ctrl or Cmd the wheel zooms around the pointer; without them the page scrolls. */
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
