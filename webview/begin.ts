// The start of the page, before its libraries are loaded: asks the host for the state.

import type { FromPanel } from '../src/shared/messages/panel.js';

interface VsCodeApi {
  postMessage(message: FromPanel): void;
  getState(): unknown;
  setState(state: unknown): void;
}
declare global {
  /** Set by the page's HTML (`src/host/panel/pageHtml.ts`), since VS Code returns this object only once. */
  var vscodeHost: VsCodeApi;
}

/** The editor's end of this page. */
export const editor = globalThis.vscodeHost;
// The answer arrives after this script has run, when the page listens.
editor.postMessage({ type: 'ready' });
