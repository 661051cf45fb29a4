// The GPUs of this machine, as NVIDIA's own program lists them, without loading TensorFlow.

import { askChild } from '../processes/children.js';
import { findProgram } from '../processes/programs.js';
import { type TensorflowDevice, tensorflowDevices } from '../shared/devices.js';
import { cudaNotice, noGpu, reportCuda, visibleVariable } from './cuda.js';
import type { Library } from './library.js';
import type { Locations } from './locations.js';

export interface Gpu {
  /** The number in nvidia-smi's list. */
  readonly index: number;
  readonly name: string;
  /** A text such as `81920 MiB`. */
  readonly memory: string;
}

/** The time limit in milliseconds for nvidia-smi, which wakes sleeping GPUs. */
const driverTimeout = 20_000;

/** The GPUs that this process may use, the default one first; none where there is no driver, or it does not answer. */
export function listGpus({ environment }: Locations): readonly Gpu[] {
  const all = askDriver(environment);
  const visible = environment[visibleVariable];
  if (visible === undefined) return all;
  // The list may name GPUs by ids that nvidia-smi's list does not contain: TensorFlow then chooses.
  return visible.split(',').flatMap((index) => all.filter((gpu) => String(gpu.index) === index.trim()));
}

function askDriver(environment: Locations['environment']): readonly Gpu[] {
  try {
    const program = findProgram('nvidia-smi', environment);
    if (program === null) return [];
    const question = ['--query-gpu=index,name,memory.total', '--format=csv,noheader'];
    const answer = askChild(program, question, { timeout: driverTimeout, environment });
    return answer.split('\n').flatMap((line) => {
      const [, index, name = '', memory = ''] = /^(\d+), *(.+), *(\d+ \w+)$/.exec(line.trim()) ?? [];
      return index === undefined ? [] : [{ index: Number(index), name, memory }];
    });
  } catch {
    return [];
  }
}

/** A device to try, and the GPU that it should be. */
export interface Candidate {
  readonly device: TensorflowDevice;
  readonly gpu: Gpu | null;
}

/**
 * The devices that TensorFlow offers here: each GPU, and the processor. A library that cannot use the GPUs has the
 * processor alone.
 */
export function tensorflowCandidates(library: Library, locations: Locations): readonly Candidate[] {
  const hasNone =
    locations.environment[visibleVariable] === noGpu || cudaNotice(library, reportCuda(library, locations)) !== null;
  const [first, ...others] = hasNone ? [] : listGpus(locations);
  if (first === undefined) return [{ device: 'tensorflow', gpu: null }];
  const named = others.flatMap((gpu) =>
    tensorflowDevices.filter((device) => device === `tensorflow:gpu:${gpu.index}`).map((device) => ({ device, gpu })),
  );
  return [{ device: 'tensorflow', gpu: first }, ...named, { device: 'tensorflow:cpu', gpu: null }];
}
