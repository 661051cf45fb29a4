// What a person waits for in a real VS Code, for `npm run bench -- --only panel`: the extension's activation, and a panel's first rows.

import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { writeRows } from '../../scripts/bench/tables.js';
import { panelTimesFile, type PanelTimes } from '../../scripts/bench/panelTimes.js';
import { VsCode } from './support/vscode.js';
import type { Workbench } from './support/workbench.js';

const small = ['first.csv', 'second.csv', 'third.csv', 'fourth.csv'];
const large = 'large.csv';
/** Milliseconds in which a window that has just opened comes to rest. */
const rest = 5000;

test('nothing could be timed', async () => {
  const rows = Number(process.env['FINETUNE_BENCH_ROWS'] ?? 1_000_000);
  const vscode = await VsCode.start(async (workspace) => {
    for (const name of small) await writeRows(join(workspace, name), 10_000);
    await writeRows(join(workspace, large), rows);
  });
  try {
    const window = await vscode.open();
    await window.page.waitForTimeout(rest);
    // The palette answers once something has the focus.
    await window.file(small[0]!).click();
    const activation = await activationOf(window);
    const panels = [];
    for (const name of [...small, large]) panels.push(await panelOf(window, name));
    const [first, ...later] = panels;
    const times: PanelTimes = { activation, first: first!, later: later.slice(0, -1), large: later.at(-1)! };
    expect(activation).toBeGreaterThan(0);
    writeFileSync(panelTimesFile, JSON.stringify(times));
  } finally {
    await vscode.stop();
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
async function panelOf(window: Workbench, name: string): Promise<PanelTimes['first']> {
  const { page } = window;
  await window.file(name).click({ button: 'right' });
  const item = page.locator('.monaco-menu .action-item', { hasText: 'Fine-tune BERT' }).first();
  await item.waitFor();
  await page.waitForTimeout(300);
  const clicked = performance.now();
  await item.click();
  const panel = await window.panel(10);
  const since = () => performance.now() - clicked;
  const usable = panel.field(/^Epochs/).waitFor().then(since);
  const firstRows = panel.text(/no\. 0/).waitFor().then(since);
  const ready = panel.frame.locator('#primary:not([disabled])').waitFor({ timeout: 120_000 }).then(since);
  const times = { usable: await usable, rows: await firstRows, ready: await ready };
  await window.command('View: Close All Editors');
  await page.waitForTimeout(1000);
  return times;
}
