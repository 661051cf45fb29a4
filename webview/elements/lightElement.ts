// A lit element without a shadow: the page's styles reach into it, and so do labels and the accessibility checker.

import { LitElement } from 'lit';

export class LightElement extends LitElement {
  protected override createRenderRoot(): HTMLElement {
    return this;
  }
}
