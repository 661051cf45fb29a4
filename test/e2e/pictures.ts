// `npm run pictures`: the pictures of the README, taken of the packed extension in a real VS Code.

import { cpSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { expect, inject, test } from 'vitest';

import { VsCode } from './support/vscode.js';

const folder = fileURLToPath(new URL('../../media/screenshots/', import.meta.url));
const size = { width: 1280, height: 800 };
/** Enough for curves with a shape. */
const epochs = 8;
const photographedAt = 7;
/** A complaint that the small model recognises, although it is often wrong. */
const hovered = '等了两个小时，送来的面全坨了。';
const note = ['# 本周留言', '', '味道很好，送得也快，下次还点。', hovered, '位置好找，停车也方便。', ''].join('\n');

test('takes the pictures of the README', async () => {
  mkdirSync(folder, { recursive: true });
  const vscode = await VsCode.start((workspace) => {
    cpSync(join(inject('finishedRun'), '..', '..', 'reviews.csv'), join(workspace, 'reviews.csv'));
    writeFileSync(join(workspace, 'feedback.md'), note);
  });
  try {
    const window = await vscode.open(size);
    const take = (name: string) => window.page.screenshot({ path: join(folder, `${name}.png`) });
    const panel = await window.fineTune('reviews.csv');
    await panel.text(/about .* on /).waitFor();
    await panel.frame.getByRole('slider', { name: /Maximum length/ }).waitFor();
    await take('data');

    await panel.tab('Layers').click();
    await panel.radio(/^Top /).click();
    await panel.frame.locator('#layers .cost:not(.unknown)').waitFor();
    await take('layers');

    // The sample is small: it takes all of the model to learn something from it.
    await panel.radio(/^Everything/).click();
    await window.showRuns();
    await panel.field(/^Epochs/).fill(String(epochs));
    await panel.button('Start').click();
    await panel.isDrawn();
    await expect
      .poll(() => window.statusBar.innerText(), { timeout: 120_000 })
      .toMatch(new RegExp(`BERT ${photographedAt}/`));
    await take('training');

    await panel.button('Use for Hover').waitFor({ timeout: 120_000 });
    await panel.text(/Confusion matrix/i).waitFor();
    await panel.tab('Evaluation').click();
    await window.run('reviews-1').filter({ hasText: /F1/ }).waitFor();
    await take('evaluation');

    await panel.button('Use for Hover').click();
    await window.page.keyboard.press('Control+Shift+E');
    await window.openFile('feedback.md');
    expect(await window.hover(hovered, /reviews-1/)).toContain('负面');
    await take('hover');
  } finally {
    await vscode.stop();
  }
});
