// The frame of the page: links to the parts, and the section that each part lies in.

import { html, nothing, type TemplateResult } from 'lit';

import { type PanelPart, panelParts } from '../../src/shared/messages/panel.js';
import type { App } from '../app.js';
import { icon } from '../icons.js';
import { say } from '../locale.js';
import { badge } from '../toolkit/controls.js';
import { isOpen } from '../view.js';

/** The line of links to the five parts, with the file and the run that the page is about. */
export function tabs(app: App): TemplateResult {
  const { state } = app.view;
  const { file, run } = state;
  const title = run === null ? file.name : say('frame.fileAndRun', { file: file.name, run: run.name });
  return html`<nav class="tabs wrap" aria-label=${say('frame.sections')}>
    ${panelParts.map((part) => tab(app, part))}
    <span class="file" title=${file.path}>${icon('file')}<span>${title}</span></span>
  </nav>`;
}

function tab(app: App, part: PanelPart): TemplateResult {
  const { state, current } = app.view;
  const isCurrent = part === (current ?? (state.run === null ? 'data' : 'training'));
  const problems = part === 'data' && state.run === null ? (state.data.inspection?.problems.length ?? 0) : 0;
  const count = problems > 0 ? badge(String(problems), say('data.problemCount', { count: problems })) : nothing;
  const go = (event: Event) => {
    event.preventDefault();
    app.goTo(part);
    document.querySelector<HTMLElement>(`#${part} > summary`)?.focus({ preventScroll: true });
  };
  return html`<a href="#${part}" aria-current=${isCurrent ? 'true' : nothing} @click=${go}>
    <span>${say(`tab.${part}`)}</span>${count}</a
  >`;
}

/** Parts whose settings a run locks. */
const lockedParts: readonly PanelPart[] = ['data', 'model', 'layers'];

/**
 * A part of the page under its heading, which opens and closes it.
 * @param summary the line that sums the part up
 * @param body drawn only while the part is open
 * @param lock the words beside the lock while a run is shown; without them the lock stands alone
 */
export function section(
  app: App,
  part: PanelPart,
  summary: string,
  body: () => TemplateResult,
  lock = '',
): TemplateResult {
  const open = isOpen(app.view, part);
  const toggled = (event: Event) => app.setOpen(part, (event.currentTarget as HTMLDetailsElement).open);
  const isLocked = app.locked && lockedParts.includes(part);
  return html`<details class="part" id=${part} .open=${open} @toggle=${toggled}>
    <summary>
      ${icon('chevron', 'chev')}
      <h2>${say(`part.${part}`)}</h2>
      <span class="part-summary">${summary}</span>
      ${isLocked ? lockSign(lock) : nothing}
    </summary>
    <div class="body">${open ? body() : nothing}</div>
  </details>`;
}

function lockSign(words: string): TemplateResult {
  const unseen = words === '' ? say('frame.locked') : '';
  return html`<span class="end" title=${say('frame.locked')}
    >${words}${icon('lock')}<span class="sr">${unseen}</span></span
  >`;
}
