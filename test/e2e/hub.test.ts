// A model of the hub in a real VS Code: chosen and downloaded from a hub on this machine, and fine-tuned.

import { cpSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { z } from 'zod';

import { commits, HubServer, type ServedModel } from '../support/hubServer.js';
import type { PanelPage } from './support/panelPage.js';
import { VsCode } from './support/vscode.js';
import type { Workbench } from './support/workbench.js';

const bundledModel = fileURLToPath(new URL('../../models/bert-tiny-zh', import.meta.url));
const files = Object.fromEntries(
  ['config.json', 'model.safetensors', 'tokenizer_config.json', 'vocab.txt'].map((name) => [
    name,
    readFileSync(join(bundledModel, name)),
  ]),
);
const served: ServedModel = { commit: commits.first, files, tags: ['bert', 'zh'], downloads: 1200 };
const runFile = z.object({ settings: z.object({ model: z.string() }) });

describe('a model of the hub', () => {
  let hub: HubServer;
  let cache: string;
  let vscode: VsCode;
  let window: Workbench;
  let panel: PanelPage;
  /** Only the beginning of the weights comes. */
  let isSlow = true;

  beforeAll(async () => {
    hub = await HubServer.start({
      models: { 'owner/tiny': served, 'owner/other': served },
      misbehave: ({ url, headers }) =>
        isSlow && url.includes('safetensors') && !(headers.range ?? '').startsWith('bytes=0-')
          ? { kind: 'stall', after: 1000 }
          : undefined,
    });
    cache = mkdtempSync(join(tmpdir(), 'ftb-hub-'));
    const fill = (workspace: string) =>
      cpSync(join(inject('finishedRun'), '..', '..', 'reviews.csv'), join(workspace, 'reviews.csv'));
    // The variable names a hub that is not there: the setting goes before it.
    vscode = await VsCode.start(fill, {
      machine: { 'finetuneBert.hubEndpoint': hub.endpoint },
      variables: { HF_ENDPOINT: 'http://127.0.0.1:9', HF_HUB_CACHE: cache, HF_HUB_DISABLE_IMPLICIT_TOKEN: '1' },
    });
    window = await vscode.open();
    panel = await window.fineTune('reviews.csv');
    await panel.text(/除了贵一点/).waitFor();
  });
  afterAll(async () => {
    await vscode.stop();
    await hub.close();
    rmSync(cache, { recursive: true, force: true });
  });

  async function openSearch(): Promise<void> {
    await panel.frame.locator('#field-model').click();
    await panel.frame.locator('#field-model').getByRole('option', { name: 'A model of the hub…' }).click();
    await window.page.locator('.quick-input-list .monaco-list-row', { hasText: 'bert-base-chinese' }).waitFor();
  }

  test('is chosen from the popular models or from what the hub finds', async () => {
    await openSearch();
    await window.picture('hub-popular-dark');
    await window.page.locator('.quick-input-widget input').first().fill('owner/');
    await window.page.locator('.quick-input-list .monaco-list-row', { hasText: 'owner/other' }).waitFor();
    await window.picture('hub-found-dark');
  });

  test('is downloaded, also after Cancel and Continue, and becomes the base model', async () => {
    await window.page.locator('.quick-input-widget input').first().fill('owner/tiny');
    // The rows of the search before stay until the new ones come: Enter might take one of them.
    await window.page.locator('.quick-input-list .monaco-list-row', { hasText: 'owner/tiny' }).first().click();
    const bar = panel.frame.getByRole('progressbar', { name: 'Downloading owner/tiny' });
    await expect
      .poll(async () => Number(await bar.getAttribute('aria-valuenow')), { timeout: 30_000 })
      .toBeGreaterThan(0);
    await bar.scrollIntoViewIfNeeded();
    await window.picture('hub-downloading-dark');
    await panel.button('Cancel').click();
    await panel.text(/is stopped; what came is kept/).waitFor();
    await window.picture('hub-stopped-dark');
    isSlow = false;
    await panel.button('Continue').click();
    await panel.frame.locator('#field-model[current-value^="owner/tiny@"]').waitFor();
    await panel.text(/On this computer, /).waitFor();
    expect(await panel.frame.locator('.download').count()).toBe(0);
  });

  test('is what the next run starts from', async () => {
    await panel.field(/^Epochs/).fill('1');
    await panel.button('Start').click();
    await panel.button('Use for Hover').waitFor({ timeout: 120_000 });
    const run = runFile.parse(
      JSON.parse(readFileSync(join(vscode.workspace, '.finetune', 'reviews-1', 'run.json'), 'utf8')),
    );
    expect(run.settings.model).toBe(`owner/tiny@${commits.first}`);
    await window.picture('hub-trained-dark');
  });

  test('is marked as downloaded in the next search', async () => {
    await panel.button('New Run').click();
    await openSearch();
    const row = window.page.locator('.quick-input-list .monaco-list-row', { hasText: 'owner/tiny' }).first();
    await row.locator('.codicon-pass').waitFor();
    await window.picture('hub-here-dark');
    await window.page.keyboard.press('Escape');
  });
});
