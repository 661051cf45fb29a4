// The first view, which the host draws before the page takes over.

import { describe, expect, test } from 'vitest';

import { firstView } from '../../src/host/panel/firstView.js';
import { stateOf } from './fixtures.js';
import type { Look } from './panelPage.js';
import { panelsInBrowser } from './panels.js';

const { open } = panelsInBrowser();

describe('the first view', () => {
  const reading = { ...stateOf('reading'), data: { ...stateOf('reading').data, counts: null } };
  const { table, rows } = reading.data;
  const firstOf = (locale: 'en' | 'zh', of = rows) => firstView(reading.file.name, table!, of, locale);

  test.each([
    [1280, 'en'],
    [1280, 'zh-CN'],
    [700, 'en'],
    [480, 'zh-CN'],
    [320, 'en'],
  ] as const)('stays in place when the page takes over (%i wide, %s)', async (width, lang) => {
    const look: Look = { width, lang, first: firstOf(lang === 'en' ? 'en' : 'zh'), answers: false };
    const waiting = await open(reading, look);
    const drawn = await open(reading, { ...look, answers: true });
    try {
      await waiting.picture(`first-${lang}-${width}`);
      await drawn.settled();
      for (const text of [rows[0]!.cells[0]!, rows[5]!.cells[0]!, table!.columns[1]!.name]) {
        const [before, after] = await Promise.all(
          [waiting, drawn].map(({ page }) => page.locator('.rowgrid').getByText(text).first().boundingBox()),
        );
        expect
          .soft(
            [Math.abs(before!.x - after!.x) < 2, Math.abs(before!.y - after!.y) < 2],
            `${text}: ${JSON.stringify([before, after])}`,
          )
          .toEqual([true, true]);
      }
      expect(await waiting.overflows()).toBe(false);
      expect(await drawn.page.locator('#first').count()).toBe(0);
      expect([...waiting.errors, ...drawn.errors]).toEqual([]);
    } finally {
      await Promise.all([waiting.close(), drawn.close()]);
    }
  });

  test('shows HTML in a cell as text', async () => {
    const hostile = `<img src=x onerror="globalThis.hurt=1"><script>globalThis.hurt=1</script>'"&amp;`;
    const panel = await open(reading, {
      first: firstOf('en', [{ ...rows[0]!, cells: [hostile, hostile] }]),
      answers: false,
    });
    try {
      expect(await panel.page.locator('.rows .cell').first().innerText()).toBe(hostile);
      expect(await panel.page.evaluate(() => 'hurt' in globalThis)).toBe(false);
      expect(panel.errors).toEqual([]);
    } finally {
      await panel.close();
    }
  });

  test.each([
    [true, false],
    [false, true],
  ])('is shown only on the first visit (page was here before: %s)', async (wasHere, seen) => {
    const panel = await open(reading, {
      first: firstOf('en'),
      memory: wasHere ? { file: reading.file.path } : null,
    });
    try {
      await panel.page.addInitScript(
        `new MutationObserver(() => {
          if (document.getElementById('first') !== null) globalThis.firstSeen = true;
        }).observe(document, { childList: true, subtree: true });`,
      );
      await panel.load(reading);
      expect(await panel.page.evaluate('globalThis.firstSeen === true')).toBe(seen);
    } finally {
      await panel.close();
    }
  });
});
