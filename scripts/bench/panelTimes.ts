// What `test/e2e/timings.ts` measures, and where it leaves it for the bench.

import { join } from 'node:path';

/** Milliseconds from the click on Fine-tune BERT. */
export interface OnePanel {
  /** Its settings are on the screen and can be changed. */
  readonly usable: number;
  /** Its first rows are painted. */
  readonly rows: number;
  /** The file was looked through, and Start can be pressed. */
  readonly ready: number;
}

export interface PanelTimes {
  /** Milliseconds that VS Code counts for the extension's `activate`. */
  readonly activation: number;
  /** Of a window in which nothing was asked for before. */
  readonly first: OnePanel;
  readonly later: readonly OnePanel[];
  readonly large: OnePanel;
  /** Of another extension's pages with one sentence, by turns with ours: until that is painted. */
  readonly empty: readonly number[];
}

export const panelTimesFile = join('build', 'panelTimes.json');
