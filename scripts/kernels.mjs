// AssemblyScript on import: `import { bytes } from './NAME.wasm'` gives what NAME.as.ts beside it compiles to, inside the
// bundle or the test that imports it. There is no file to build first, to find at run time, or to be out of date.

import { Buffer } from 'node:buffer';
import { dirname, resolve } from 'node:path';

/** SIMD, no runtime of AssemblyScript's own, and a memory that JavaScript makes and shares with ONNX Runtime. */
const flags = ['--optimizeLevel', '3', '--shrinkLevel', '0', '--noAssert', '--runtime', 'stub', '--importMemory', '--enable', 'simd'];

const modules = new Map();

/** The JavaScript module that stands for a .wasm file: `bytes`, a Uint8Array. Compiled once a process. */
function moduleOf(wasmFile) {
  if (!modules.has(wasmFile)) modules.set(wasmFile, compile(sourceOf(wasmFile)));
  return modules.get(wasmFile);
}

function sourceOf(wasmFile) {
  return wasmFile.replace(/\.wasm$/, '.as.ts');
}

async function compile(source) {
  const { main } = await import('assemblyscript/asc');
  let binary;
  const writeFile = (_name, contents) => (binary = contents);
  const { error, stderr } = await main([source, '--outFile', 'kernels.wasm', ...flags], { writeFile });
  if (error) throw new Error(`${source} does not compile:\n${stderr.toString()}`);
  return `export const bytes = Uint8Array.from(atob('${Buffer.from(binary).toString('base64')}'), (letter) => letter.charCodeAt(0));\n`;
}

/** For esbuild.mjs. */
export const esbuildKernels = {
  name: 'kernels',
  setup(build) {
    build.onResolve({ filter: /\.wasm$/ }, ({ path, resolveDir }) => ({ path: resolve(resolveDir, path) }));
    build.onLoad({ filter: /\.wasm$/ }, async ({ path }) => ({ contents: await moduleOf(path), loader: 'js', watchFiles: [sourceOf(path)] }));
  },
};

/** For vitest.config.ts. */
export const vitestKernels = {
  name: 'kernels',
  enforce: /** @type {const} */ ('pre'),
  resolveId: (specifier, importer) => (specifier.endsWith('.wasm') && importer ? resolve(dirname(importer), specifier) : undefined),
  load: (id) => (id.endsWith('.wasm') ? moduleOf(id) : undefined),
};
