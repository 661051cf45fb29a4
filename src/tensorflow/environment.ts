// The environment of a process that will use TensorFlow: its parent sets it, since the loader reads it as the process
// starts.

import { existsSync } from 'node:fs';
import { totalmem } from 'node:os';
import { dirname, join } from 'node:path';

import { absoluteFolders } from '../processes/programs.js';
import { largePages } from '../shared/processes.js';
import { cudaFolders, noGpu, visibleVariable } from './cuda.js';
import type { Library } from './library.js';
import type { Locations } from './locations.js';

export interface EnvironmentOptions {
  /** The threads of one operator, and the operators at a time; TensorFlow uses the number of cores when absent. */
  readonly threads?: number | undefined;
  /** Compile the graph with XLA where TensorFlow expects a gain. */
  readonly xla?: boolean | undefined;
  /** The GPU to compute on, by nvidia-smi's number; 'none' for the processor. All visible GPUs when absent. */
  readonly gpu?: number | 'none' | undefined;
}

/** The variables to add to a child's environment; TensorFlow's own variables that the user has set stay as they are. */
export function tensorflowEnvironment(
  library: Library,
  locations: Locations,
  { threads, xla = false, gpu }: EnvironmentOptions = {},
): Record<string, string> {
  const { environment } = locations;
  const folders = [library.folder, ...cudaFolders(library), ...absoluteFolders(environment['LD_LIBRARY_PATH'])];
  const wanted: Record<string, string> = {
    // TensorFlow's messages go to a log, and the list of devices it found is at their lowest level.
    TF_CPP_MIN_LOG_LEVEL: '0',
    // Without this TensorFlow takes the whole memory of a GPU, including the editor's share.
    TF_FORCE_GPU_ALLOW_GROWTH: 'true',
    ...processorVariables(),
    ...(threads === undefined
      ? {}
      : { TF_NUM_INTRAOP_THREADS: String(threads), TF_NUM_INTEROP_THREADS: String(threads) }),
    ...(xla ? { TF_XLA_FLAGS: '--tf_xla_auto_jit=2 --tf_xla_cpu_global_jit' } : {}),
    ...compilerFolder(library),
  };
  const unset = Object.entries(wanted).filter(([name]) => environment[name] === undefined);
  return {
    LD_LIBRARY_PATH: [...new Set(folders)].join(':'),
    ...Object.fromEntries(unset),
    ...visibleGpus(gpu, environment),
  };
}

/** CUDA's default numbers GPUs by speed, nvidia-smi by their bus. Numbers that the user has set keep their meaning. */
function visibleGpus(gpu: EnvironmentOptions['gpu'], environment: Locations['environment']): Record<string, string> {
  if (gpu === undefined) return environment[visibleVariable] === undefined ? byPlace : {};
  return { [visibleVariable]: gpu === 'none' ? noGpu : String(gpu), ...byPlace };
}

const byPlace = { CUDA_DEVICE_ORDER: 'PCI_BUS_ID' };

/** Variables that make a step on a processor a sixth faster (AMD EPYC, BERT-base). */
function processorVariables(): Record<string, string> {
  return {
    // oneDNN's matmuls, which TensorFlow uses by default only on Intel's newer processors.
    TF_ENABLE_ONEDNN_OPTS: '1',
    // Memory is kept from step to step instead of being requested from the system page by page. The limit is 64 GB
    // unless it is set.
    TF_CPU_ALLOCATOR_USE_BFC: 'true',
    TF_CPU_BFC_MEM_LIMIT_IN_MB: String(Math.floor(totalmem() / 2 ** 20)),
    ...largePages,
  };
}

/** XLA and some GPU kernels search for ptxas and libdevice below this folder. */
function compilerFolder({ folder }: Library): Record<string, string> {
  const compiler = join(dirname(folder), 'nvidia', 'cuda_nvcc');
  return existsSync(compiler) ? { XLA_FLAGS: `--xla_gpu_cuda_data_dir=${compiler}` } : {};
}
