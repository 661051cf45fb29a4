// Bundles the panel's page: webview/main.ts and its styles, to dist/webview/panel.js and panel.css.

import { build } from 'esbuild';

/** @param {string} root the repository */
export async function buildWebview(root) {
  await build({
    absWorkingDir: root,
    entryPoints: [{ in: 'webview/main.ts', out: 'panel' }, { in: 'webview/styles/panel.css', out: 'panel' }],
    outdir: 'dist/webview',
    bundle: true,
    format: 'esm',
    // What VS Code 1.99 shows pages with.
    target: 'chrome132',
    minify: true,
    legalComments: 'none',
    logLevel: 'warning',
  });
}
