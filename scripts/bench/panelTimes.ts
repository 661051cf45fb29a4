// What `test/e2e/timings.ts` measures, and where it leaves it for the bench.

import { join } from 'node:path';

/** Milliseconds from the click on Fine-tune BERT. */
export interface OnePanel {
  /** Its settings are on the screen and can be changed. */
  readonly usable: number;
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
}

export const panelTimesFile = join('build', 'panelTimes.json');
