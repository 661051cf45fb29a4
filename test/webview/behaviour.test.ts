// The panel's other behaviour: downloads of hub models, classification, what the page keeps, and large runs and files.

import { describe, expect, test } from 'vitest';

import { row } from './dataFixtures.js';
import { stateOf } from './fixtures.js';
import type { PanelPage } from './panelPage.js';
import { panelsInBrowser } from './panels.js';
import { points } from './runFixtures.js';

const { open, withPanel } = panelsInBrowser();

/** All but what the page asks of itself. */
const asked = (panel: PanelPage) => panel.said.filter(({ type }) => type !== 'ready' && type !== 'rows');

describe('a model of the hub', () => {
  test('is one of the choices of the base model', () =>
    withPanel('data', async (panel) => {
      await panel.page.locator('#field-model').click();
      await panel.page.locator('#field-model').getByRole('option', { name: 'A model of the hub…' }).click();
      await expect.poll(() => asked(panel)).toEqual([{ type: 'chooseHubModel' }]);
    }));

  test('shows the progress of its download, which can be cancelled and continued', async () => {
    await withPanel('downloading', async (panel) => {
      const bar = panel.page.getByRole('progressbar', { name: 'Downloading hfl/chinese-macbert-base' });
      expect(await bar.getAttribute('aria-valuenow')).toBe('39');
      await panel.page.getByText('163 MB of 412 MB · 11.7 MB/s · model.safetensors').waitFor();
      expect(await panel.page.getByRole('button', { name: 'Start Training' }).isEnabled()).toBe(true);
      await panel.page.getByRole('button', { name: 'Cancel' }).click();
      await expect.poll(() => asked(panel)).toEqual([{ type: 'cancelDownload' }]);
      const { model } = stateOf('cut');
      await panel.post({ type: 'update', changes: { model } });
      await panel.page
        .getByText(/was cut again and again/)
        .first()
        .waitFor();
      await panel.page.getByRole('button', { name: 'Continue' }).click();
      await panel.page.getByRole('button', { name: 'Dismiss' }).click();
      await expect
        .poll(() => asked(panel).slice(1))
        .toEqual([{ type: 'continueDownload' }, { type: 'cancelDownload' }]);
      await panel.post({ type: 'update', changes: { model: { ...model, download: null } } });
      await expect.poll(() => panel.page.getByRole('button', { name: 'Continue' }).count()).toBe(0);
    });
  });

  test('that is not here yet is offered for download, and does not hold up Start', () =>
    withPanel('missing', async (panel) => {
      await panel.page.getByText('Start downloads google-bert/bert-base-chinese first.').first().waitFor();
      expect(await panel.page.getByRole('button', { name: 'Start Training' }).isEnabled()).toBe(true);
      await panel.page.getByRole('button', { name: 'Download' }).click();
      await expect.poll(() => asked(panel)).toEqual([{ type: 'downloadModel' }]);
    }));

  test('that a run downloads shows its progress', () =>
    withPanel('fetching', async ({ page }) => {
      await page.getByRole('progressbar', { name: 'Downloading', exact: true }).waitFor();
      await page.getByText('98 MB of 412 MB').waitFor();
      expect(await page.getByRole('button', { name: 'Stop', exact: true }).isEnabled()).toBe(true);
    }));
});

test('a sentence is classified when typing pauses, with label, probabilities and time', () =>
  withPanel('done', async (panel) => {
    await panel.page.getByLabel('Sentence', { exact: true }).first().fill('上菜慢了点，不过味道确实好');
    await expect
      .poll(() => panel.all('classify'))
      .toEqual([{ type: 'classify', id: 1, text: '上菜慢了点，不过味道确实好', pair: null }]);
    const probabilities = [
      { label: '负面', probability: 0.2 },
      { label: '正面', probability: 0.8 },
    ];
    await panel.post({
      type: 'classified',
      id: 1,
      answer: {
        prediction: { labels: ['正面'], probabilities, value: null, tokens: 21, cut: false },
        milliseconds: 24,
      },
      failure: null,
    });
    await panel.page.getByText('24 ms, 21 tokens').waitFor();
    expect(await panel.page.locator('.try .labels').innerText()).toMatch(/^正面\s+0\.800\s+负面/);
  }));

test('a page that comes back keeps its open parts, its text and its scroll position', async () => {
  const memory = {
    file: '/w/reviews.csv',
    open: { data: false, layers: true },
    expanded: ['encoder', 'encoder.3'],
    advanced: true,
    sentence: '还不错',
    pair: '',
    scroll: 120,
  };
  await withPanel(
    'data',
    async ({ page }) => {
      expect(await page.locator('#data').getAttribute('open')).toBeNull();
      await page.locator('[data-part="encoder.3.norms"]').waitFor();
      await page.getByLabel('Warm-up').first().waitFor();
      await expect.poll(() => page.evaluate('scrollY')).toBe(120);
      await page.locator('#data > summary').click();
      await expect.poll(() => page.evaluate('keptState().open.data')).toBe(true);
    },
    { memory },
  );
});

test('a malformed message of the host is reported, and the page goes on working', () =>
  withPanel('data', async (panel) => {
    await panel.page.evaluate(() => window.postMessage({ type: 'update', changes: { trusted: 'perhaps' } }, '*'));
    await expect.poll(() => panel.all('defect').length).toBe(1);
    expect(await panel.page.getByRole('button', { name: 'Start Training' }).isEnabled()).toBe(true);
  }));

test('nothing moves for a user who prefers reduced motion', () =>
  withPanel('training', async ({ page }) => {
    await page.emulateMedia({ reducedMotion: 'reduce' });
    expect(
      await page
        .locator('.spin')
        .first()
        .evaluate((element) => getComputedStyle(element).animationName),
    ).toBe('none');
  }));

interface Frames {
  readonly median: number;
  readonly p95: number;
}

/** Milliseconds from frame to frame while something is done at each frame. */
const measure = `async (act, frames) => {
  const between = [];
  let last = 0;
  for (let frame = 0; frame < frames; frame++) {
    const now = await new Promise(requestAnimationFrame);
    if (last > 0) between.push(now - last);
    last = now;
    act(frame);
  }
  between.sort((a, b) => a - b);
  return { median: between[Math.floor(between.length / 2)], p95: between[Math.floor(between.length * 0.95)] };
}`;

test('a curve of 100 000 points can be zoomed', async () => {
  const state = stateOf('training');
  state.history.points = points(100_000, 120_000);
  state.run!.status.steps = 120_000;
  const panel = await open(state);
  await panel.settled();
  const frames = await panel.page.evaluate<Frames>(`(${measure})((frame) => {
    const over = document.querySelector('[data-kind=loss] .u-over');
    const { left, width, top } = over.getBoundingClientRect();
    over.dispatchEvent(new WheelEvent('wheel', {
      bubbles: true,
      cancelable: true,
      ctrlKey: true,
      deltaY: frame % 40 < 20 ? -60 : 60,
      clientX: left + width / 3,
      clientY: top + 20,
    }));
  }, 130)`);
  console.info(
    `zooming 100 000 points: median frame ${frames.median.toFixed(1)} ms, 95 % within ${frames.p95.toFixed(1)} ms`,
  );
  // The last turn of the wheel left it zoomed in. How long a frame took is only told: a busy machine would fail it.
  await panel.page.getByRole('button', { name: 'Show the whole run' }).waitFor();
  await panel.close();
});

test('the last of a million rows can be reached by scrolling', async () => {
  const state = stateOf('data');
  state.data.inspection = { ...state.data.inspection!, rows: 1_000_000 };
  const panel = await open(state);
  await panel.settled();
  const frames = await panel.page.evaluate<Frames>(
    `(${measure})((frame) => { document.querySelector('.scroller').scrollTop = frame * 4000; }, 120)`,
  );
  console.info(`scrolling 1 000 000 rows: median frame ${frames.median.toFixed(1)} ms`);
  await panel.page.evaluate(`document.querySelector('.scroller').scrollTop = 1e9`);
  await expect.poll(() => panel.all('rows').at(-1)).toMatchObject({ data: 1, from: 999_900, count: 100 });
  await panel.post({
    type: 'rows',
    data: 1,
    from: 999_900,
    rows: Array.from({ length: 100 }, (_, index) => row(999_900 + index)),
    total: 1_000_000,
    failure: null,
  });
  await panel.page.getByRole('cell', { name: '1,000,000' }).waitFor();
  await expect.poll(() => panel.page.locator('.rows .pending').count()).toBe(0);
  await panel.close();
});
