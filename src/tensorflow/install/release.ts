// A release of TensorFlow that was tried with this product.

import type { Build } from '../library.js';

export interface Release {
  readonly version: string;
  readonly build: Build;
  /** Platform tags that its wheels have. */
  readonly platforms: readonly string[];
  /** The first is TensorFlow's. */
  readonly wheels: readonly WheelPin[];
  /** Bytes of what is unpacked. */
  readonly diskBytes: number;
}

/** One wheel of Python's package index. */
export interface WheelPin {
  /** The project's name and version, as pip is asked for them. */
  readonly name: string;
  readonly version: string;
  /** The file that pip must then bring. */
  readonly file: string;
  readonly bytes: number;
  readonly sha256: string;
  /** The version of Python that the wheel is for; the library in it is for none. */
  readonly python: string;
}
