// The adapters to try WebGPU on. ONNX Runtime does not list them: it takes the fast one, or the power-saving one.

import { readdirSync } from 'node:fs';

import { type WebgpuDevice, webgpuDevices } from '../../shared/devices.js';

/** Both where the machine may have two; elsewhere they would be the same. */
export function webgpuCandidates(
  platform = process.platform,
  adapters = renderNodes(),
  arch = process.arch,
): readonly WebgpuDevice[] {
  // ONNX Runtime's build for Linux on ARM supports only the processor.
  if (platform === 'linux' && arch !== 'x64') return [];
  const [fast, saving] = webgpuDevices;
  const mayHaveTwo = platform === 'win32' || (platform === 'linux' && adapters > 1);
  return mayHaveTwo ? [fast, saving] : [fast];
}

/** Linux creates one for each GPU. */
function renderNodes(): number {
  try {
    return readdirSync('/dev/dri').filter((name) => name.startsWith('renderD')).length;
  } catch {
    return 0;
  }
}
