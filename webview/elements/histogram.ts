// The token-length histogram, with the maximum length as a line that can be dragged or moved by keys.

import { html, nothing, svg, type TemplateResult } from 'lit';

import type { TokenLengths } from '../../src/shared/messages/data.js';
import type { App } from '../app.js';
import { icon } from '../icons.js';
import { count, percent, say } from '../locale.js';
import { cutShare, histogramOf, movedLimit } from '../model/lengths.js';
import { styles } from '../styles.js';
import { LightElement } from './lightElement.js';

/** The step of the line in tokens, and the smallest maximum length that a model can use. */
const dragStep = 8;

/** `<length-histogram>`: the lengths of the texts, and the maximum length at which they are cut. */
export class LengthHistogram extends LightElement {
  static override properties = { app: {}, lengths: {}, limit: {}, most: {}, locked: {}, dragged: { state: true } };
  declare app: App;
  declare lengths: TokenLengths;
  declare limit: number;
  /** The largest maximum length that the model allows. */
  declare most: number;
  declare locked: boolean;
  /** The value at which the line is being dragged; null while it is not dragged. */
  declare dragged: number | null;

  constructor() {
    super();
    this.dragged = null;
  }

  override render(): TemplateResult {
    const limit = this.dragged ?? this.limit;
    const { bars, width, end } = histogramOf(this.lengths, this.limit);
    const position = Math.min(100, (limit / end) * 100);
    const cut = cutShare(this.lengths, limit);
    const { sampled, texts } = this.lengths;
    const title = sampled ? say('data.tokensSampled', { texts }) : say('data.tokensPerText');
    return html`<div class="hist">
      ${this.drawing(bars, width, limit)}
      <span class="cut" ${styles({ left: `${position}%` })}></span>${this.line(limit, position, cut)}
      ${this.cutNote(position, cut)} ${this.axisLabels(end)}
      <span class="ax title">${title}</span>
    </div>`;
  }

  /** The share of texts that are cut, drawn on the side of the line that has room. */
  private cutNote(position: number, cut: number): TemplateResult {
    const onLeft = { right: `${100 - position}%`, left: 'auto', 'text-align': 'right', padding: '0 10px 0 0' };
    const onRight = { left: `${position}%`, right: 'auto', 'text-align': 'left', padding: '0 0 0 10px' };
    const rows = say('data.cutRows', { cut: Math.round(cut * this.lengths.of), of: this.lengths.of });
    return html`<span class="note" ${styles(position > 45 ? onLeft : onRight)}>
      <strong>${say('data.cut', { share: percent(cut) })}</strong><span>${rows}</span></span
    >`;
  }

  private axisLabels(end: number): TemplateResult[] {
    const values = ticks(end);
    const last = values.length - 1;
    const beyond = this.lengths.longest > end ? '+' : '';
    return values.map(
      (tick, index) =>
        html`<span
          class="ax ${index === last ? 'last' : ''}"
          ${styles({ left: `${Math.min(100, (tick / end) * 100)}%` })}
          >${count(tick)}${index === last ? beyond : ''}</span
        >`,
    );
  }

  private drawing(bars: readonly number[], width: number, limit: number): TemplateResult {
    const most = bars.reduce((most, each) => Math.max(most, each), 1);
    const step = 1000 / bars.length;
    const bin = (texts: number, index: number) => {
      const height = (texts / most) * 96;
      return svg`<rect
        class=${index * width >= limit ? 'bin over' : 'bin'}
        x=${index * step + step * 0.07}
        width=${step * 0.86}
        y=${100 - height}
        height=${height}
      />`;
    };
    return html`<svg viewBox="0 0 1000 100" preserveAspectRatio="none" role="img" aria-label=${say('data.histogram')}>
      ${bars.map(bin)}
      <path class="g0" vector-effect="non-scaling-stroke" d="M0 100H1000" />
    </svg>`;
  }

  private line(limit: number, position: number, cut: number): TemplateResult {
    return html`<span
      class="limit ${this.locked ? 'locked' : ''}"
      ${styles({ left: `${position}%` })}
      role="slider"
      tabindex="0"
      aria-label=${say('data.maxLength')}
      aria-disabled=${this.locked ? 'true' : nothing}
      aria-valuemin=${dragStep}
      aria-valuemax=${this.most}
      aria-valuenow=${limit}
      aria-valuetext=${say('data.limitText', { limit, share: percent(cut) })}
      @keydown=${(event: KeyboardEvent) => this.key(event)}
      @pointerdown=${(event: PointerEvent) => this.hold(event)}
      @pointermove=${(event: PointerEvent) => this.drag(event)}
      @pointerup=${() => this.drop()}
      @pointercancel=${() => (this.dragged = null)}
    >
      <b>${icon('grip')}${count(limit)}</b></span
    >`;
  }

  private key(event: KeyboardEvent): void {
    const moved = movedLimit(this.limit, event.key, event.shiftKey, dragStep, this.most);
    if (moved === null || this.locked) return;
    event.preventDefault();
    this.app.set('maxLength', moved);
  }

  private hold(event: PointerEvent): void {
    if (this.locked) return;
    (event.currentTarget as HTMLElement).setPointerCapture(event.pointerId);
    this.dragged = this.limit;
  }

  private drag(event: PointerEvent): void {
    if (this.dragged === null) return;
    const { left, width } = this.getBoundingClientRect();
    const tokens = ((event.clientX - left) / width) * histogramOf(this.lengths, this.limit).end;
    this.dragged = Math.min(this.most, Math.max(dragStep, Math.round(tokens / dragStep) * dragStep));
  }

  private drop(): void {
    if (this.dragged !== null && this.dragged !== this.limit) this.app.set('maxLength', this.dragged);
    this.dragged = null;
  }
}
customElements.define('length-histogram', LengthHistogram);

/** Round token counts along the axis, and the end of the axis. */
function ticks(end: number): number[] {
  const step = [8, 16, 32, 64, 128, 256, 512, 1024, 2048].find((each) => end / each <= 6.5) ?? 4096;
  const inner = Array.from({ length: Math.ceil(end / step) }, (_, index) => index * step).filter(
    (tick) => tick < end - step * 0.9,
  );
  return [...inner, end];
}
