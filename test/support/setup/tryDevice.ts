// Tries a device of the tests, in a process of its own, since a driver may end it: `tryDevice.js webgpu|tensorflow`
// prints why it does not compute as its last line, or nothing.

import type { DeviceTensors } from '../../../src/engine/backends/webgpu/deviceTensors.js';

const numbers = Float32Array.of(1, 2.5, -3, 4);

async function tryWebgpu(): Promise<void> {
  const { DeviceTensors: Tensors } = await import('../../../src/engine/backends/webgpu/deviceTensors.js');
  let tensors: DeviceTensors | undefined;
  try {
    tensors = await Tensors.create('onnx-webgpu');
    await tensors.set('tried', { shape: [2, 2], data: numbers });
    const { data } = await tensors.read('tried');
    if (data.join() !== numbers.join()) throw new Error(`it gives ${data.join()} for ${numbers.join()}`);
  } catch (error) {
    throw loaderFailure() ?? error;
  }
}

/** Vulkan's loader is the system's, and is what is missing where Chromium brought the driver. */
function loaderFailure(): Error | undefined {
  try {
    process.dlopen({ exports: {} }, 'libvulkan.so.1');
    return undefined;
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    // Then it was loaded, and is no module of Node's.
    if (reason.includes('did not self-register')) return undefined;
    return new Error(`Vulkan's loader, Debian's package libvulkan1, is missing (${reason})`);
  }
}

async function tryTensorflow(): Promise<void> {
  const { tensorflowEnvironment } = await import('../../../src/tensorflow/environment.js');
  const { findRuntime, loadTensorflow } = await import('../../../src/tensorflow/load.js');
  const { defaultLocations } = await import('../../../src/tensorflow/locations.js');
  const locations = defaultLocations();
  Object.assign(process.env, tensorflowEnvironment(findRuntime(locations).library, locations));
  await loadTensorflow();
}

try {
  await (process.argv[2] === 'webgpu' ? tryWebgpu() : tryTensorflow());
} catch (error) {
  const message = error instanceof Error ? error.message : String(error);
  // The first sentence; what a user of the product may do comes after it.
  console.log(`\n${message.replaceAll('\n', ' ').split('. ', 1)[0]}`);
  process.exitCode = 1;
}
