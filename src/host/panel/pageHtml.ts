// The page's HTML: its style in it, its script from dist/, under a content security policy that allows nothing else.

import { randomBytes } from 'node:crypto';

import type { Locale } from '../../shared/catalogue.js';
import { escapeHtml } from './firstView.js';

const languages = { en: 'en', zh: 'zh-CN' } as const satisfies Record<Locale, string>;

export interface Page {
  readonly locale: Locale;
  readonly title: string;
  /** Where the page may load from, as a source of the policy. */
  readonly source: string;
  /** The address of the page's script. */
  readonly script: string;
  /** The style sheet itself: loaded from a file it would arrive later than the rows. */
  readonly style: string;
  /** Whether the first view will be sent: the page then draws itself when that is painted. */
  readonly waitsForRows: boolean;
}

/**
 * Milliseconds that the page's script waits for the first view to arrive and to be painted. A hidden page gets no
 * frame; and where the worker process has to start first, rows and script arrive at once.
 */
const patience = 50;

/**
 * The page's first script. VS Code returns its API only once, so this script stores it for the page's own script
 * (`webview/begin.ts`). A page with a stored state was shown before: it is drawn from that state, and a first view
 * would only flicker. VS Code shows a page once it is loaded, so the large script is loaded after the first view.
 */
function beginning({ script, waitsForRows }: Page, nonce: string): string {
  const pageScript = `{ type: 'module', nonce: '${nonce}', src: ${JSON.stringify(script)} }`;
  return `globalThis.vscodeHost = acquireVsCodeApi();
let begun = false;
const begin = () => {
  if (begun) return;
  begun = true;
  document.body.append(Object.assign(document.createElement('script'), ${pageScript}));
};
const take = ({ data }) => {
  if (data?.type !== 'firstView') return;
  removeEventListener('message', take);
  // The page has drawn itself.
  if (document.querySelector('body > header')) return;
  document.head.append(Object.assign(document.createElement('style'), { nonce: '${nonce}', textContent: data.style }));
  document.body.insertAdjacentHTML('afterbegin', data.markup);
  requestAnimationFrame(() => setTimeout(() => {
    performance.mark('first rows');
    begin();
  }));
};
if (${waitsForRows} && !vscodeHost.getState()) {
  addEventListener('message', take);
  setTimeout(begin, ${patience});
} else begin();`;
}

/** The whole document. */
export function pageHtml(page: Page): string {
  const { locale, title, source, style } = page;
  const nonce = randomBytes(16).toString('base64');
  const policy = [
    "default-src 'none'",
    `script-src 'nonce-${nonce}' ${source}`,
    `style-src ${source} 'nonce-${nonce}'`,
    `font-src ${source}`,
    `img-src ${source} data:`,
  ].join('; ');
  return `<!DOCTYPE html>
<html lang="${languages[locale]}">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${escapeHtml(policy)}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escapeHtml(title)}</title>
<style nonce="${nonce}">${style}</style>
</head>
<body>
<script nonce="${nonce}">${beginning(page, nonce)}</script>
</body>
</html>`;
}
