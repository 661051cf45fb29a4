// The GPUs of this machine, as NVIDIA's own program lists them: nothing of TensorFlow is loaded for that.

import { execFileSync } from 'node:child_process';

import { type TensorflowDevice, tensorflowDevices } from '../shared/devices.js';
import { cudaNotice, noGpu, reportCuda, visibleVariable } from './cuda.js';
import type { Library } from './library.js';
import type { Places } from './places.js';

export interface Gpu {
  /** nvidia-smi's number. */
  readonly index: number;
  readonly name: string;
  /** Such as `81920 MiB`. */
  readonly memory: string;
}

/** Milliseconds that nvidia-smi may take: it wakes sleeping GPUs. */
const patience = 20_000;

/**
 * Those that this process may use, the one that is used by itself first; none where there is no driver, or it does not
 * answer.
 */
export function listGpus({ environment }: Places): readonly Gpu[] {
  const all = askDriver(environment);
  const visible = environment[visibleVariable];
  if (visible === undefined) return all;
  // Names instead of numbers are of GPUs that nvidia-smi's list does not tell: then TensorFlow chooses.
  return visible.split(',').flatMap((index) => all.filter((gpu) => String(gpu.index) === index.trim()));
}

function askDriver(environment: Places['environment']): readonly Gpu[] {
  try {
    const question = ['--query-gpu=index,name,memory.total', '--format=csv,noheader'];
    const answer = execFileSync('nvidia-smi', question, {
      encoding: 'utf8',
      timeout: patience,
      stdio: ['ignore', 'pipe', 'ignore'],
      env: { ...environment },
    });
    return answer.split('\n').flatMap((line) => {
      const [, index, name = '', memory = ''] = /^(\d+), *(.+), *(\d+ \w+)$/.exec(line.trim()) ?? [];
      return index === undefined ? [] : [{ index: Number(index), name, memory }];
    });
  } catch {
    return [];
  }
}

/** A device to be tried, and the GPU that it should be. */
export interface Candidate {
  readonly device: TensorflowDevice;
  readonly gpu: Gpu | null;
}

/**
 * What TensorFlow can compute on here: each GPU, and the processor. A library that will not use them has the processor
 * alone.
 */
export function tensorflowCandidates(library: Library, places: Places): readonly Candidate[] {
  const hasNone =
    places.environment[visibleVariable] === noGpu || cudaNotice(library, reportCuda(library, places)) !== null;
  const [first, ...others] = hasNone ? [] : listGpus(places);
  if (first === undefined) return [{ device: 'tensorflow', gpu: null }];
  const named = others.flatMap((gpu) =>
    tensorflowDevices.filter((device) => device === `tensorflow:gpu:${gpu.index}`).map((device) => ({ device, gpu })),
  );
  return [{ device: 'tensorflow', gpu: first }, ...named, { device: 'tensorflow:cpu', gpu: null }];
}
