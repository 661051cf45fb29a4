// The bar on top: the state, one line of facts, and the one primary action.

import { html, nothing, type TemplateResult } from 'lit';

import type { App } from '../app.js';
import { icon } from '../icons.js';
import { percent } from '../locale.js';
import { styles } from '../styles.js';
import type { BarContent } from './barContent.js';
import { runBar } from './runBar.js';
import { setupBar } from './setupBar.js';

/** The bar of the run that is shown, or of the run that is being set up. */
export function bar(app: App): TemplateResult {
  const { run } = app.view.state;
  const content = run === null ? setupBar(app) : runBar(app, run);
  const { state, tone = '', summary, buttons, progress } = content;
  const sentence = typeof summary === 'string' ? html`<span class="summary">${summary}</span>` : summary;
  return html`<div class="topline">
      <div class="action wrap" tabindex="-1">
        <span class="state">${icon(content.icon, tone)}<span>${state}</span></span>
        ${sentence}
        <span class="buttons">${buttons}</span>
      </div>
    </div>
    ${progress === null ? nothing : progressLine(state, progress)}
    <span class="sr" role="status">${announcement(content)}</span>`;
}

function progressLine(label: string, share: number): TemplateResult {
  return html`<div
    class="progress"
    role="progressbar"
    aria-label=${label}
    aria-valuemin="0"
    aria-valuemax="100"
    aria-valuenow=${Math.round(share * 100)}
  >
    <i ${styles({ width: `${(share * 100).toFixed(2)}%` })}></i>
  </div>`;
}

/** The screen reader's sentence: changes of state, and every tenth percent. */
function announcement({ state, summary, progress }: BarContent): string {
  if (progress !== null) return `${state}, ${percent(Math.floor(progress * 10) / 10, 0)}`;
  return typeof summary === 'string' ? `${state}. ${summary}` : state;
}
