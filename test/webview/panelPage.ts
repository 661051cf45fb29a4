// The built page in Chromium, with a host that the test plays and the content security policy of VS Code's page.

import { mkdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';

import { type Browser, chromium, type Page } from 'playwright-core';
import { z } from 'zod';

import { chromiumPath } from '../../scripts/installCodeServer.mjs';
import { pageHtml } from '../../src/host/panel/pageHtml.js';
import { type FirstView, type FromPanel, fromPanelSchema, type ToPanel } from '../../src/shared/messages/panel.js';
import type { PanelState } from '../../src/shared/messages/panelState.js';

const root = join(import.meta.dirname, '..', '..');
const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const axeResults = z.object({
  violations: z.array(
    z.looseObject({
      id: z.string(),
      nodes: z.array(z.looseObject({ html: z.string(), failureSummary: z.string().optional() })),
    }),
  ),
});
const origin = 'http://panel.test';

export const themes = ['vscode-dark', 'vscode-light', 'vscode-high-contrast'] as const;
export type Theme = (typeof themes)[number];
export interface Look {
  readonly theme?: Theme;
  readonly lang?: 'en' | 'zh-CN';
  readonly width?: number;
  readonly height?: number;
  /** The state that the page stored before. */
  readonly memory?: unknown;
  /** The host's first view, if any. */
  readonly first?: FirstView | null;
  /** Whether the host answers the page; true when absent. */
  readonly answers?: boolean;
}

export function launch(): Promise<Browser> {
  return chromium.launch({ executablePath: chromiumPath()!, args: ['--no-sandbox'] });
}

/** The page as the host makes it, with a theme's colours. */
function themedHtml({ theme = 'vscode-dark', lang = 'en', first = null }: Look): string {
  const style = readFileSync(join(root, 'dist', 'webview', 'panel.css'), 'utf8');
  const html = pageHtml({
    locale: lang === 'en' ? 'en' : 'zh',
    title: 'Fine-tune BERT',
    source: origin,
    script: `${origin}/panel.js`,
    style,
    waitsForRows: first !== null,
  });
  return html
    .replace('<html', `<html data-theme="${theme}"`)
    .replace('<style', `<link rel="stylesheet" href="${origin}/themes.css"><style`)
    .replace('<body', `<body class="${theme}" data-vscode-theme-kind="${theme}"`);
}

/** The page's host: answers `ready` with the state, and records the page's messages. */
export class PanelPage {
  readonly said: FromPanel[] = [];
  readonly errors: string[] = [];
  /** Files that the page has loaded. */
  readonly loaded: string[] = [];

  private constructor(
    readonly page: Page,
    private state: PanelState,
    private look: Look,
  ) {}

  static async open(browser: Browser, state: PanelState, look: Look = {}): Promise<PanelPage> {
    const { width = 1280, height = 1000, lang = 'en', memory = null } = look;
    const page = await browser.newPage({ viewport: { width, height }, locale: lang, timezoneId: 'UTC' });
    const panel = new PanelPage(page, state, look);
    page.on('console', (message) => {
      if (message.type() === 'error') panel.errors.push(message.text());
    });
    page.on('pageerror', (error) => panel.errors.push(String(error)));
    await page.route(`${origin}/**`, (route) => {
      const name = new URL(route.request().url()).pathname.slice(1);
      panel.loaded.push(name);
      if (name === '') return route.fulfill({ contentType: 'text/html', body: themedHtml(panel.look) });
      return route.fulfill({
        path: name === 'themes.css' ? join(import.meta.dirname, name) : join(root, 'dist', 'webview', name),
      });
    });
    await page.exposeFunction('hostReceives', (message: unknown) => panel.receive(message));
    await page.addInitScript(`let kept = ${JSON.stringify(memory)}; window.keptState = () => kept;
      window.acquireVsCodeApi = () => ({
        postMessage: (message) => window.hostReceives(message),
        getState: () => kept,
        setState: (state) => { kept = structuredClone(state); },
      });`);
    await panel.load(state, look);
    return panel;
  }

  /** Loads the page again, with another state or in another language. */
  async load(state: PanelState, look: Pick<Look, 'theme' | 'lang'> = {}): Promise<void> {
    this.state = state;
    this.look = { ...this.look, ...look };
    await this.page.goto(`${origin}/`);
    const { first = null } = this.look;
    if (first !== null) await this.post(first);
    await this.page.locator(this.look.answers === false ? '#first .rows' : '#data').waitFor({ state: 'attached' });
  }

  /** Changes theme and width while the page is open, as VS Code does. */
  async wear(theme: Theme, width: number): Promise<void> {
    await this.page.setViewportSize({ width, height: this.look.height ?? 1000 });
    await this.page.evaluate((name) => {
      document.documentElement.dataset['theme'] = name;
      document.body.className = name;
      document.body.dataset['vscodeThemeKind'] = name;
    }, theme);
  }

  private async receive(raw: unknown): Promise<void> {
    const message = fromPanelSchema.parse(raw);
    this.said.push(message);
    if (message.type === 'ready' && this.look.answers !== false) await this.post({ type: 'state', state: this.state });
  }

  async post(message: ToPanel): Promise<void> {
    await this.page.evaluate((data) => window.postMessage(data, '*'), message);
  }

  /** Messages of one kind, in their order. */
  all<Type extends FromPanel['type']>(type: Type): Extract<FromPanel, { type: Type }>[] {
    return this.said.filter((message): message is Extract<FromPanel, { type: Type }> => message.type === type);
  }

  /** Waits until the page has drawn its state. */
  async settled(): Promise<void> {
    await this.page.evaluate(
      () => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(done, 60)))),
    );
  }

  async picture(name: string): Promise<void> {
    const folder = join(root, 'build', 'webview');
    mkdirSync(folder, { recursive: true });
    await this.settled();
    await this.page.screenshot({ path: join(folder, `${name}.png`), fullPage: true });
  }

  /** Faults that the accessibility checker finds, one sentence each. */
  async faults(rules: 'all' | 'colours' = 'all'): Promise<string[]> {
    if (!(await this.page.evaluate(() => 'axe' in window))) await this.page.evaluate(axe);
    const options = rules === 'all' ? { rules: { 'target-size': { enabled: true } } } : { runOnly: ['color-contrast'] };
    const { violations } = axeResults.parse(
      await this.page.evaluate(`axe.run(document, ${JSON.stringify({ ...options, resultTypes: ['violations'] })})`),
    );
    return violations.flatMap(({ id, nodes }) =>
      nodes.map(
        ({ html, failureSummary = '' }) =>
          `${id}: ${html.slice(0, 160)} ${failureSummary.replace(/\s+/g, ' ').slice(0, 200)}`,
      ),
    );
  }

  /** Whether something sticks out of the page sideways. */
  async overflows(): Promise<boolean> {
    return this.page.evaluate(() => document.documentElement.scrollWidth > document.documentElement.clientWidth);
  }

  async close(): Promise<void> {
    await this.page.close();
  }
}
