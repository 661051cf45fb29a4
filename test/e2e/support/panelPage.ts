// The panel as a person uses it: buttons and fields by their accessible names.

import type { Frame, Locator } from 'playwright-core';

export class PanelPage {
  constructor(readonly frame: Frame) {}

  button(name: string | RegExp): Locator {
    return this.frame.getByRole('button', { name }).first();
  }

  field(name: string | RegExp): Locator {
    return this.frame.getByLabel(name).first();
  }

  text(text: string | RegExp): Locator {
    return this.frame.getByText(text).first();
  }

  /** A link of the line on top, which scrolls to a part of the page. */
  tab(name: string): Locator {
    return this.frame.locator('nav').getByText(name, { exact: true });
  }

  /** Chooses a preset of the layers, or another radio button. */
  radio(name: string | RegExp): Locator {
    return this.frame.getByRole('radio', { name }).first();
  }

  async isDrawn(): Promise<void> {
    await this.frame.locator('canvas').first().waitFor();
  }
}
