// The ways into the extension in a real VS Code, with a model that was trained before: menus, palette, view of runs,
// hover and classification.

import { cpSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';

import { VsCode } from './support/vscode.js';
import type { Workbench } from './support/workbench.js';

const texts = 'text\n味道很好，送得也快\n"等了两个小时，还是凉的"\n';
/** Takes a minute, so that there is time to cancel. */
const longRows = 200_000;

describe('in VS Code', () => {
  let vscode: VsCode;
  let window: Workbench;

  beforeAll(async () => {
    vscode = await VsCode.start((workspace) => {
      cpSync(inject('finishedRun'), join(workspace, '.finetune', 'reviews-1'), { recursive: true });
      cpSync(join(inject('finishedRun'), '..', '..', 'reviews.csv'), join(workspace, 'reviews.csv'));
      writeFileSync(join(workspace, 'texts.csv'), texts);
      writeFileSync(join(workspace, 'note.txt'), '味道很好，下次还来\n');
      mkdirSync(join(workspace, 'plain-folder'));
      for (const [label, text] of [
        ['好评', '味道很好，送得也快'],
        ['差评', '等了两个小时，还是凉的'],
      ] as const) {
        mkdirSync(join(workspace, 'by-class', label), { recursive: true });
        for (let file = 1; file <= 6; file++)
          writeFileSync(join(workspace, 'by-class', label, `${file}.txt`), `${text}，第 ${file} 次`);
      }
    });
    window = await vscode.open();
  });
  afterAll(() => vscode.stop());

  test('the palette offers only the commands that have something to act on', async () => {
    // The list of runs appears a moment after the window.
    await expect.poll(() => window.offered('BERT: Export'), { timeout: 20_000 }).toContain('BERT: Export Model…');
    const offered = await window.offered('BERT:');
    expect(offered).toContain('BERT: Fine-tune BERT…');
    expect(offered).toContain('BERT: Classify CSV Column…');
    expect(offered).toContain('BERT: Download Base Model…');
    expect(offered.filter((title) => /Pause|Resume|Stop|Show the Run|Delete|Compare/.test(title))).toEqual([]);
  });

  test('the view of runs shows each run with its score', async () => {
    await window.showRuns();
    await window.run('reviews-1').waitFor();
    expect(await window.run('reviews-1').innerText()).toMatch(/reviews-1\s*\d+\.\d% · F1 0\.\d{3}/);
    await window.picture('runs');
  });

  test('Use for Hover shows the label and the bars of a selected text', async () => {
    await window.run('reviews-1').hover();
    await window.run('reviews-1').locator('.action-label[aria-label^="Use for Hover"]').click();
    await window.run('reviews-1').filter({ hasText: 'used for hover' }).waitFor();
    await window.page.keyboard.press('Control+Shift+E');
    await window.openFile('note.txt');
    const said = await window.hover('味道很好', /reviews-1/);
    expect(said).toMatch(/正面\s+\d+\.\d%/);
    expect(said).toContain('█');
    await window.picture('hover');
  });

  test('Classify Selection answers with the label', async () => {
    await window.openFile('note.txt');
    await window.select('味道很好');
    await window.command('BERT: Classify Selection');
    await window.notification(/正面 \d+\.\d% · reviews-1/).waitFor();
  });

  test('Classify CSV Column… writes a file with a label for each row', async () => {
    await window.menu(window.file('texts.csv'), 'Classify CSV Column…');
    await window.pick('reviews-1');
    await window.pick('text');
    await window.accept();
    await window.notification(/2 rows were classified/).waitFor();
    const rows = readFileSync(join(vscode.workspace, 'texts-labelled.csv'), 'utf8').trim().split('\n');
    expect(rows).toHaveLength(3);
    expect(rows[1]).toMatch(/正面/);
    expect(rows[2]).toMatch(/负面/);
  });

  test('Cancel on Classify CSV Column… leaves no file behind', async () => {
    writeFileSync(join(vscode.workspace, 'long.csv'), `text\n${'味道很好，送得也快，下次还来\n'.repeat(longRows)}`);
    const before = readdirSync(vscode.workspace);
    await window.menu(window.file('long.csv'), 'Classify CSV Column…');
    await window.pick('reviews-1');
    await window.pick('text');
    await window.accept();
    const progress = window.notification(/[1-9][\d,]* rows/);
    await progress.waitFor();
    await progress.getByRole('button', { name: 'Cancel' }).click();
    await window.notification('Cancelled; no file was written.').waitFor();
    expect(readdirSync(vscode.workspace)).toEqual(before);
  });

  test('a folder of texts for each class opens and follows new files, and another folder is refused', async () => {
    await window.menu(window.file('plain-folder'), 'Fine-tune BERT');
    await window.notification(/plain-folder is a folder without a dataset/).waitFor();
    const panel = await window.fineTune('by-class');
    await panel.text('by-class · 12 rows · 3 columns').waitFor();
    await panel.text('2 labels, 12 rows').waitFor();
    await panel.text('等了两个小时，还是凉的，第 1 次').first().waitFor();
    await window.picture('folder');
    // A file that is added to the folder appears in the panel.
    writeFileSync(join(vscode.workspace, 'by-class', '好评', '7.txt'), '又来了一次，还是那么好');
    await panel.text('by-class · 13 rows · 3 columns').waitFor();
    await window.command('View: Close Editor');
  });

  test('the palette opens the folder of a Hugging Face dataset, with the names of its classes', async () => {
    cpSync(new URL('../unit/data/files/saved', import.meta.url), join(vscode.workspace, 'saved-dataset'), {
      recursive: true,
    });
    await window.command('View: Close All Editors');
    await window.command('BERT: Fine-tune BERT…');
    await window.pick('A folder…');
    const choose = window.page.locator('.quick-input-widget .monaco-button', { hasText: 'Choose' }).first();
    // The dialog begins in the workspace, and shows what is in a folder once it is there.
    await window.pick('saved-dataset');
    await window.page.locator('.quick-input-list .monaco-list-row', { hasText: 'validation' }).first().waitFor();
    await choose.click();
    const panel = await window.panel();
    await panel.text('saved-dataset · 24 rows · 2 columns').waitFor();
    await panel.text('2 labels, 24 rows').waitFor();
    await panel.text('第 1 条评论，味道很好').first().waitFor();
    await window.command('View: Close Editor');
  });

  test('the walkthrough opens the sample', async () => {
    await window.command('Welcome: Open Walkthrough');
    await window.pick('Fine-tune BERT on your own texts');
    await window.page.getByRole('button', { name: 'Open the Sample' }).waitFor();
    await window.picture('walkthrough');
    await window.page.getByRole('button', { name: 'Open the Sample' }).click();
    const panel = await window.panel();
    await panel.button('Start').waitFor();
    await panel.text('tickets-sample.csv').waitFor();
  });
});

test('with Chinese as the display language, the menu and the view of runs are in Chinese', async () => {
  const vscode = await VsCode.start((workspace) => writeFileSync(join(workspace, 'note.csv'), texts));
  try {
    const window = await vscode.open({ locale: 'zh-CN' });
    await window.file('note.csv').click({ button: 'right' });
    await window.page.locator('.monaco-menu .action-item', { hasText: '微调 BERT' }).first().waitFor();
    await window.page.keyboard.press('Escape');
    await window.showRuns('微调 BERT');
    await window.page.getByText('打开示例').first().waitFor();
    await window.picture('zh/runs-empty');
  } finally {
    await vscode.stop();
  }
});
