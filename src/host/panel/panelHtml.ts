// The page's HTML: its script and style from dist/, under a content security policy that allows nothing else.

import { randomBytes } from 'node:crypto';
import { Uri, type Webview } from 'vscode';
import type { Locale } from '../../shared/catalogue.js';

const languages = { en: 'en', zh: 'zh-CN' } as const satisfies Record<Locale, string>;

/** Where the page may load from. */
export function panelRoots(extension: Uri): Uri[] {
  return [Uri.joinPath(extension, 'dist', 'webview')];
}

export function panelHtml(webview: Webview, extension: Uri, locale: Locale, title: string): string {
  const file = (name: string) => webview.asWebviewUri(Uri.joinPath(extension, 'dist', 'webview', name)).toString();
  const nonce = randomBytes(16).toString('base64');
  const policy = [
    "default-src 'none'",
    `script-src 'nonce-${nonce}' ${webview.cspSource}`,
    `style-src ${webview.cspSource} 'nonce-${nonce}'`,
    `font-src ${webview.cspSource}`,
    `img-src ${webview.cspSource} data:`,
  ].join('; ');
  return `<!DOCTYPE html>
<html lang="${languages[locale]}">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escapeHtml(title)}</title>
<link rel="stylesheet" href="${file('panel.css')}">
</head>
<body>
<script type="module" nonce="${nonce}" src="${file('panel.js')}"></script>
</body>
</html>`;
}

function escapeHtml(text: string): string {
  return text.replace(/[&<>"]/g, (character) => `&#${character.charCodeAt(0)};`);
}
