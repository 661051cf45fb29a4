// The page under a person's hands: keyboard, messages to the host, what it keeps, and how smooth it stays.

import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

import { firstView } from '../../src/host/panel/firstView.js';
import type { Failure } from '../../src/shared/messages/runEvents.js';
import { points, row, stateOf } from './fixtures.js';
import { launch, type Look, PanelPage } from './panelPage.js';

let browser: Browser;
beforeAll(async () => {
  browser = await launch();
});
afterAll(() => browser.close());

async function withPanel(
  name: Parameters<typeof stateOf>[0],
  use: (panel: PanelPage) => Promise<void>,
  look: Look = {},
): Promise<void> {
  const panel = await PanelPage.open(browser, stateOf(name), look);
  try {
    await panel.settled();
    await use(panel);
    expect(panel.errors).toEqual([]);
  } finally {
    await panel.close();
  }
}

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
        expect(await panel.page.getByRole('button', { name: 'Start Training' }).isDisabled()).toBe(true);
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
    const panel = await PanelPage.open(browser, {
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
    const waiting = await PanelPage.open(browser, reading, look);
    const drawn = await PanelPage.open(browser, reading, { ...look, answers: true });
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
    const panel = await PanelPage.open(browser, reading, {
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
    const panel = await PanelPage.open(browser, reading, {
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
  const panel = await PanelPage.open(browser, { ...lenient, settings: { revision: 1, values: { quotes: 'lenient' } } });
  await panel.page
    .locator('.problems li', { hasText: 'with a quote that is not closed' })
    .getByRole('button', { name: 'Stop at them' })
    .click();
  await expect.poll(() => panel.all('settings').at(-1)?.values['quotes'] ?? 'strict').toBe('strict');
  await panel.close();
});

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
  test('on a cell of the matrix or on a wrong row opens its lines in the editor', () =>
    withPanel('done', async (panel) => {
      await panel.page.locator('.matrix .miss').first().click();
      await panel.page
        .getByRole('button', { name: 'Line 3,871' })
        .or(panel.page.getByRole('button', { name: /^Line / }))
        .first()
        .click();
      await panel.page.getByRole('button', { name: 'Show all' }).click();
      await expect
        .poll(() => panel.all('openLines').map(({ file, lines }) => [file, lines.length]))
        .toContainEqual(['evaluation', 2]);
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
  const panel = await PanelPage.open(browser, state);
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
  const panel = await PanelPage.open(browser, state);
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
