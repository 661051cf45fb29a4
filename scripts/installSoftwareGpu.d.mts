// What installSoftwareGpu.mjs gives, for the tests that are TypeScript: files for VK_ICD_FILENAMES.

export interface SoftwareGpus {
  readonly swiftShader: string;
  /** With float16. */
  readonly lavapipe: string;
}

/** Where they are, once they are installed. */
export function softwareGpus(): SoftwareGpus;
export function installSoftwareGpus(): SoftwareGpus;
