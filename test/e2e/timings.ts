// The times that a user waits in a real VS Code, for `npm run bench -- --only panel`: activation of the extension, and
// the first rows of a panel.

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { createVSIX } from '@vscode/vsce';
import { expect, test } from 'vitest';

import { type OnePanel, type PanelTimes, panelTimesFile } from '../../scripts/bench/panelTimes.js';
import { writeRows } from '../../scripts/bench/tables.js';
import { VsCode } from './support/vscode.js';
import type { Workbench } from './support/workbench.js';

const small = ['first.csv', 'second.csv', 'third.csv', 'fourth.csv'];
const large = 'large.csv';
/** Milliseconds in which a window that has just opened comes to rest. */
const rest = 5000;

/** An extension that shows a page of one sentence and no more: what VS Code itself takes. */
const emptyPanels = {
  'package.json': JSON.stringify({
    name: 'empty-panels',
    publisher: 'test',
    version: '1.0.0',
    engines: { vscode: '^1.99.0' },
    main: 'main.js',
    contributes: {
      commands: [{ command: 'emptyPanels.open', title: 'Empty Panel' }],
      menus: { 'explorer/context': [{ command: 'emptyPanels.open', group: 'navigation' }] },
    },
  }),
  'main.js': `const { commands, window } = require('vscode');
    exports.activate = () => commands.registerCommand('emptyPanels.open', () => {
      const panel = window.createWebviewPanel('empty', 'Empty', 1, { enableScripts: true });
      panel.webview.html = '<p>no. 0</p>';
    });`,
  'README.md': 'For a comparison.',
  LICENSE: 'None.',
};

async function packedEmptyPanels(cwd: string): Promise<string> {
  for (const [name, content] of Object.entries(emptyPanels)) writeFileSync(join(cwd, name), content);
  const packagePath = join(cwd, 'empty.vsix');
  await createVSIX({ cwd, packagePath, dependencies: false, allowMissingRepository: true });
  return packagePath;
}

test('measures the activation and the opening of panels', async () => {
  const temporary = mkdtempSync(join(tmpdir(), 'empty-panels-'));
  const rows = Number(process.env['FINETUNE_BENCH_ROWS'] ?? 1_000_000);
  const vscode = await VsCode.start(
    async (workspace) => {
      for (const name of small) await writeRows(join(workspace, name), 10_000);
      await writeRows(join(workspace, large), rows);
    },
    { extensions: [await packedEmptyPanels(temporary)] },
  );
  try {
    const window = await vscode.open();
    await window.page.waitForTimeout(rest);
    // The palette answers once something has the focus.
    await window.file(small[0]!).click();
    const activation = await activationOf(window);
    const panels: OnePanel[] = [];
    const empty: number[] = [];
    for (const name of [...small, large]) {
      panels.push(await panelOf(window, name));
      empty.push(await emptyOf(window, name));
    }
    const [first, ...later] = panels;
    // The first page of all is the first panel's own: the empty ones find VS Code warm.
    const times: PanelTimes = { activation, first: first!, later: later.slice(0, -1), large: later.at(-1)!, empty };
    expect(activation).toBeGreaterThan(0);
    writeFileSync(panelTimesFile, JSON.stringify(times));
  } finally {
    await vscode.stop();
    rmSync(temporary, { recursive: true });
  }
});

/** Milliseconds, as VS Code itself counts them: its list has the slowest first, and draws what is in sight. */
async function activationOf(window: Workbench): Promise<number> {
  const { page } = window;
  await window.command('Developer: Show Running Extensions');
  const list = page.locator('.runtime-extensions-editor');
  await list.locator('.monaco-list-row').first().hover();
  const row = list.locator('.monaco-list-row', { hasText: 'Fine-tune BERT' });
  for (let turn = 0; turn < 40 && !(await row.isVisible()); turn++) {
    await page.mouse.wheel(0, 200);
    await page.waitForTimeout(100);
  }
  const text = await row.innerText();
  await page.keyboard.press('Escape');
  await list.waitFor({ state: 'detached' });
  return Number(/Activation: (\d+)\s*ms/.exec(text)?.[1] ?? Number.NaN);
}

/** Milliseconds from the click on the menu's item to the first rows, and to a panel of which everything can be used. */
async function panelOf(window: Workbench, name: string): Promise<OnePanel> {
  const clicked = await click(window, name, 'Fine-tune BERT');
  const rows = firstPaint(window, clicked);
  const panel = await window.panel(10);
  const since = () => performance.now() - clicked;
  const usable = panel
    .field(/^Epochs/)
    .waitFor()
    .then(since);
  const ready = panel.frame.locator('#primary:not([disabled])').waitFor({ timeout: 120_000 }).then(since);
  const times = { usable: await usable, rows: await rows, ready: await ready };
  await close(window);
  return times;
}

/** Milliseconds from the click to the painted sentence of an empty page. */
async function emptyOf(window: Workbench, name: string): Promise<number> {
  const time = await firstPaint(window, await click(window, name, 'Empty Panel'));
  await close(window);
  return time;
}

async function click(window: Workbench, name: string, title: string): Promise<number> {
  const { page } = window;
  await window.file(name).click({ button: 'right' });
  const item = page.locator('.monaco-menu .action-item', { hasText: title }).first();
  await item.waitFor();
  // The menu takes no click in the first moment.
  await page.waitForTimeout(300);
  const clicked = performance.now();
  await item.click();
  return clicked;
}

/** Milliseconds from the click until the first row is painted in a page, by its own clock. */
async function firstPaint({ page }: Workbench, clicked: number): Promise<number> {
  for (;;) {
    for (const frame of page.frames()) {
      if (!frame.url().includes('fake.html')) continue;
      const painted = await frame.evaluate(rowsPainted).catch(() => null);
      if (painted !== null) return painted - (performance.timeOrigin + clicked);
    }
    await page.waitForTimeout(5);
  }
}

/** Runs in the page. Milliseconds since 1970; null before. */
function rowsPainted(): number | null {
  if (!document.body.textContent.includes('no. 0')) return null;
  const [marked] = performance.getEntriesByName('first rows');
  const [contentful] = performance.getEntriesByName('first-contentful-paint');
  // A first view is marked when it is painted; our page without one has painted something before the rows.
  if (document.getElementById('first') !== null && marked === undefined) return null;
  if ('vscodeHost' in globalThis) return performance.timeOrigin + (marked?.startTime ?? performance.now());
  return contentful === undefined ? null : performance.timeOrigin + contentful.startTime;
}

async function close(window: Workbench): Promise<void> {
  await window.command('View: Close All Editors');
  await window.page.waitForTimeout(1000);
}
