// VS Code's window as a person uses it: explorer, menus, editors, commands, hover, status bar, notifications.

import { mkdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

import type { Frame, Locator, Page } from 'playwright-core';

import { extensionId, statusItem } from '../../../src/shared/ids.js';
import { PanelPage } from './panelPage.js';

const pictures = fileURLToPath(new URL('../../../build/e2e', import.meta.url));
const patience = 60_000;

interface Place {
  readonly x: number;
  readonly y: number;
  readonly width: number;
}

export class Workbench {
  constructor(readonly page: Page) {
    page.setDefaultTimeout(20_000);
  }

  async ready(): Promise<void> {
    await this.page.waitForSelector('.monaco-workbench', { timeout: patience });
    await this.page.waitForSelector('.explorer-folders-view .monaco-list-row', { timeout: patience });
    // Menus and commands of extensions appear later than the files, all of ours at once.
    await this.page.waitForSelector('.activitybar [aria-label*="BERT"]', { timeout: patience });
  }

  /** A row of the explorer. */
  file(name: string): Locator {
    return this.page.locator('.explorer-folders-view .monaco-list-row', { hasText: name });
  }

  async openFile(name: string): Promise<void> {
    await this.file(name).dblclick();
    await this.page.locator(`.tab.active[data-resource-name="${name}"]`).waitFor();
    await this.page.locator('.editor-instance .view-line').first().waitFor();
  }

  /** Right-click, then an item of the menu. */
  async menu(row: Locator, title: string): Promise<void> {
    await row.click({ button: 'right' });
    const item = this.page.locator('.monaco-menu .action-item', { hasText: title }).first();
    await item.waitFor();
    // The menu ignores clicks in the first moment, so that releasing the button chooses nothing.
    await this.page.waitForTimeout(150);
    await item.click();
    await item.waitFor({ state: 'detached' });
  }

  /** Items of the command palette that are offered for these words. */
  async offered(words: string): Promise<string[]> {
    await this.openPalette(words);
    await this.page.locator('.quick-input-list .monaco-list-row').first().waitFor();
    const rows = await this.page.locator('.quick-input-list .monaco-list-row').allInnerTexts();
    await this.page.keyboard.press('Escape');
    return rows.map((row) => row.split('\n')[0]!);
  }

  async command(title: string): Promise<void> {
    await this.openPalette(title);
    await this.page.locator('.quick-input-list .monaco-list-row', { hasText: title }).first().click();
  }

  /** An item of the list that is asked from. */
  async pick(text: string): Promise<void> {
    await this.page.locator('.quick-input-list .monaco-list-row', { hasText: text }).first().click();
  }

  /** Accepts the proposal in a dialog of the editor, such as a file's name. */
  async accept(): Promise<void> {
    await this.page
      .locator('.quick-input-widget .monaco-button', { hasText: /OK|Save|Export/ })
      .first()
      .click();
  }

  notification(text: string | RegExp): Locator {
    return this.page.locator('.notification-list-item', { hasText: text }).first();
  }

  get statusBar(): Locator {
    return this.page.locator(`[id="${extensionId}.${statusItem}"]`);
  }

  /** Opens the view of runs; a row by the run's name. */
  async showRuns(title = 'Fine-tune BERT'): Promise<void> {
    await this.page.locator(`.activitybar .action-label[aria-label^="${title}"]`).click();
  }

  run(name: string): Locator {
    return this.page.locator('.pane-body .monaco-list-row', { hasText: name });
  }

  /** Selects a text in the editor and puts the pointer over it; returns the text of the hover. */
  async hover(text: string, says: string | RegExp): Promise<string> {
    const place = await this.select(text);
    await this.page.mouse.move(place.x + 60, place.y + 200);
    await this.page.mouse.move(place.x, place.y, { steps: 4 });
    const hover = this.page.locator('.monaco-hover:visible', { hasText: says });
    await hover.waitFor({ timeout: patience });
    return hover.innerText();
  }

  /** Selects a text by click and shift-click. */
  async select(text: string): Promise<Place> {
    const place = await this.find(text);
    await this.page.mouse.click(place.x - place.width / 2 + 1, place.y);
    await this.page.keyboard.down('Shift');
    await this.page.mouse.click(place.x + place.width / 2 - 1, place.y);
    await this.page.keyboard.up('Shift');
    await this.page.locator('.editor-instance .selected-text').first().waitFor();
    return place;
  }

  /**
   * Opens the panel of a file or folder by its menu. The editor closes a menu when the list behind it is refreshed, and
   * then nothing was chosen: it is opened a second time.
   */
  async fineTune(name: string): Promise<PanelPage> {
    await this.menu(this.file(name), 'Fine-tune BERT');
    try {
      return await this.panel(50, 20_000);
    } catch {
      await this.menu(this.file(name), 'Fine-tune BERT');
      return this.panel();
    }
  }

  /** The panel's page, once it exists; checked every `interval` milliseconds until `limit`. */
  async panel(interval = 50, limit = patience): Promise<PanelPage> {
    const until = Date.now() + limit;
    for (;;) {
      const frame = await this.panelFrame();
      if (frame !== null) return new PanelPage(frame);
      if (Date.now() > until)
        throw new Error(
          `no panel among ${this.page
            .frames()
            .map((each) => each.url().slice(0, 80))
            .join(' | ')}`,
        );
      await this.page.waitForTimeout(interval);
    }
  }

  async reload(): Promise<void> {
    await Promise.all([
      this.page.waitForEvent('framenavigated', (frame) => frame === this.page.mainFrame()),
      this.command('Developer: Reload Window'),
    ]);
    await this.ready();
  }

  /** Saves a screenshot of the window in build/e2e. */
  async picture(name: string): Promise<void> {
    const path = join(pictures, `${name}.png`);
    mkdirSync(dirname(path), { recursive: true });
    await this.page.screenshot({ path });
  }

  private async openPalette(words: string): Promise<void> {
    await this.page.keyboard.press('F1');
    const input = this.page.locator('.quick-input-widget input').first();
    await input.waitFor();
    await input.fill(`>${words}`);
  }

  /** Of all pages in the window, such as a walkthrough's picture, the panel's has a bar on top. */
  private async panelFrame(): Promise<Frame | null> {
    for (const frame of this.page.frames()) {
      if (!frame.url().includes('fake.html')) continue;
      if (
        (await frame
          .locator('body > header')
          .count()
          .catch(() => 0)) > 0
      )
        return frame;
    }
    return null;
  }

  /** Centre and width of a text in the active editor, once it is drawn. */
  private async find(text: string): Promise<Place> {
    const until = Date.now() + 10_000;
    while (Date.now() < until) {
      const place = await this.placeOf(text);
      if (place !== null) return place;
      await this.page.waitForTimeout(50);
    }
    throw new Error(`the editor does not show ${text}`);
  }

  private placeOf(text: string): Promise<Place | null> {
    return this.page.evaluate((word) => {
      for (const line of document.querySelectorAll('.editor-instance .view-line')) {
        const walker = document.createTreeWalker(line, NodeFilter.SHOW_TEXT);
        for (let node = walker.nextNode(); node !== null; node = walker.nextNode()) {
          // The editor draws spaces as non-breaking ones.
          const at = (node.nodeValue ?? '').replace(/\u00a0/g, ' ').indexOf(word);
          if (at < 0) continue;
          const range = document.createRange();
          range.setStart(node, at);
          range.setEnd(node, at + word.length);
          const box = range.getBoundingClientRect();
          return { x: box.x + box.width / 2, y: box.y + box.height / 2, width: box.width };
        }
      }
      return null;
    }, text);
  }
}
