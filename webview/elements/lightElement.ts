// A lit element without a shadow: the page's styles reach into it, and so do labels and the accessibility checker.

import { LitElement } from 'lit';

/** The base class of the page's elements. */
export class LightElement extends LitElement {
  protected override createRenderRoot(): HTMLElement {
    return this;
  }
}
