// Which adapters WebGPU is tried on. ONNX Runtime names none: it takes the fast one, or the one that saves power.

import { readdirSync } from 'node:fs';

import { type WebgpuDevice, webgpuDevices } from '../../shared/devices.js';

/** Both where the machine may have two; elsewhere they would be the same. */
export function webgpuCandidates(
  platform = process.platform,
  adapters = renderNodes(),
  arch = process.arch,
): readonly WebgpuDevice[] {
  // ONNX Runtime's build for Linux on ARM has the processor alone.
  if (platform === 'linux' && arch !== 'x64') return [];
  const [fast, saving] = webgpuDevices;
  const mayHaveTwo = platform === 'win32' || (platform === 'linux' && adapters > 1);
  return mayHaveTwo ? [fast, saving] : [fast];
}

/** Linux gives each GPU one. */
function renderNodes(): number {
  try {
    return readdirSync('/dev/dri').filter((name) => name.startsWith('renderD')).length;
  } catch {
    return 0;
  }
}
