// The entry of the page: listens to the host, draws its state, and stores what a reload needs.

import './begin.js';
import './parsing.js';
import './toolkit/controls.js';

import { html, render, type TemplateResult } from 'lit';
import { ref } from 'lit/directives/ref.js';

import { traceOf } from '../src/shared/failures.js';
import { firstViewId, type PanelPart, panelParts } from '../src/shared/messages/panel.js';
import { App } from './app.js';
import { listen, send } from './hostMessages.js';
import { useLanguage } from './locale.js';
import { bar } from './parts/bar.js';
import { dataPart } from './parts/dataPart.js';
import { evaluationPart } from './parts/evaluationPart.js';
import { tabs } from './parts/frame.js';
import { layersPart } from './parts/layersPart.js';
import { modelPart } from './parts/modelPart.js';
import { trainingPart } from './parts/trainingPart.js';
import { isOpen } from './view.js';

/** Milliseconds between two drawings of texts that only change with time, such as "checkpoint 48 s ago". */
const ageing = 10_000;

/** Keeps scroll targets and sticky elements below the header, whose height depends on its text. */
const headerSize = new ResizeObserver(([entry]) =>
  document.documentElement.style.setProperty('--top', `${entry!.target.clientHeight}px`),
);
const watchHeader = (header: Element | undefined) => {
  if (header !== undefined) headerSize.observe(header);
};

const draws: Readonly<Record<PanelPart, (app: App) => TemplateResult>> = {
  data: dataPart,
  model: modelPart,
  layers: layersPart,
  training: trainingPart,
  evaluation: evaluationPart,
};
let isFirst = true;

/**
 * Draws the page. The first time it draws only down to the first open part, in place of the host's first view; the rest
 * follows once that is painted.
 */
function draw(app: App): void {
  const firstOpen = isFirst ? panelParts.findIndex((part) => isOpen(app.view, part)) : -1;
  if (isFirst) document.getElementById(firstViewId)?.remove();
  const wasInBar = document.activeElement?.closest('.action') != null;
  const parts = firstOpen < 0 ? panelParts : panelParts.slice(0, firstOpen + 1);
  render(
    html`<header class="top" ${ref(watchHeader)}>${tabs(app)}${bar(app)}</header>
      <main class="wrap">
        <h1 class="sr">Fine-tune BERT</h1>
        ${parts.map((part) => draws[part](app))}
      </main>`,
    document.body,
  );
  if (wasInBar) keepFocusInBar();
  if (isFirst) setTimeout(() => draw(app));
  isFirst = false;
}

/** Moves the focus of a replaced button to its replacement, or to the bar. */
function keepFocusInBar(): void {
  if (document.activeElement !== null && document.activeElement !== document.body) return;
  const next = document.querySelector<HTMLElement>('#primary:not([disabled])');
  (next ?? document.querySelector<HTMLElement>('.action'))?.focus({ preventScroll: true });
}

function tellDefect(error: unknown): void {
  send({
    type: 'defect',
    message: traceOf(error).slice(0, 10_000),
  });
}

useLanguage(document.documentElement.lang);
window.addEventListener('error', ({ error, message }) => tellDefect(error ?? message));
window.addEventListener('unhandledrejection', ({ reason }) => tellDefect(reason));

const app = new App(draw);
listen((message) => app.take(message));
let scrolled: ReturnType<typeof setTimeout> | undefined;
window.addEventListener(
  'scroll',
  () => {
    clearTimeout(scrolled);
    scrolled = setTimeout(() => {
      if (app.isReady) app.keep();
    }, 200);
  },
  { passive: true },
);
setInterval(() => app.redraw(), ageing);
