// The build: the command line, the worker processes and the extension, in dist/. AssemblyScript kernels are compiled
// into it where they are imported (scripts/kernels.mjs).

import { existsSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

import { build } from 'esbuild';

import { buildWebview } from './scripts/buildWebview.mjs';
import { esbuildKernels } from './scripts/kernels.mjs';
import { licencesFile, writeLicences } from './scripts/licences.mjs';

const thisFile = fileURLToPath(import.meta.url);
const root = dirname(thisFile);

/** What every bundle has in common: Node 20, ES modules, and a `require` for the CommonJS packages inside them. */
const bundleOptions = {
  absWorkingDir: root,
  bundle: true,
  platform: 'node',
  target: 'node20',
  format: 'esm',
  sourcemap: true,
  external: ['onnxruntime-node', 'tokenizers'],
  plugins: [esbuildKernels],
  banner: {
    js: "import { createRequire as requireFrom } from 'node:module'; const require = requireFrom(import.meta.url);",
  },
  logLevel: 'warning',
};

/** The extension's entry imports the rest where it needs it: a file of its own, unread until then. */
const hostApart = {
  name: 'host-apart',
  setup: (building) =>
    building.onResolve({ filter: /^\.\/host\/main\.js$/ }, () => ({ path: './host.cjs', external: true })),
};

/** The extension: CommonJS, which every VS Code takes. VS Code 1.99 has Node 20. */
const extensionOptions = {
  absWorkingDir: root,
  entryPoints: { extension: 'src/extension.ts', host: 'src/host/main.ts' },
  outdir: 'dist',
  outExtension: { '.js': '.cjs' },
  bundle: true,
  platform: 'node',
  target: 'node20',
  format: 'cjs',
  minifySyntax: true,
  minifyWhitespace: true,
  sourcemap: true,
  external: ['vscode'],
  plugins: [hostApart],
  metafile: true,
  logLevel: 'warning',
};

/** The JSON schema of run.json, which package.json names. */
const schemaFile = 'dist/run.schema.json';
/** What is compiled apart, by the packaging step. */
const nativeFolder = 'dist/native';

/** Bundles one script for Node into build/ and gives the path of the result. */
export async function bundleScript(file) {
  const outfile = join(root, 'build', `${basename(file, '.ts')}.js`);
  await build({ ...bundleOptions, entryPoints: [resolve(file)], outfile });
  return outfile;
}

/**
 * Everything that the product ships. What a command needs is loaded when it runs: hence the splitting into several
 * files.
 */
export async function buildAll() {
  const options = {
    entryPoints: { cli: 'src/cli.ts', worker: 'src/worker/main.ts' },
    outdir: 'dist',
    splitting: true,
    chunkNames: 'chunk-[hash]',
    metafile: true,
  };
  const bundles = (
    await Promise.all([build({ ...bundleOptions, ...options }), build(extensionOptions), buildWebview(root)])
  ).flat();
  const metafiles = bundles.map(({ metafile }) => metafile);
  const outputs = metafiles.flatMap((metafile) => Object.keys(metafile.outputs));
  await writeRunSchema();
  writeLicences(root, metafiles);
  removeStale(new Set([...outputs, schemaFile, licencesFile, nativeFolder].map((path) => path.split('/')[1])));
}

async function writeRunSchema() {
  const { runFileSchema } = await import(
    pathToFileURL(await bundleScript(join(root, 'src', 'shared', 'runSchema.ts'))).href
  );
  writeFileSync(join(root, schemaFile), JSON.stringify(runFileSchema()));
}

/** Files and folders of earlier builds go after the new ones are there, so that dist/ works at any moment. */
function removeStale(outputs) {
  const dist = join(root, 'dist');
  if (!existsSync(dist)) return;
  for (const name of readdirSync(dist)) if (!outputs.has(name)) rmSync(join(dist, name), { recursive: true });
}

if (process.argv[1] === thisFile) await buildAll();
