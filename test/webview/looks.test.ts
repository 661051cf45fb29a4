// What the panel looks like in every state, theme, language and width; and whether the accessibility checker objects.

import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { stateNames, stateOf } from './fixtures.js';
import { launch, PanelPage, themes } from './panelPage.js';

let browser: Browser;
beforeAll(async () => {
  browser = await launch();
});
afterAll(() => browser.close());

describe.each(stateNames)('the state %s', (name) => {
  test.each(themes)('has controls without names or colours without contrast in %s, or does not fit', async (theme) => {
    for (const lang of ['en', 'zh-CN'] as const) {
      for (const width of [1280, 480, 320]) {
        const panel = await PanelPage.open(browser, stateOf(name), { theme, lang, width });
        await panel.picture(`${name}-${theme.slice(7)}-${lang}-${width}`);
        const look = `${theme} ${lang} ${width}`;
        expect(panel.errors, look).toEqual([]);
        expect(await panel.overflows(), look).toBe(false);
        if (width !== 480) expect(await panel.faults(), look).toEqual([]);
        await panel.close();
      }
    }
  });
});
