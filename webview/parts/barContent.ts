// The contents of the bar on top, whatever it is about, and the pieces that its states share.

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
  /** Share of the work that is done; null where nothing is in progress. */
  readonly progress: number | null;
}

/** A name and a figure; null for one that is not known. */
export type Fact = readonly [name: string, value: string] | null;

/** Facts that even the narrowest page has room for. */
const fewFacts = 5;

/** The known ones of the facts; where there is little room, the last ones give way first. */
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
  /** Drawn as a secondary button, though it stands in the primary one's place. */
  readonly plain?: boolean;
  readonly disabled?: boolean;
  readonly onClick: () => void;
}

/** The last button of the bar, which keyboard and tests find by its id. */
export function primaryButton({ plain = false, ...rest }: PrimaryButton): TemplateResult {
  return button({ ...rest, id: 'primary', primary: !plain });
}
