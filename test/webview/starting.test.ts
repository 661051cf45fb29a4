// The panel before a run: Start and what it waits for, the page's first messages, and remedies for the data.

import { describe, expect, test } from 'vitest';

import type { Failure } from '../../src/shared/messages/failures.js';
import { row } from './dataFixtures.js';
import { stateOf } from './fixtures.js';
import type { PanelPage } from './panelPage.js';
import { panelsInBrowser } from './panels.js';

const { open, withPanel } = panelsInBrowser();

describe('starting a run', () => {
  test('takes one click, and the run has every setting of the panel', () =>
    withPanel('data', async (panel) => {
      await panel.page
        .getByLabel(/^Epochs/)
        .first()
        .fill('7');
      await panel.page.getByRole('button', { name: 'Start Training' }).click();
      await expect
        .poll(() => panel.all('start'))
        .toEqual([{ type: 'start', revision: 2, values: { learningRate: 3e-5, epochs: 7 } }]);
    }));

  test('waits until every value is allowed, and names the one that is not', () =>
    withPanel('data', async (panel) => {
      const field = panel.page.getByLabel(/^Batch size/).first();
      await field.fill('0');
      await panel.page
        .getByText(/has to be a whole number from 1 to/)
        .first()
        .waitFor();
      expect(await field.getAttribute('aria-invalid')).toBe('true');
      expect(await panel.page.getByRole('button', { name: 'Start Training' }).isDisabled()).toBe(true);
      expect(panel.all('settings')).toEqual([]);
      await panel.page.getByRole('button', { name: /value that is not allowed/ }).click();
      await field.fill('8');
      await expect.poll(() => panel.all('settings').at(-1)?.values).toEqual({ learningRate: 3e-5, batch: 8 });
    }));

  test('offers a batch size that fits into memory with one click', () =>
    withPanel('large', async (panel) => {
      await panel.page.getByRole('button', { name: 'This will not fit in memory.' }).click();
      const alert = panel.page.locator('#layers .alert');
      await alert.getByText('This needs 4.7 GB, but 3 GB are free.').waitFor();
      await alert.getByRole('button', { name: 'Use Batch size 4, Gradient accumulation 4: 2.6 GB' }).click();
      await expect
        .poll(() => panel.all('settings').at(-1)?.values)
        .toEqual({ learningRate: 3e-5, batch: 4, accumulate: 4 });
    }));

  test('shows the reason of a refusal beside its field', async () => {
    const refused = async (
      code: string,
      values: Record<string, string | number>,
      look: (panel: PanelPage) => Promise<void>,
    ) =>
      withPanel('data', async (panel) => {
        await panel.post({
          type: 'update',
          changes: { estimate: { revision: 1, estimate: null, failure: { code, values } as Failure } },
        });
        await look(panel);
        // The bar is drawn after the part that the reason belongs to.
        await expect.poll(() => panel.page.getByRole('button', { name: 'Start Training' }).isDisabled()).toBe(true);
      });
    await refused(
      'setting.maxLengthModel',
      { name: 'maxLength', value: 600, model: 'bert-tiny-zh', positions: 512 },
      async ({ page }) => {
        await page
          .locator('.setting.bad', { hasText: 'Maximum length is 600, but the model bert-tiny-zh knows 512 positions' })
          .waitFor();
        expect(
          await page
            .getByLabel(/^Maximum length/)
            .last()
            .getAttribute('aria-invalid'),
        ).toBe('true');
      },
    );
    await refused(
      'setting.freezePart',
      { name: 'freeze', part: 'encoder.99', layers: 12, parts: 'bert' },
      async ({ page }) => {
        await page.locator('#layers .alert', { hasText: 'encoder.99' }).waitFor();
      },
    );
  });

  test('waits until the file is read and the workspace is trusted', async () => {
    await withPanel('reading', async ({ page }) =>
      expect(await page.getByRole('button', { name: 'Start Training' }).isDisabled()).toBe(true),
    );
    await withPanel('untrusted', async (panel) => {
      await panel.page.getByRole('button', { name: 'Trust Workspace…' }).click();
      await expect.poll(() => panel.all('start').length).toBe(1);
    });
  });
});

describe('the page at its start', () => {
  test('shows the epochs and steps that the recipe decides', async () => {
    await withPanel('data', async ({ page }) => {
      await page.getByText('All 3 epochs').waitFor();
      await page.getByText('3 × 624 = 1,872').waitFor();
    });
  });

  test('loads the charts only when there is a run', async () => {
    await withPanel('data', async ({ loaded, page }) => {
      await page.locator('#evaluation').waitFor();
      expect(loaded).not.toContain('uplot.js');
    });
    await withPanel('training', async (panel) => {
      await panel.page.locator('.u-over').first().waitFor();
      expect(panel.loaded).toContain('uplot.js');
    });
  });

  test('gets the token counts of the first rows as soon as they are known', async () => {
    const state = stateOf('data');
    const panel = await open({
      ...state,
      data: { ...state.data, rows: state.data.rows.map((each) => ({ ...each, tokens: null })) },
    });
    await expect.poll(() => panel.all('rows')).toEqual([{ type: 'rows', data: 1, from: 0, count: 100 }]);
    await panel.post({
      type: 'rows',
      data: 1,
      from: 0,
      rows: Array.from({ length: 100 }, (_, place) => row(place)),
      total: 12_480,
      failure: null,
    });
    await panel.page.locator('.rows .num', { hasText: /^32$/ }).first().waitFor();
    await panel.close();
  });

  test('scrolls to the run after Start, and to the top after New Run', () =>
    withPanel('data', async (panel) => {
      const { page } = panel;
      const top = (part: string) =>
        page
          .locator(`#${part}`)
          .evaluate((element) => element.getBoundingClientRect().top - document.querySelector('header')!.clientHeight);
      await page.evaluate(() => scrollTo(0, 1e6));
      const { run, history } = stateOf('training');
      await panel.post({ type: 'update', changes: { run, history } });
      await expect.poll(() => top('training')).toBeLessThan(200);
      await expect.poll(() => top('training')).toBeGreaterThanOrEqual(0);
      await panel.post({ type: 'update', changes: { run: null, history: stateOf('data').history } });
      await expect.poll(() => page.evaluate('scrollY')).toBe(0);
    }));
});

test('a validation file is chosen in a dialog', () =>
  withPanel('data', async (panel) => {
    await panel.page.getByRole('button', { name: 'Validation share: Choose a file…' }).click();
    await expect.poll(() => panel.all('browse')).toEqual([{ type: 'browse', setting: 'validation' }]);
  }));

test('rare labels are dropped or merged where they are reported', () =>
  withPanel('data', async (panel) => {
    const rare = panel.page.locator('.problems li', { hasText: 'fewer than 10 rows' });
    await rare.getByRole('button', { name: 'Make them one label' }).click();
    await expect.poll(() => panel.all('settings').at(-1)?.values['rareLabels']).toBe('merge');
    await rare.getByRole('button', { name: 'Drop them' }).click();
    await expect.poll(() => panel.all('settings').at(-1)?.values['rareLabels']).toBe('drop');
  }));

test('an open quote is taken as text with one click, and refused again with another', async () => {
  await withPanel('openQuote', async (panel) => {
    const alert = panel.page.locator('#data .alert', { hasText: 'a quote opens on line 3002' });
    await alert.getByRole('button', { name: 'Take Open Quotes as Text' }).click();
    await expect.poll(() => panel.all('settings').at(-1)?.values).toEqual({ learningRate: 3e-5, quotes: 'lenient' });
  });
  await withPanel('unreadable', async ({ page }) =>
    expect(await page.getByRole('button', { name: 'Take Open Quotes as Text' }).count()).toBe(0),
  );
  const lenient = stateOf('data');
  const panel = await open({ ...lenient, settings: { revision: 1, values: { quotes: 'lenient' } } });
  await panel.page
    .locator('.problems li', { hasText: 'with a quote that is not closed' })
    .getByRole('button', { name: 'Stop at them' })
    .click();
  await expect.poll(() => panel.all('settings').at(-1)?.values['quotes'] ?? 'strict').toBe('strict');
  await panel.close();
});
