// A release of TensorFlow that was tested with this product.

import type { Build } from '../library.js';

export interface Release {
  readonly version: string;
  readonly build: Build;
  /** The platform tags of its wheels. */
  readonly platforms: readonly string[];
  /** The first is TensorFlow's. */
  readonly wheels: readonly WheelPin[];
  /** The number of unpacked bytes. */
  readonly diskBytes: number;
}

/** One wheel of Python's package index. */
export interface WheelPin {
  /** The project's name and version, as pip is asked for them. */
  readonly name: string;
  readonly version: string;
  /** The file that pip must deliver. */
  readonly file: string;
  readonly bytes: number;
  readonly sha256: string;
  /** The version of Python that the wheel is tagged for; the library in it does not depend on it. */
  readonly python: string;
}
