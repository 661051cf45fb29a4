// The binding of TensorFlow, compiled once and put into dist/: packages for Linux on x64 hold it, so that no user needs
// a compiler.

import { spawnSync } from 'node:child_process';

import { bundleScript } from '../esbuild.mjs';

/**
 * Does nothing on another platform: there the package's prebuilt binding, or a compiler, is used. Throws where it
 * cannot be compiled.
 */
export async function shipBinding() {
  if (process.platform !== 'linux' || process.arch !== 'x64') return;
  const { status } = spawnSync(process.execPath, [await bundleScript('scripts/compileBinding.ts'), 'ship'], {
    stdio: 'inherit',
  });
  if (status !== 0) throw new Error('the binding of TensorFlow is missing: run npm run setup:tensorflow');
}
