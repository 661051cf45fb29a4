// Tries each need of the tests in a process of its own: an existing file may still not work.

import { spawn } from 'node:child_process';
import { join } from 'node:path';

import { chromium } from 'playwright-core';

import { bundleScript } from '../../../esbuild.mjs';
import { chromiumPath } from '../../../scripts/installCodeServer.mjs';
import { softwareGpus } from '../../../scripts/installSoftwareGpu.mjs';
import { missingPython } from '../../../scripts/setupPython.mjs';
import type { Answers, Need } from '../needs.js';

/** Milliseconds for a driver to compile and compute, on a busy machine. */
const patience = 120_000;
const installGpu = 'Run node scripts/installSoftwareGpu.mjs, which needs root.';

const tries: Readonly<Record<Need, () => Promise<string | null>>> = {
  swiftShader: () => tryGpu('swiftShader', 'Chromium’s SwiftShader'),
  lavapipe: () => tryGpu('lavapipe', 'Mesa’s lavapipe'),
  tensorflow: () => tryDevice('tensorflow', 'TensorFlow does not run here', 'Run npm run setup:tensorflow.'),
  python: () => Promise.resolve(missingPython()),
  chromium: tryChromium,
};

export async function answersOf(needs: readonly Need[]): Promise<Answers> {
  const answers = await Promise.all(needs.map(async (need) => [need, await tries[need]()] as const));
  return Object.fromEntries(answers);
}

function tryGpu(gpu: 'swiftShader' | 'lavapipe', name: string): Promise<string | null> {
  if (process.platform !== 'linux')
    return Promise.resolve('The tests of WebGPU compute on a GPU in software, which there is for Linux.');
  const variables = { VK_ICD_FILENAMES: softwareGpus()[gpu] };
  return tryDevice('webgpu', `No GPU in software (${name}) computes here`, installGpu, variables);
}

let script: Promise<string> | undefined;

/** Null where the device computes. */
async function tryDevice(
  device: 'webgpu' | 'tensorflow',
  otherwise: string,
  remedy: string,
  variables: Readonly<Record<string, string>> = {},
): Promise<string | null> {
  script ??= bundleScript(join(import.meta.dirname, 'tryDevice.ts'));
  const child = spawn(process.execPath, [await script, device], {
    stdio: ['ignore', 'pipe', 'ignore'],
    env: { ...process.env, ...variables },
    timeout: patience,
    killSignal: 'SIGKILL',
  });
  let output = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => (output += text));
  const [status, signal] = await new Promise<[number | null, string | null]>((resolve, reject) => {
    child.once('error', reject).once('close', (...end) => resolve(end));
  });
  if (status === 0) return null;
  const said = output.trimEnd().split('\n').at(-1)?.replace(/\.$/, '');
  const reason = status === 1 && said ? said : `its process ended with ${String(signal ?? status)}`;
  return `${otherwise}: ${reason}. ${remedy}`;
}

async function tryChromium(): Promise<string | null> {
  const remedy = 'Run node scripts/installCodeServer.mjs, which needs root.';
  const path = chromiumPath();
  if (path === undefined) return `Chromium is not installed. ${remedy}`;
  try {
    await (await chromium.launch({ executablePath: path, args: ['--no-sandbox'] })).close();
    return null;
  } catch (error) {
    const reason = error instanceof Error ? error.message.split('\n', 1)[0] : String(error);
    return `Chromium does not start (${reason}). ${remedy}`;
  }
}
