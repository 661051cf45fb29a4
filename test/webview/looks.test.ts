// The look of the panel in every state, theme, language and width, and the accessibility checker's verdict on it.

import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

import { stateNames, stateOf } from './fixtures.js';
import { launch, PanelPage, type Theme, themes } from './panelPage.js';

const languages = ['en', 'zh-CN'] as const;
const widths = [1280, 480, 320] as const;

let browser: Browser;
let panels: readonly PanelPage[];
beforeAll(async () => {
  browser = await launch();
  // A page for each language, side by side. It changes its clothes, as it does when a person changes the theme or drags
  // the editor's edge.
  panels = await Promise.all(languages.map((lang) => PanelPage.open(browser, stateOf('data'), { lang })));
});
afterAll(() => browser.close());

describe.each(stateNames)('the state %s', (name) => {
  test('fits its width, names every control and has enough contrast', async () => {
    await Promise.all(
      languages.map(async (lang, index) => {
        const panel = panels[index]!;
        await panel.load(stateOf(name), { lang });
        for (const theme of themes) for (const width of widths) await look(panel, { name, lang, theme, width });
      }),
    );
  });
});

interface Worn {
  readonly name: string;
  readonly lang: string;
  readonly theme: Theme;
  readonly width: (typeof widths)[number];
}

async function look(panel: PanelPage, { name, lang, theme, width }: Worn): Promise<void> {
  const what = `${name} ${theme} ${lang} ${width}`;
  await panel.wear(theme, width);
  await panel.picture(`${name}-${theme.slice(7)}-${lang}-${width}`);
  expect(panel.errors, what).toEqual([]);
  expect(await panel.overflows(), what).toBe(false);
  // Names and sizes do not change with the theme, nor colours with the width.
  const rules = theme === themes[0] && width !== 480 ? 'all' : width === 1280 ? 'colours' : null;
  if (rules !== null) expect(await panel.faults(rules), what).toEqual([]);
}
