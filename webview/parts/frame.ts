// The frame of the page: links to the parts, and the fold that each part lies in.

import { html, nothing, type TemplateResult } from 'lit';

import { type PanelPart, panelParts } from '../../src/shared/messages/panel.js';
import type { App } from '../app.js';
import { icon } from '../icons.js';
import { say } from '../locale.js';
import { badge } from '../toolkit/controls.js';
import { isOpen } from '../view.js';

export function tabs(app: App): TemplateResult {
  const { state, current } = app.view;
  const problems = state.data.inspection?.problems.length ?? 0;
  const now = current ?? (state.run === null ? 'data' : 'training');
  const title =
    state.run === null ? state.file.name : say('frame.fileAndRun', { file: state.file.name, run: state.run.name });
  return html`<nav class="tabs wrap" aria-label=${say('frame.sections')}>
    ${panelParts.map(
      (part) =>
        html`<a
          href="#${part}"
          aria-current=${part === now ? 'true' : nothing}
          @click=${(event: Event) => {
            event.preventDefault();
            app.goTo(part);
            document.querySelector<HTMLElement>(`#${part} > summary`)?.focus({ preventScroll: true });
          }}
        >
          <span>${say(`tab.${part}`)}</span
          >${part === 'data' && state.run === null && problems > 0 ? badge(String(problems), say('data.problemCount', { count: problems })) : nothing}</a
        >`,
    )}
    <span class="file" title=${state.file.path}>${icon('file')}<span>${title}</span></span>
  </nav>`;
}

/** @param gist the line that sums the part up */
export function fold(app: App, part: PanelPart, gist: string, body: () => TemplateResult, lock = ''): TemplateResult {
  const open = isOpen(app.view, part);
  const toggled = (event: Event) => app.setOpen(part, (event.currentTarget as HTMLDetailsElement).open);
  return html`<details class="part" id=${part} .open=${open} @toggle=${toggled}>
    <summary>
      ${icon('chevron', 'chev')}
      <h2>${say(`part.${part}`)}</h2>
      <span class="gist">${gist}</span>
      ${app.locked && ['data', 'model', 'layers'].includes(part) ? html`<span class="end" title=${say('frame.locked')}>${lock}${icon('lock')}<span class="sr">${lock === '' ? say('frame.locked') : ''}</span></span>` : nothing}
    </summary>
    <div class="body">${open ? body() : nothing}</div>
  </details>`;
}
