// Chromium for the tests of one file, and panels in it.

import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect } from 'vitest';

import type { PanelState } from '../../src/shared/messages/panelState.js';
import { type StateName, stateOf } from './fixtures.js';
import { launch, type Look, PanelPage } from './panelPage.js';

export interface Panels {
  readonly open: (state: PanelState, look?: Look) => Promise<PanelPage>;
  /** Opens a panel in this state, uses it and closes it; an error in the page's console fails the test. */
  readonly withPanel: (name: StateName, use: (panel: PanelPage) => Promise<void>, look?: Look) => Promise<void>;
}

/** Starts Chromium before the tests of the file that calls this, and ends it after them. */
export function panelsInBrowser(): Panels {
  let browser: Browser;
  beforeAll(async () => {
    browser = await launch();
  });
  afterAll(() => browser.close());
  const open: Panels['open'] = (state, look = {}) => PanelPage.open(browser, state, look);
  const withPanel: Panels['withPanel'] = async (name, use, look) => {
    const panel = await open(stateOf(name), look);
    try {
      await panel.settled();
      await use(panel);
      expect(panel.errors).toEqual([]);
    } finally {
      await panel.close();
    }
  };
  return { open, withPanel };
}
