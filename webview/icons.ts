// The panel's icons: one path a name, drawn in a box of 16, in the colour of the text beside them.

import { html, svg, type TemplateResult } from 'lit';

const shapes = {
  chevron: svg`<path d="m6 3.5 4.5 4.5L6 12.5"/>`,
  down: svg`<path d="m3.5 6 4.5 4.5L12.5 6"/>`,
  warning: svg`<path d="M8 2 14.5 13.5h-13zM8 6.2v3.6M8 11.4v.3"/>`,
  info: svg`<circle cx="8" cy="8" r="6.2"/><path d="M8 7.3v3.8M8 5v.2"/>`,
  pass: svg`<circle cx="8" cy="8" r="6.2"/><path d="m5.2 8.2 2 2 3.6-4.2"/>`,
  reset: svg`<path d="M3 3v3.5h3.5M3.3 6.3A5.3 5.3 0 1 1 2.9 10"/>`,
  play: svg`<path d="M4.5 2.8v10.4L13 8z"/>`,
  pause: svg`<path d="M5.5 3v10M10.5 3v10"/>`,
  stop: svg`<rect x="3.5" y="3.5" width="9" height="9" rx="1"/>`,
  star: svg`<path d="m8 2 1.8 3.9 4.2.5-3.1 2.9.8 4.2L8 11.4l-3.7 2.1.8-4.2L2 6.4l4.2-.5z"/>`,
  lock: svg`<rect x="3.5" y="7" width="9" height="6.5" rx="1"/><path d="M5.5 7V5a2.5 2.5 0 0 1 5 0v2"/>`,
  file: svg`<path d="M3.5 1.8h6l3 3v9.4h-9zM9.3 2v3h3M5.5 8h5M5.5 10.5h5"/>`,
  folder: svg`<path d="M1.8 12.8V3.4h4.3l1.5 1.8h6.6v7.6z"/>`,
  package: svg`<path d="m8 1.8 5.7 2.8v6.8L8 14.2l-5.7-2.8V4.6zM2.4 4.7 8 7.5l5.6-2.8M8 7.5v6.5"/>`,
  box: svg`<path d="M2.5 3h11v3h-11zM3.5 6v7.2h9V6M6.5 8.5h3"/>`,
  terminal: svg`<rect x="1.8" y="2.8" width="12.4" height="10.4" rx="1"/><path d="m4.5 6 2 2-2 2M8.5 10.2h3"/>`,
  arrow: svg`<path d="M2.5 8h11M9.5 4l4 4-4 4"/>`,
  grip: svg`<path d="M4.5 5 1.5 8l3 3M11.5 5l3 3-3 3M1.5 8h13"/>`,
  hover: svg`<path d="M2 2.8h12v7.4H8.6L5.5 13v-2.8H2zM4.8 5.4h6.4M4.8 7.7h4"/>`,
  ring: svg`<circle cx="8" cy="8" r="6" opacity=".28"/><path d="M8 2a6 6 0 0 1 6 6"/>`,
  chart: svg`<path d="M2 2v12h12M4.5 10l3-3.5 2.5 2L14 4"/>`,
  export: svg`<path d="M8 10V2.2M5 5l3-3 3 3M3 9v4.5h10V9"/>`,
  save: svg`<path d="M2.5 2.5h9l2 2v9h-11zM5 2.8v3.4h5V2.8M5 13.2V9.5h6v3.7"/>`,
  help: svg`<circle cx="8" cy="8" r="6.2"/><path d="M6.2 6.3A1.9 1.9 0 1 1 8 8.4v.8M8 11.2v.2"/>`,
} as const;
export type IconName = keyof typeof shapes;

/** A decorative icon: its meaning is in the text beside it, or in the name of its button. */
export function icon(name: IconName, classes = ''): TemplateResult {
  return html`<svg class="icon ${classes}" viewBox="0 0 16 16" aria-hidden="true">${shapes[name]}</svg>`;
}
