// The first thing that the page does, before its libraries are there: it asks the host for what to show.

import type { FromPanel } from '../src/shared/messages/panel.js';

interface VsCodeApi {
  postMessage(message: FromPanel): void;
  getState(): unknown;
  setState(state: unknown): void;
}
declare function acquireVsCodeApi(): VsCodeApi;

export const host = acquireVsCodeApi();
// The answer comes when this script is through, and the page listens.
host.postMessage({ type: 'ready' });
