// TensorFlow on a machine that has none: installed from the panel.

import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { expect, inject, test } from 'vitest';

import { VsCode } from './support/vscode.js';

/** Milliseconds for 300 MB from the package index. */
const download = 120_000;

test('TensorFlow is installed from the panel, and the next run trains on it', async () => {
  const cache = mkdtempSync(join(tmpdir(), 'ftb-tensorflow-'));
  const fill = (workspace: string) =>
    cpSync(join(inject('finishedRun'), '..', '..', 'reviews.csv'), join(workspace, 'reviews.csv'));
  const vscode = await VsCode.start(fill, { variables: { XDG_CACHE_HOME: cache } });
  try {
    const window = await vscode.open();
    const panel = await window.fineTune('reviews.csv');
    await panel.button('Install TensorFlow…').click();
    const dialog = window.page.locator('.monaco-dialog-box');
    await dialog.getByText(/\d+ MB to download, \d+ MB on the disk/).waitFor();
    await window.picture('tensorflow-question');
    await dialog.getByRole('button', { name: 'Install' }).click();
    await window.notification(/Installing TensorFlow/).waitFor();
    await window.notification(/is installed/).waitFor({ timeout: download });
    await panel.radio(/^TensorFlow/).click();
    await window.picture('tensorflow-installed');
    await panel.field(/^Epochs/).fill('1');
    await panel.button('Start').click();
    await panel.button('Use for Hover').waitFor({ timeout: 60_000 });
    expect(await panel.text(/TensorFlow \(CPU\)|tensorflow \(CPU\)/).count()).toBeGreaterThan(0);
    await window.picture('tensorflow-done');
  } finally {
    await vscode.stop();
    rmSync(cache, { recursive: true, force: true });
  }
});
