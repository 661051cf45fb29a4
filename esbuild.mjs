// The build: the command line as one file, and the AssemblyScript kernels as WebAssembly, into dist/.

import { mkdirSync, readdirSync, statSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const thisFile = fileURLToPath(import.meta.url);
const root = dirname(thisFile);

/** What every bundle has in common: Node 20, one ES module, and a `require` for the CommonJS packages inside it. */
const bundleOptions = {
  absWorkingDir: root,
  bundle: true,
  platform: 'node',
  target: 'node20',
  format: 'esm',
  sourcemap: true,
  external: ['onnxruntime-node'],
  banner: { js: "import { createRequire as requireFrom } from 'node:module'; const require = requireFrom(import.meta.url);" },
  logLevel: 'warning',
};

/** Bundles one TypeScript file for Node, with the kernels beside it. */
export async function bundleFile(entry, outfile) {
  await Promise.all([
    build({ ...bundleOptions, entryPoints: [resolve(root, entry)], outfile }),
    compileKernels(join(root, dirname(outfile))),
  ]);
}

/** Everything that the product ships. */
export async function buildAll() {
  await bundleFile('src/cli/main.ts', 'dist/cli.js');
}

/** Compiles each src/…/NAME.as.ts to NAME.wasm in a folder, unless that is newer than its source and than this file. */
async function compileKernels(folder) {
  const sources = readdirSync(join(root, 'src'), { recursive: true }).filter((name) => name.endsWith('.as.ts'));
  mkdirSync(folder, { recursive: true });
  for (const name of sources) {
    const source = join(root, 'src', name);
    const output = join(folder, `${basename(name, '.as.ts')}.wasm`);
    if (Math.max(modified(source), modified(thisFile)) >= modified(output)) await compileKernel(source, output);
  }
}

function modified(file) {
  return statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? 0;
}

/** SIMD, no runtime of AssemblyScript's own, and a memory that JavaScript makes and shares with ONNX Runtime. */
async function compileKernel(source, output) {
  const { main } = await import('assemblyscript/asc');
  const flags = ['--optimizeLevel', '3', '--shrinkLevel', '0', '--noAssert', '--runtime', 'stub', '--importMemory', '--enable', 'simd'];
  const { error, stderr } = await main([source, '--outFile', output, ...flags]);
  if (error) throw new Error(`${source} does not compile:\n${stderr.toString()}`);
}

if (process.argv[1] === thisFile) await buildAll();
