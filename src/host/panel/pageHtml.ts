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
  /** Address of the page's script. */
  readonly script: string;
  /** The page's style itself: from a file it would come later than the rows. */
  readonly style: string;
  /** Whether the first view will be sent: the page then draws itself when that is painted. */
  readonly waitsForRows: boolean;
}

/**
 * Milliseconds that the page's script waits for the first view to arrive and to be painted. A page that is out of sight
 * gets no frame; and where the rows are late, since the worker process has to start first, both arrive at once.
 */
const patience = 50;

/**
 * The page's first script. VS Code gives its API once, so the page's own script finds it where this one has put it
 * (`webview/begin.ts`). A page that kept a state was here before: it is drawn as it was, and the first view would only
 * flicker. VS Code shows a page when it is loaded: so the large script comes after the first view.
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
