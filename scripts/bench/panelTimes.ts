// The figures that `test/e2e/timings.ts` measures, and the file that passes them to the bench.

import { join } from 'node:path';

/** Milliseconds from the click on Fine-tune BERT. */
export interface OnePanel {
  /** Until its settings are visible and can be changed. */
  readonly usable: number;
  /** Until its first rows are painted. */
  readonly rows: number;
  /** Until the file was inspected and Start can be pressed. */
  readonly ready: number;
}

export interface PanelTimes {
  /** The milliseconds that VS Code reports for the extension's `activate`. */
  readonly activation: number;
  /** The first panel of a new window. */
  readonly first: OnePanel;
  readonly later: readonly OnePanel[];
  readonly large: OnePanel;
  /** The time until another extension's page with one sentence is painted, measured in turns with ours. */
  readonly empty: readonly number[];
}

export const panelTimesFile = join('build', 'panelTimes.json');
