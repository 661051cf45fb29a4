// The controls of the panel, by keyboard and by mouse.

import { describe, expect, test } from 'vitest';

import { stateOf } from './fixtures.js';
import { panelsInBrowser } from './panels.js';

const { withPanel } = panelsInBrowser();

describe('the keyboard', () => {
  test('moves the maximum length', () =>
    withPanel('data', async ({ page, ...rest }) => {
      const panel = { page, ...rest };
      await page.getByRole('slider', { name: /Maximum length/ }).focus();
      await page.keyboard.press('ArrowLeft');
      await expect
        .poll(() => page.getByRole('slider', { name: /Maximum length/ }).getAttribute('aria-valuenow'))
        .toBe('120');
      await page.keyboard.press('Shift+ArrowRight');
      await expect
        .poll(() =>
          panel.said.filter((message) => message.type === 'settings').map(({ values }) => values['maxLength']),
        )
        .toEqual([120, 121]);
    }));

  test('opens, ticks and climbs the tree of layers', () =>
    withPanel('data', async (panel) => {
      const { page } = panel;
      const tree = page.getByRole('tree');
      await tree.getByRole('treeitem').first().focus();
      for (const key of ['ArrowDown', 'ArrowRight', 'ArrowRight', 'ArrowRight', ' ']) await page.keyboard.press(key);
      await expect.poll(() => panel.all('settings').at(-1)?.values['freeze']).toBe('encoder.0.attention');
      const encoder = tree.locator('[data-part="encoder"]');
      await expect.poll(() => encoder.getAttribute('aria-checked')).toBe('mixed');
      for (const key of ['ArrowLeft', 'ArrowLeft', 'ArrowLeft', 'ArrowLeft']) await page.keyboard.press(key);
      await expect.poll(() => encoder.getAttribute('aria-expanded')).toBe('false');
    }));

  test('chooses a preset', () =>
    withPanel('data', async (panel) => {
      await panel.page.getByRole('radio', { name: /^Everything/ }).focus();
      await panel.page.keyboard.press('ArrowRight');
      await expect.poll(() => panel.all('settings').at(-1)?.values['freeze']).toBe('embeddings,encoder.0-7');
    }));

  test('moves the crosshair of a chart, which reads out its values, and zooms', () =>
    withPanel('training', async ({ page }) => {
      const chart = page.getByRole('slider', { name: /^Loss/ });
      await chart.focus();
      await page.keyboard.press('Home');
      await expect.poll(() => chart.getAttribute('aria-valuetext')).toMatch(/^Step 1, epoch 1, training \d\.\d{3}/);
      await page.keyboard.press('ArrowRight');
      await page.locator('.plot.tall .tip').waitFor();
      await page.keyboard.press('+');
      await page.getByRole('button', { name: 'Show the whole run' }).waitFor();
      await page.keyboard.press('0');
      await expect.poll(() => page.getByRole('button', { name: 'Show the whole run' }).count()).toBe(0);
    }));

  test('reaches the parts in reading order', () =>
    withPanel('data', async ({ page }) => {
      const seen: string[] = [];
      for (let press = 0; press < 90; press++) {
        await page.keyboard.press('Tab');
        const part = await page.evaluate(
          () =>
            document.activeElement?.closest('details.part')?.id ??
            (document.activeElement?.closest('nav')
              ? 'tabs'
              : document.activeElement?.closest('.topline')
                ? 'bar'
                : ''),
        );
        if (part !== '' && seen.at(-1) !== part) seen.push(part);
        if (part === 'evaluation') break;
      }
      expect(seen).toEqual(['tabs', 'bar', 'data', 'model', 'layers', 'training', 'evaluation']);
    }));
});

describe('a click', () => {
  test('on a cell of the matrix lists its rows on the page, and tells the editor nothing', () =>
    withPanel('done', async (panel) => {
      const labels = panel.page.locator('.wrong li .v');
      const shown = async () => new Set(await labels.allInnerTexts());
      const before = (await shown()).size;
      expect(before).toBeGreaterThan(1);
      await panel.page.getByRole('button', { name: '负面, predicted as 正面' }).click();
      await expect.poll(async () => (await shown()).size).toBe(1);
      await panel.page.getByRole('button', { name: 'Show all' }).click();
      await expect.poll(async () => (await shown()).size).toBe(before);
      expect(panel.all('openLines')).toEqual([]);
    }));

  test('on the line of a wrong row shows that line, once', () =>
    withPanel('done', async (panel) => {
      await panel.page.getByRole('button', { name: 'Line 3,871' }).click();
      await expect
        .poll(() => panel.all('openLines'))
        .toEqual([{ type: 'openLines', file: 'evaluation', lines: [3871] }]);
    }));

  test('on Start leaves the keyboard in the bar', () =>
    withPanel('data', async (panel) => {
      await panel.page.locator('#primary').focus();
      await panel.page.keyboard.press('Enter');
      await expect.poll(() => panel.all('start')).toHaveLength(1);
      await panel.post({ type: 'update', changes: { run: stateOf('training').run } });
      await panel.page.getByRole('button', { name: 'Pause' }).waitFor();
      expect(await panel.page.evaluate(() => document.activeElement?.closest('.action') != null)).toBe(true);
    }));

  test('on Export, Use for Hover or New Run reaches the host', () =>
    withPanel('done', async (panel) => {
      await panel.page.locator('#exports').getByRole('button', { name: 'Export…' }).first().click();
      await panel.page.getByRole('button', { name: 'Use for Hover' }).click();
      await panel.page.getByRole('button', { name: 'New Run' }).click();
      await expect
        .poll(() => panel.said.slice(1))
        .toEqual([{ type: 'export', format: 'onnx' }, { type: 'useForHover', use: true }, { type: 'newRun' }]);
    }));

  test('on Resume after memory ran out asks for fewer rows at a time', () =>
    withPanel('memory', async (panel) => {
      await panel.page.getByRole('button', { name: 'Resume with 8 rows at a Time' }).click();
      await expect.poll(() => panel.all('resume')).toEqual([{ type: 'resume', rowsAtOnce: 8 }]);
    }));

  test('on the model card opens it', () =>
    withPanel('done', async (panel) => {
      await panel.page
        .locator('#exports li', { hasText: 'Model card' })
        .getByRole('button', { name: 'Open', exact: true })
        .click();
      await expect.poll(() => panel.all('openModelCard')).toHaveLength(1);
    }));

  test('on a problem opens its line, and on its remedy changes the setting', () =>
    withPanel('data', async (panel) => {
      await panel.page.getByRole('button', { name: 'Go to line 77' }).click();
      await panel.page.getByRole('button', { name: 'Merge them' }).click();
      await expect.poll(() => panel.all('openLines')).toEqual([{ type: 'openLines', file: 'data', lines: [77] }]);
      expect(panel.all('settings').at(-1)?.values).toMatchObject({ mergeLabels: true });
    }));

  test('on a device or on another column reaches the host', () =>
    withPanel('data', async (panel) => {
      await panel.page.getByRole('radio', { name: /^CPU/ }).click();
      await panel.page.locator('#field-label').click();
      await panel.page.locator('#field-label').getByRole('option', { name: '评论内容' }).click();
      await expect
        .poll(() => panel.all('settings').at(-1)?.values)
        .toEqual({ learningRate: 3e-5, device: 'onnx-cpu', label: '评论内容' });
    }));
});
