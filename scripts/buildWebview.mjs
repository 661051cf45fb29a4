// Bundles the panel's page: webview/main.ts and its styles, to dist/webview/panel.js and panel.css; uPlot, which only a
// run needs, to a file of its own.

import { build } from 'esbuild';

/** `import('uplot')` loads the file beside panel.js. */
const plotOnDemand = {
  name: 'uplot-on-demand',
  setup({ onResolve }) {
    onResolve({ filter: /^uplot$/ }, ({ kind }) =>
      kind === 'dynamic-import' ? { path: './uplot.js', external: true } : undefined,
    );
  },
};

/** @param {string} root the repository; gives what esbuild says of both bundles */
export async function buildWebview(root) {
  const common = {
    absWorkingDir: root,
    bundle: true,
    format: 'esm',
    // What VS Code 1.99 shows pages with.
    target: 'chrome132',
    minify: true,
    // dist/licences.txt has them.
    legalComments: 'none',
    metafile: true,
    logLevel: 'warning',
  };
  return Promise.all([
    build({
      ...common,
      entryPoints: [
        { in: 'webview/main.ts', out: 'panel' },
        { in: 'webview/styles/panel.css', out: 'panel' },
      ],
      outdir: 'dist/webview',
      plugins: [plotOnDemand],
    }),
    build({
      ...common,
      stdin: { contents: "export { default } from 'uplot';", resolveDir: root },
      outfile: 'dist/webview/uplot.js',
    }),
  ]);
}
