// TensorFlow in the form that the engine uses: graphs are passed as bytes, and written to a folder that is removed once
// they are loaded.

import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import type { TensorflowRuntime } from '../base/tensorflow.js';
import { makeTemporaryFolder } from '../processes/temporaryFolder.js';
import { loadTensorflow } from './load.js';

/** Throws what `loadTensorflow` throws. */
export async function openTensorflow(): Promise<TensorflowRuntime> {
  const { binding, version, usesGpu, notices } = await loadTensorflow();
  return {
    binding,
    version,
    usesGpu,
    notices,
    openSession(savedModel) {
      const folder = makeTemporaryFolder('graph');
      try {
        writeFileSync(join(folder, 'saved_model.pb'), savedModel);
        return binding.loadSavedModel(folder, 'serve');
      } finally {
        rmSync(folder, { recursive: true, force: true });
      }
    },
  };
}
