// The first thing that the page does, before its libraries are there: it asks the host for what to show.

import type { FromPanel } from '../src/shared/messages/panel.js';

interface VsCodeApi {
  postMessage(message: FromPanel): void;
  getState(): unknown;
  setState(state: unknown): void;
}
declare global {
  /** Put here by the page's HTML (`src/host/panel/pageHtml.ts`): VS Code gives it once. */
  var vscodeHost: VsCodeApi;
}

/** The editor's end of this page. */
export const editor = globalThis.vscodeHost;
// The answer comes when this script is through, and the page listens.
editor.postMessage({ type: 'ready' });
