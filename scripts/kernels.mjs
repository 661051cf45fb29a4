// AssemblyScript on import: `import { bytes } from './NAME.wasm'` gives what NAME.as.ts beside it compiles to, inside
// the bundle or the test that imports it. There is no file to build first, to find at run time, or to be out of date.

import { Buffer } from 'node:buffer';
import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

/** SIMD, no runtime of AssemblyScript's own, and a memory that JavaScript makes and shares with ONNX Runtime. */
const flags = [
  '--optimizeLevel',
  '3',
  '--shrinkLevel',
  '0',
  '--noAssert',
  '--runtime',
  'stub',
  '--importMemory',
  '--enable',
  'simd',
];

const thisFile = fileURLToPath(import.meta.url);
const modules = new Map();

/** The JavaScript module that stands for a .wasm file: `bytes`, a Uint8Array. */
function moduleOf(wasmFile) {
  if (!modules.has(wasmFile)) modules.set(wasmFile, compile(sourceOf(wasmFile)));
  return modules.get(wasmFile);
}

function sourceOf(wasmFile) {
  return wasmFile.replace(/\.wasm$/, '.as.ts');
}

/**
 * Cached by the hash of everything that it depends on: the compiler takes longer to start than the rest of the build.
 */
async function compile(source) {
  const key = createHash('sha256')
    .update(readFileSync(source))
    .update(readFileSync(thisFile))
    .digest('hex')
    .slice(0, 32);
  const kept = join(dirname(thisFile), '..', 'build', 'kernels', `${key}.js`);
  try {
    return readFileSync(kept, 'utf8');
  } catch {
    const code = await compileAnew(source);
    mkdirSync(dirname(kept), { recursive: true });
    writeFileSync(`${kept}.${process.pid}`, code);
    renameSync(`${kept}.${process.pid}`, kept);
    return code;
  }
}

async function compileAnew(source) {
  const { main } = await import('assemblyscript/asc');
  let binary;
  const writeFile = (_name, contents) => (binary = contents);
  const { error, stderr } = await main([source, '--outFile', 'kernels.wasm', ...flags], { writeFile });
  if (error) throw new Error(`${source} does not compile:\n${stderr.toString()}`);
  const text = Buffer.from(binary).toString('base64');
  return `export const bytes = Uint8Array.from(atob('${text}'), (letter) => letter.charCodeAt(0));\n`;
}

/** For esbuild.mjs. */
export const esbuildKernels = {
  name: 'kernels',
  setup(build) {
    build.onResolve({ filter: /\.wasm$/ }, ({ path, resolveDir }) => ({ path: resolve(resolveDir, path) }));
    build.onLoad({ filter: /\.wasm$/ }, async ({ path }) => ({
      contents: await moduleOf(path),
      loader: 'js',
      watchFiles: [sourceOf(path)],
    }));
  },
};

/** For vitest.config.ts. */
export const vitestKernels = {
  name: 'kernels',
  enforce: /** @type {const} */ ('pre'),
  resolveId: (specifier, importer) =>
    specifier.endsWith('.wasm') && importer ? resolve(dirname(importer), specifier) : undefined,
  load: (id) => (id.endsWith('.wasm') ? moduleOf(id) : undefined),
};
