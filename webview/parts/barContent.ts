// The contents of the bar on top, and the pieces that its states share.

import { html, type TemplateResult } from 'lit';

import type { IconName } from '../icons.js';
import { button } from '../toolkit/controls.js';

export interface BarContent {
  readonly state: string;
  readonly icon: IconName;
  readonly tone?: 'pass' | 'warn' | 'error' | 'spin';
  /** A sentence, or facts by name. */
  readonly summary: TemplateResult | string;
  readonly buttons: TemplateResult;
  /** The share of the work that is done; null where no work is in progress. */
  readonly progress: number | null;
}

/** A name and a figure; null for an unknown figure. */
export type Fact = readonly [name: string, value: string] | null;

/** The number of facts for which even the narrowest page has room. */
const fewFacts = 5;

/** The known facts in one line; where there is little room, the last ones are hidden first. */
export function facts(entries: readonly Fact[]): TemplateResult {
  const known = entries.filter((entry) => entry !== null);
  const item = ([name, value]: NonNullable<Fact>, index: number) =>
    html`<div class=${index >= fewFacts ? 'extra' : ''}>
      <dt>${name}</dt>
      <dd>${value}</dd>
    </div>`;
  return html`<dl class="facts">${known.map(item)}</dl>`;
}

interface PrimaryButton {
  readonly label: string;
  readonly icon: IconName;
  /** Whether it is drawn as a secondary button, although it takes the primary one's position. */
  readonly plain?: boolean;
  readonly disabled?: boolean;
  readonly onClick: () => void;
}

/** The last button of the bar, which keyboard and tests find by its id. */
export function primaryButton({ plain = false, ...rest }: PrimaryButton): TemplateResult {
  return button({ ...rest, id: 'primary', primary: !plain });
}
