// The requirements of TensorFlow on an NVIDIA GPU: the driver, and CUDA's libraries by name.

import { existsSync, readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';

import { type Notice, notice } from '../shared/notices.js';
import type { Library } from './library.js';
import type { Locations } from './locations.js';

/** CUDA's variable that lists the GPUs a process may use, and its value for none. */
export const visibleVariable = 'CUDA_VISIBLE_DEVICES';
export const noGpu = '-1';

/** The driver's own library, which no package contains. */
const driverFile = 'libcuda.so.1';

/**
 * The libraries that TensorFlow 2.15 and later load by name when they start a GPU (CUDA 12); if any one of them is
 * missing, they use the CPU.
 */
export const cudaFiles = [
  'libcudart.so.12',
  'libcublas.so.12',
  'libcublasLt.so.12',
  'libcufft.so.11',
  'libcusolver.so.11',
  'libcusparse.so.12',
  'libcudnn.so.9',
] as const;

export interface CudaReport {
  /** Whether the kernel has an NVIDIA driver. */
  readonly driver: boolean;
  /** The names of the files that a GPU needs and that were not found; empty where everything is there. */
  readonly missing: readonly string[];
}

/** Whether this machine has an NVIDIA GPU with its driver. */
export function hasDriver(locations: Locations): boolean {
  return (
    process.platform === 'linux' &&
    (existsSync('/proc/driver/nvidia/version') ||
      existsSync('/dev/nvidiactl') ||
      isFound(driverFile, searchFolders(locations)))
  );
}

/** Searches CUDA's files as the loader will: beside the library, in LD_LIBRARY_PATH, in the system's folders. */
export function reportCuda(library: Library | null, locations: Locations): CudaReport {
  const folders = [...(library === null ? [] : cudaFolders(library)), ...searchFolders(locations)];
  return {
    driver: hasDriver(locations),
    missing: [driverFile, ...cudaFiles].filter((file) => !isFound(file, folders)),
  };
}

/** The folders of NVIDIA's Python packages beside the library, as pip lays them out: nvidia/NAME/lib. */
export function cudaFolders({ folder }: Pick<Library, 'folder'>): string[] {
  const root = join(dirname(folder), 'nvidia');
  if (!existsSync(root)) return [];
  return readdirSync(root)
    .map((name) => join(root, name, 'lib'))
    .filter((path) => existsSync(path))
    .sort();
}

/** Why a machine with a GPU will compute on its CPU; null when it will not, or has no GPU. */
export function cudaNotice(library: Library, { driver, missing }: CudaReport): Notice | null {
  if (library.build === 'cuda' && missing.includes(driverFile))
    return notice('tensorflow.driverMissing', { files: driverFile });
  if (!driver) return null;
  if (library.build === 'cpu') return notice('tensorflow.cpuBuild');
  return missing.length === 0 ? null : notice('tensorflow.cudaFilesMissing', { files: missing.join(', ') });
}

/** The same notice once TensorFlow is loaded and has chosen the CPU. */
export function processorNotices(library: Library, locations: Locations): readonly Notice[] {
  const visible = locations.environment[visibleVariable];
  if (visible === noGpu) return [];
  const report = reportCuda(library, locations);
  const reason = cudaNotice(library, report);
  if (reason !== null) return [reason];
  return report.driver ? [notice('tensorflow.gpuNotFound', { visible: visible ?? '–' })] : [];
}

function searchFolders({ environment }: Locations): string[] {
  const named = (environment['LD_LIBRARY_PATH'] ?? '').split(':').filter((path) => path !== '');
  const triplet = process.arch === 'arm64' ? 'aarch64-linux-gnu' : 'x86_64-linux-gnu';
  const usual = [
    `/usr/lib/${triplet}`,
    `/lib/${triplet}`,
    '/usr/lib64',
    '/lib64',
    '/usr/lib',
    '/usr/local/lib',
    '/usr/local/cuda/lib64',
    '/usr/local/nvidia/lib64',
    '/usr/lib/wsl/lib',
  ];
  return [...named, ...usual];
}

function isFound(file: string, folders: readonly string[]): boolean {
  return folders.some((folder) => existsSync(join(folder, file)));
}
