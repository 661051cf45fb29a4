// The whole way of one user in a real VS Code: from the right-click on a CSV to labels under the pointer.

import { cpSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';

import { createRandom } from '../../src/base/random.js';
import { workerAddressSchema, workerFileName } from '../../src/shared/messages/worker.js';
import type { PanelPage } from './support/panelPage.js';
import { VsCode } from './support/vscode.js';
import type { Workbench } from './support/workbench.js';

/** Long enough to be paused, reloaded and resumed; short enough to be waited for. */
const epochs = '80';

const broken = 'text,label\nfine,good\n,bad\nfine,bad\n"never closed,good\n';

describe('fine-tuning in VS Code', () => {
  let vscode: VsCode;
  let window: Workbench;
  let panel: PanelPage;

  beforeAll(async () => {
    vscode = await VsCode.start((workspace) => {
      cpSync(join(inject('finishedRun'), '..', '..', 'reviews.csv'), join(workspace, 'reviews.csv'));
      writeFileSync(join(workspace, 'broken.csv'), broken);
      writeFileSync(join(workspace, 'note.txt'), '味道很好，下次还来\n');
    });
    window = await vscode.open();
  });
  afterAll(() => vscode.stop());

  test('a right-click on a CSV opens a panel with its rows', async () => {
    const clicked = Date.now();
    panel = await window.fineTune('reviews.csv');
    await panel.button('Start').waitFor();
    await panel.text(/除了贵一点/).waitFor();
    console.info(`right-click to the first rows: ${Date.now() - clicked} ms, the menu's own 150 ms included`);
    await window.picture('data-dark');
  });

  test('a run follows the settings and the frozen layers of the panel', async () => {
    // The usual recipe would stop early, and be done before the window is reloaded.
    await panel.field(/^Recipe/).click();
    await panel.frame.getByRole('option', { name: 'as in tutorials' }).click();
    await expect.poll(() => panel.field(/^Epochs/).inputValue()).toBe('3');
    await panel.field(/^Epochs/).fill(epochs);
    await panel.radio(/^Top /).click();
    await window.picture('model-dark');
    await panel.button('Start').click();
    await panel.button('Pause').waitFor();
    await panel.isDrawn();
    await expect
      .poll(() => window.statusBar.innerText(), { timeout: 60_000 })
      .toMatch(/BERT \d+\/80 · \d+% · loss \d\.\d{3}/);
    await window.picture('training-dark');
  });

  test('Pause holds the run, and Resume continues it', async () => {
    await panel.button('Pause').click();
    await panel.button('Resume').waitFor();
    await expect.poll(() => window.statusBar.innerText()).toMatch(/BERT paused · \d+%/);
    await window.picture('paused-dark');
    await panel.button('Resume').click();
    await panel.button('Pause').waitFor();
  });

  test('a reload of the window keeps the run and its curves', async () => {
    await window.reload();
    panel = await window.panel();
    await panel.button('Pause').waitFor();
    await panel.isDrawn();
    await expect.poll(() => window.statusBar.innerText(), { timeout: 60_000 }).toMatch(/BERT \d+\/80/);
    expect(readdirSync(join(vscode.workspace, '.finetune'))).toHaveLength(1);
  });

  test('a crash of the worker is reported in the panel, and Resume continues the run', async () => {
    const killed = Date.now();
    process.kill(workerOf(join(vscode.workspace, '.finetune', 'reviews-1')), 'SIGKILL');
    await panel.text(/ended unexpectedly/).waitFor();
    // It is two seconds on a machine with nothing else to do; a busy one is not what is tested.
    expect(Date.now() - killed).toBeLessThan(6000);
    await window.picture('lost-dark');
    expect(await window.notification(/ended unexpectedly/).count()).toBe(0);
    await panel.button('Resume').click();
    await panel.button('Pause').waitFor();
    expect(readdirSync(join(vscode.workspace, '.finetune'))).toHaveLength(1);
  });

  test('the evaluation is shown when the run is done', async () => {
    await panel.button('Use for Hover').waitFor({ timeout: 150_000 });
    await panel.text(/Confusion matrix/i).waitFor();
    await window.picture('done-dark');
  });

  test('links to rows, and the keys pressed after them, leave the CSV as it is with auto-save on', async () => {
    const file = join(vscode.workspace, 'reviews.csv');
    const before = readFileSync(file);
    const cells = panel.frame.locator('.matrix button:enabled');
    const lines = panel.frame.getByRole('button', { name: /^Line / });
    const random = createRandom(19);
    for (let round = 0; round < 16; round++) {
      if (round % 2 === 0) await cells.nth(random.integer(await cells.count())).click();
      else {
        // By its name: the list draws the rows in sight only, and scrolling changes which is the first.
        await lines.first().waitFor();
        const names = await lines.allInnerTexts();
        const name = names[random.integer(names.length)]!.trim();
        await panel.frame.getByRole('button', { name, exact: true }).click();
      }
      for (const key of ['Space', 'x', 'Delete', 'Backspace', 'Control+x', 'Tab'])
        if (random.integer(2) === 0) await window.page.keyboard.press(key);
    }
    await window.page.locator('.tab', { hasText: 'reviews.csv' }).first().waitFor();
    expect(await window.page.locator('.editor-instance .selected-text').count()).toBe(0);
    expect(await window.page.locator('.tab.dirty').count()).toBe(0);
    expect(readFileSync(file).equals(before)).toBe(true);
    await window.picture('lines-dark');
  });

  test('the hover shows the label of a text', async () => {
    await panel.button('Use for Hover').click();
    await window.openFile('note.txt');
    expect(await window.hover('味道很好', /reviews-1/)).toMatch(/正面|负面/);
    await window.picture('hover-dark');
  });

  test('an error in a CSV is underlined and listed under Problems', async () => {
    await window.openFile('broken.csv');
    await window.menu(window.file('broken.csv'), 'Fine-tune BERT');
    // The panel takes the file's place, and would take it again from a file that is opened too early.
    await window.page.locator('.tab.active[data-resource-name="broken.csv"]').waitFor({ state: 'hidden' });
    await window.openFile('broken.csv');
    await window.page.locator('.editor-instance .squiggly-error, .editor-instance .squiggly-warning').first().waitFor();
    await window.page.keyboard.press('Control+Shift+M');
    await window.page
      .locator('.markers-panel .monaco-list-row', { hasText: 'In broken.csv a quote opens on line 5' })
      .first()
      .waitFor();
    await window.picture('broken-dark');
  });
});

/** The process that trains, as the run's folder tells. */
function workerOf(run: string): number {
  return workerAddressSchema.parse(JSON.parse(readFileSync(join(run, workerFileName), 'utf8'))).pid;
}
