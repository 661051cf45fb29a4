// Unpacks wheels into a library's folder: chosen files, a manifest, and one rename that puts it in place.

import { mkdirSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { writeFailure } from '../../base/fileErrors.js';
import { moveFileNow } from '../../base/moving.js';
import { UserError } from '../../shared/errors.js';
import { reasonOf } from '../../shared/failures.js';
import { type Manifest, manifestName, readWhole } from '../library.js';
import { temporaryPrefix } from './leftovers.js';
import type { WheelPin } from './release.js';
import { extract } from './wheel.js';

/** A wheel on the disk, whose hash has been checked. */
export interface VerifiedWheel {
  readonly path: string;
  readonly pin: WheelPin;
}

export interface Unpacking {
  readonly wheels: readonly VerifiedWheel[];
  /** The folder to make. */
  readonly root: string;
  /** A folder on the same disk, for files in progress. */
  readonly cache: string;
  readonly about: Pick<Manifest, 'version' | 'build'>;
  readonly signal: AbortSignal;
  /** Called with the number of bytes written since the last call. */
  readonly onBytes: (bytes: number, wheel: string) => void;
}

/** Throws `tensorflow.corruptWheel`, and errors of the system as they are. */
export async function unpackWheels({ wheels, root, cache, about, signal, onBytes }: Unpacking): Promise<void> {
  const aside = mkdtempSync(join(cache, temporaryPrefix()));
  try {
    const files: Record<string, number> = {};
    for (const { path: wheel, pin } of wheels) {
      const extraction = {
        wheel,
        folder: aside,
        pathOf: libraryPath,
        signal,
        onBytes: (bytes: number) => onBytes(bytes, pin.file),
      };
      const written = await extract(extraction).catch((error: unknown) => {
        signal.throwIfAborted();
        const failure = writeFailure(error, root);
        const reason = reasonOf(error);
        throw failure instanceof UserError
          ? failure
          : new UserError('tensorflow.corruptWheel', { wheel: pin.file, reason }, { cause: error });
      });
      for (const [path, size] of written) files[path] = size;
    }
    linkNames(join(aside, 'tensorflow'));
    const manifest: Manifest = { ...about, files };
    await writeFile(join(aside, manifestName), JSON.stringify(manifest, null, 2), { flush: true });
    putInPlace(aside, root);
  } finally {
    rmSync(aside, { recursive: true, force: true });
  }
}

/** The headers that the binding includes, directly and through others. */
const headers = new RegExp(
  [
    String.raw`^tensorflow/include/(tensorflow/c/c_api(_macros)?\.h`,
    String.raw`tensorflow/c/tf_(attrtype|buffer|datatype|status|tensor|tstring)\.h`,
    String.raw`tensorflow/c/eager/c_api\.h`,
    String.raw`(tensorflow/core|tsl)/platform/ctstring(_internal)?\.h`,
    String.raw`xla/tsl/c/tsl_status\.h)$`,
  ].join('|'),
);
const libraries = /^tensorflow\/libtensorflow_(cc|framework)\.so\.2$/;
/** NVIDIA's libraries, and the parts of its compiler that XLA calls. */
const nvidia = /^nvidia\/\w+\/(lib\/[^/]+\.so[.\d]*|bin\/ptxas|nvvm\/libdevice\/[^/]+\.bc)$/;
const licences = /^[\w.+-]+\.dist-info\/(licenses\/[\w./-]+|LICENSE[\w.-]*|License[\w.-]*)$/;

/** The path of a wheel's entry below the library's folder; null for an entry that only Python uses. */
export function libraryPath(entry: string): string | null {
  if (entry.split('/').includes('..')) return null;
  return [headers, libraries, nvidia, licences].some((wanted) => wanted.test(entry)) ? entry : null;
}

/** Links the names that npm's prebuilt binding and a linker ask for. */
function linkNames(folder: string): void {
  mkdirSync(folder, { recursive: true });
  for (const name of ['libtensorflow.so', 'libtensorflow.so.2', 'libtensorflow_cc.so'])
    symlinkSync('libtensorflow_cc.so.2', join(folder, name));
  symlinkSync('libtensorflow_framework.so.2', join(folder, 'libtensorflow_framework.so'));
}

/** Another process may have been quicker; an incomplete folder is replaced. */
function putInPlace(aside: string, root: string): void {
  if (readWhole(root) !== null) return;
  rmSync(root, { recursive: true, force: true });
  moveFileNow(aside, root);
}
