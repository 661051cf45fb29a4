// The three charts of a run (loss, accuracy and F1, learning rate), with a common crosshair and zoom.

import { html, nothing, type TemplateResult } from 'lit';

import type { EvaluationEvent, Scores, StartedEvent } from '../../src/shared/events.js';
import type { App } from '../app.js';
import { figure, percent, rate, say } from '../locale.js';
import { placeOf } from '../model/curves.js';
import { bestOf, evaluationsOf, isLiving } from '../model/facts.js';
import { linkButton } from '../toolkit/controls.js';
import { learningRateChart, lossChart, type RunCurves, scoreChart } from './chartData.js';
import { LightElement } from './lightElement.js';
import { loadPlotLibrary, type PlotLibrary } from './plotLibrary.js';
import { RunChart } from './runChart.js';

type Kind = 'loss' | 'score' | 'rate';

/** The legend's drawing for the loss of each step. */
const zigzag = html`<svg viewBox="0 0 18 10" aria-hidden="true"><path d="M0 7 3 2l3 6 3-5 3 4 3-5 3 4" /></svg>`;

interface Legend {
  /** The name of the line's drawing; empty for none. */
  readonly sign: '' | 'raw' | 'train' | 'valid' | 'f1';
  readonly name: string;
  readonly value: string;
}

/** `<run-charts>`: the curves of a run so far. */
export class RunCharts extends LightElement {
  static override properties = { app: {}, version: {}, started: {}, library: { state: true } };
  declare app: App;
  /** A new object whenever points may have arrived. */
  declare version: unknown;
  declare started: StartedEvent | null;
  declare library: PlotLibrary | null;
  private readonly charts = new Map<Kind, RunChart>();
  private readonly themes = new MutationObserver(() => this.charts.forEach((chart) => chart.redraw()));
  /** Step under the crosshair; null when there is none. */
  private step: number | null = null;

  constructor() {
    super();
    this.library = null;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    void loadPlotLibrary().then((library) => (this.library = library));
    this.themes.observe(document.body, { attributes: true, attributeFilter: ['class'] });
    this.themes.observe(document.documentElement, { attributes: true, attributeFilter: ['style'] });
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.themes.disconnect();
    this.charts.forEach((chart) => chart.dispose());
    this.charts.clear();
  }

  private get curves(): RunCurves {
    const { view } = this.app;
    const { run, history } = view.state;
    const { points } = history;
    const last = points.step.at(-1) ?? 0;
    const steps = Math.max(run?.status.steps ?? 0, this.started?.steps ?? 0, last);
    return {
      points,
      smoothed: view.smoother.values,
      evaluations: evaluationsOf(history),
      steps,
      stepsPerEpoch: this.started?.stepsPerEpoch ?? steps,
      now: run !== null && isLiving(run.status.phase) ? last : null,
      failed: run?.status.phase === 'failed',
      schedule: this.started?.settings.schedule ?? null,
      zoom: view.zoom,
    };
  }

  override render(): TemplateResult {
    const { points, evaluations } = this.curves;
    const latest = evaluations.at(-1)?.scores;
    const scoreTitle = say(latest?.kind === 'regression' ? 'chart.errors' : 'chart.scores');
    const rateNow: Legend = { sign: '', name: say('chart.now'), value: written(points.learningRate.at(-1), rate) };
    const wholeRun = () => linkButton(say('chart.wholeRun'), () => this.app.change({ zoom: null }));
    return html`<div class="cols charts">
        ${this.chart('loss', 'tall', say('chart.loss'), this.lossLegends())}
        <div class="stack narrow">
          ${this.chart('score', 'mid', scoreTitle, latest === undefined ? [] : scoreLegends(latest))}
          ${this.chart('rate', 'low', say('chart.rate'), [rateNow])}
        </div>
      </div>
      <p class="zoomline small muted">
        <span>${say('chart.zoomHint')}</span>${this.app.view.zoom === null ? nothing : wholeRun()}
      </p>`;
  }

  private lossLegends(): Legend[] {
    const { smoothed, evaluations } = this.curves;
    const latest = evaluations.at(-1)?.scores;
    const validation = (loss: number): Legend => ({
      sign: 'valid',
      name: say('chart.validation'),
      value: written(loss),
    });
    return [
      { sign: 'raw', name: say('chart.eachStep'), value: '' },
      { sign: 'train', name: say('chart.smoothed'), value: written(smoothed.at(-1)) },
      ...(latest === undefined ? [] : [validation(latest.loss)]),
    ];
  }

  private chart(kind: Kind, size: string, title: string, legends: readonly Legend[]): TemplateResult {
    const { points } = this.curves;
    const step = this.step ?? points.step.at(-1) ?? 0;
    return html`<figure class="chart">
      <div class="head">
        <h3>${title}</h3>
        <span class="legends">${legends.map(legend)}</span>
      </div>
      <div
        class="plot ${size}"
        data-kind=${kind}
        role="slider"
        tabindex="0"
        aria-label=${say('chart.crosshair', { title })}
        aria-valuemin="0"
        aria-valuemax=${points.step.at(-1) ?? 0}
        aria-valuenow=${step}
        aria-valuetext=${this.readOut(step)}
        @keydown=${(event: KeyboardEvent) => this.key(event)}
        @blur=${() => this.point(null)}
      ></div>
    </figure>`;
  }

  protected override updated(): void {
    const { curves, library } = this;
    if (library === null) return;
    const data = { loss: lossChart, score: scoreChart, rate: learningRateChart };
    for (const kind of ['loss', 'score', 'rate'] as const) {
      const place = this.querySelector<HTMLElement>(`[data-kind=${kind}]`);
      if (place === null) continue;
      const chart =
        this.charts.get(kind) ??
        new RunChart(library, place, {
          onZoom: (zoom) => this.app.change({ zoom }),
          onPoint: (step) => this.point(step),
        });
      this.charts.set(kind, chart);
      chart.show(data[kind], curves, kind === 'loss' ? this.best(curves.evaluations) : null);
    }
    this.showTip();
  }

  private best(
    evaluations: readonly EvaluationEvent[],
  ): { readonly step: number; readonly value: number; readonly text: string } | null {
    const best = bestOf(evaluations);
    return best === null
      ? null
      : { step: best.step, value: best.scores.loss, text: say('chart.best', { loss: figure(best.scores.loss) }) };
  }

  private point(step: number | null): void {
    if (step === this.step) return;
    this.step = step;
    this.charts.forEach((chart) => chart.point(step));
    this.showTip();
    this.requestUpdate();
  }

  /**
   * Arrow keys move the crosshair by a step, with Shift by ten; plus and minus zoom around it, zero shows the whole
   * run.
   */
  private key(event: KeyboardEvent): void {
    const { points, steps, zoom } = this.curves;
    const place = this.step === null ? points.step.length : placeOf(points.step, this.step);
    const [from, to] = zoom ?? [0, steps];
    // A key press moves by one pixel where steps are closer together than pixels.
    const stride = Math.max(1, Math.round((to - from) / 500)) * (event.shiftKey ? 10 : 1);
    const aims: Readonly<Record<string, number>> = {
      ArrowLeft: place - stride,
      ArrowRight: place + stride,
      Home: 0,
      End: points.step.length - 1,
    };
    const aim = aims[event.key];
    if (aim !== undefined) this.point(points.step[Math.min(points.step.length - 1, Math.max(0, aim))] ?? null);
    else if (event.key === '+' || event.key === '=') this.zoomAround(0.5);
    else if (event.key === '-') this.zoomAround(2);
    else if (event.key === '0') this.app.change({ zoom: null });
    else if (event.key === 'Escape') this.point(null);
    else return;
    event.preventDefault();
  }

  private zoomAround(factor: number): void {
    const { steps, zoom } = this.curves;
    this.app.change({ zoom: zoomed(zoom ?? [0, steps], this.step, factor, steps) });
  }

  private values(step: number): readonly (readonly [string, string])[] {
    const { points, smoothed, evaluations } = this.curves;
    const place = Math.min(points.step.length - 1, placeOf(points.step, step));
    const evaluation = evaluations.filter((each) => each.step <= step).at(-1);
    const loss = (value: number | null | undefined) => written(value, figure, 'NaN');
    return [
      [say('chart.training'), loss(smoothed[place])],
      [say('chart.eachStep'), loss(points.loss[place])],
      ...(evaluation === undefined ? [] : [[say('chart.validation'), figure(evaluation.scores.loss)] as const]),
      ...(evaluation?.scores.kind === 'classes'
        ? [[say('chart.accuracy'), percent(evaluation.scores.accuracy)] as const]
        : []),
      [say('chart.rate'), rate(points.learningRate[place] ?? 0)],
    ];
  }

  private heading(step: number): string {
    return say('chart.stepEpoch', { step, epoch: Math.max(1, Math.ceil(step / this.curves.stepsPerEpoch)) });
  }

  private readOut(step: number): string {
    return [this.heading(step), ...this.values(step).map(([name, value]) => `${name} ${value}`)].join(', ');
  }

  private showTip(): void {
    this.charts
      .get('loss')
      ?.tip(
        this.step === null ? null : { step: this.step, title: this.heading(this.step), values: this.values(this.step) },
      );
  }
}
customElements.define('run-charts', RunCharts);

/** A formatted figure, or a dash where there is none. */
function written(value: number | null | undefined, write: (value: number) => string = figure, none = '–'): string {
  return value === null || value === undefined ? none : write(value);
}

function scoreLegends(scores: Scores): Legend[] {
  if (scores.kind === 'classes')
    return [
      { sign: 'valid', name: say('chart.accuracy'), value: percent(scores.accuracy) },
      { sign: 'f1', name: say('chart.f1'), value: percent(scores.f1) },
    ];
  return [
    { sign: 'valid', name: 'RMSE', value: written(scores.rmse) },
    { sign: 'f1', name: 'MAE', value: written(scores.mae) },
  ];
}

function legend({ sign, name, value }: Legend): TemplateResult {
  const line = () => html`<span class="sign ${sign}">${sign === 'raw' ? zigzag : nothing}</span>`;
  return html`<span class="legend"
    >${sign === '' ? nothing : line()}<span>${name}</span>${value === '' ? nothing : html`<b>${value}</b>`}</span
  >`;
}

/** The range narrowed or widened around a step, limited to the run; null for the whole run. */
export function zoomed(
  [from, to]: readonly [number, number],
  around: number | null,
  factor: number,
  steps: number,
): readonly [number, number] | null {
  const middle = around ?? (from + to) / 2;
  const width = Math.max(4, (to - from) * factor);
  if (width >= steps) return null;
  const start = Math.min(steps - width, Math.max(0, middle - ((middle - from) / (to - from)) * width));
  return [start, start + width];
}
