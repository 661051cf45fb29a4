// What a probe tells of a device: whether it works here, why not, and how fast it is.

export interface DeviceReport {
  /** A value of the setting `device`. */
  readonly device: string;
  readonly works: boolean;
  /** What it is: the processor's or the GPU's name and the like. */
  readonly detail: string;
  /** Why it does not work; null when it does. */
  readonly problem: string | null;
  /** Speed of a float32 matrix product, measured, in 10⁹ floating-point operations a second; null when it does not work. */
  readonly gigaflops: number | null;
}
