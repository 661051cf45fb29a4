// The look of the panel in every theme, width and language, and the accessibility checker's verdict on it.

import { cpSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';

import { describe, expect, inject, test } from 'vitest';
import { z } from 'zod';

import { type Theme, themes, VsCode } from './support/vscode.js';

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const results = z.object({
  violations: z.array(z.looseObject({ id: z.string(), nodes: z.array(z.looseObject({ html: z.string() })) })),
});
const views = [
  { locale: 'en', width: 1280, start: /^Start/ },
  { locale: 'en', width: 480, start: /^Start/ },
  { locale: 'zh-CN', width: 1280, start: /^开始/ },
  { locale: 'zh-CN', width: 480, start: /^开始/ },
] as const;

describe.each(Object.keys(themes) as Theme[])('in the %s theme', (theme) => {
  test('the panel has enough contrast and a name for every control in every width and language', async () => {
    const vscode = await VsCode.start(
      (workspace) => cpSync(join(inject('finishedRun'), '..', '..', 'reviews.csv'), join(workspace, 'reviews.csv')),
      { theme },
    );
    try {
      for (const { locale, width, start } of views) {
        const window = await vscode.open({ locale, width: Math.max(width, 900), height: 1000 });
        await window.menu(window.file('reviews.csv'), locale === 'en' ? 'Fine-tune BERT' : '微调 BERT');
        const panel = await window.panel();
        await panel.button(start).waitFor();
        // The side bar would narrow the panel: without it the panel has the tested width.
        await window.page.keyboard.press('Control+B');
        await window.page.setViewportSize({ width: width + 48, height: 1000 });
        await panel.text(/除了贵一点/).waitFor();
        await window.picture(`panel-${theme}-${locale}-${width}`);
        await panel.frame.evaluate(axe);
        const { violations } = results.parse(await panel.frame.evaluate('axe.run(document)'));
        expect(violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html ?? ''}`)).toEqual([]);
        await window.page.close();
      }
    } finally {
      await vscode.stop();
    }
  });
});
