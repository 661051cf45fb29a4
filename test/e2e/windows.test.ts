// Special windows: restricted mode, two windows on one folder, and a workspace of several folders.

import { cpSync, existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

import { expect, inject, test } from 'vitest';

import { type StartOptions, VsCode } from './support/vscode.js';
import type { Workbench } from './support/workbench.js';

/** Milliseconds after which every window has shown its notifications. */
const slowestWindow = 1500;
/** Long enough to be viewed from another window. */
const epochs = '200';
const sample = () => join(inject('finishedRun'), '..', '..', 'reviews.csv');

async function withVsCode(
  fill: (workspace: string) => void,
  use: (vscode: VsCode) => Promise<void>,
  options: StartOptions = {},
): Promise<void> {
  const vscode = await VsCode.start(fill, options);
  try {
    await use(vscode);
  } finally {
    await vscode.stop();
  }
}

test('an untrusted folder can be viewed, and trains only once it is trusted', () =>
  withVsCode(
    (workspace) => cpSync(sample(), join(workspace, 'reviews.csv')),
    async (vscode) => {
      const window = await vscode.open();
      const panel = await window.fineTune('reviews.csv');
      await panel.text(/除了贵一点/).waitFor();
      await panel.text('You can look at everything; training needs a trusted workspace.').waitFor();
      expect(await panel.frame.getByRole('button', { name: 'Start' }).count()).toBe(0);
      await window.picture('untrusted-dark');
      await panel.button('Trust').click();
      await window.page.locator('.workspace-trust-editor').waitFor();
      expect(existsSync(join(vscode.workspace, '.finetune'))).toBe(false);
    },
    { restricted: true },
  ));

/** The notifications of a run's end, without others. */
const told = (window: Workbench) =>
  window.page.locator('.notification-list-item', { hasText: 'The run reviews-1 is done' }).count();

test('a run of one window can be followed and resumed in another, and one of them notifies of its end', () =>
  withVsCode(
    (workspace) => cpSync(sample(), join(workspace, 'reviews.csv')),
    async (vscode) => {
      const first = await vscode.open();
      const second = await vscode.open();
      await second.showRuns();
      expect(await second.offered('BERT: Export')).not.toContain('BERT: Export Model…');
      const panel = await first.fineTune('reviews.csv');
      await panel.field(/^Epochs/).fill(epochs);
      await panel.button('Start').click();
      await panel.button('Pause').waitFor();
      const row = second.run('reviews-1');
      await row.filter({ hasText: /\d+% · loss \d/ }).waitFor();
      await row.click();
      const seen = await second.panel();
      await seen.isDrawn();
      await second.picture('second-window');
      await seen.button('Pause').click();
      await panel.button('Resume').waitFor();
      await panel.button('Stop').click();
      await seen.text(/^Stopped/).waitFor();
      await expect.poll(() => second.offered('BERT: Resume'), { timeout: 20_000 }).toContain('BERT: Resume Training…');
      await second.command('BERT: Resume Training…');
      await panel.button('Stop and Keep Best').click();
      await expect.poll(async () => (await told(first)) + (await told(second)), { timeout: 20_000 }).toBe(1);
      await panel.button('Use for Hover').waitFor();
      await seen.button('Use for Hover').waitFor();
      await first.page.waitForTimeout(slowestWindow);
      expect((await told(first)) + (await told(second))).toBe(1);
      expect(await second.offered('BERT: Export')).toContain('BERT: Export Model…');
    },
    { machine: { 'finetuneBert.notifications': 'always' } },
  ));

test('a workspace of two folders shows the runs of both, each with the name of its folder', () =>
  withVsCode(
    (workspace) => {
      for (const name of ['north', 'south']) {
        mkdirSync(join(workspace, name));
        cpSync(sample(), join(workspace, name, 'reviews.csv'));
        cpSync(inject('finishedRun'), join(workspace, name, '.finetune', 'reviews-1'), { recursive: true });
      }
    },
    async (vscode) => {
      const file = join(dirname(vscode.workspace), 'two.code-workspace');
      writeFileSync(
        file,
        JSON.stringify({ folders: ['north', 'south'].map((name) => ({ path: join(vscode.workspace, name) })) }),
      );
      const window = await vscode.open({ workspaceFile: file });
      await window.showRuns();
      await window.run('reviews-1').nth(1).waitFor();
      await window.picture('two-folders');
      expect(await window.run('reviews-1').filter({ hasText: 'north' }).count()).toBe(1);
      await window.run('reviews-1').filter({ hasText: 'south' }).click();
      const panel = await window.panel();
      await panel.text(/south.reviews\.csv/).waitFor();
    },
  ));
