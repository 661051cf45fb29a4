// Makes a library's folder of its wheels: chosen files, a manifest, and one rename that puts it in place.

import { mkdirSync, mkdtempSync, renameSync, rmSync, symlinkSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { writeFailure } from '../../base/fileErrors.js';
import { UserError } from '../../shared/errors.js';
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
  /** A folder of the same disk, for what is not whole yet. */
  readonly cache: string;
  readonly about: Pick<Manifest, 'version' | 'build'>;
  readonly signal: AbortSignal;
  /** Told of the bytes written since the last time. */
  readonly onBytes: (bytes: number, wheel: string) => void;
}

/** Throws `tensorflow.corruptWheel`, and what the system refuses as it is. */
export async function unpackWheels({ wheels, root, cache, about, signal, onBytes }: Unpacking): Promise<void> {
  const aside = mkdtempSync(join(cache, temporaryPrefix));
  try {
    const files: Record<string, number> = {};
    for (const { path: wheel, pin } of wheels) {
      const extraction = {
        wheel,
        folder: aside,
        place: placeOf,
        signal,
        onBytes: (bytes: number) => onBytes(bytes, pin.file),
      };
      const written = await extract(extraction).catch((error: unknown) => {
        signal.throwIfAborted();
        const failure = writeFailure(error, root);
        const reason = error instanceof Error ? error.message : String(error);
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
const headers =
  /^tensorflow\/include\/(tensorflow\/c\/(c_api(_macros)?|tf_(attrtype|buffer|datatype|status|tensor|tstring))\.h|tensorflow\/c\/eager\/c_api\.h|(tensorflow\/core|tsl)\/platform\/ctstring(_internal)?\.h|xla\/tsl\/c\/tsl_status\.h)$/;
const libraries = /^tensorflow\/libtensorflow_(cc|framework)\.so\.2$/;
/** NVIDIA's libraries, and of its compiler what XLA calls. */
const nvidia = /^nvidia\/\w+\/(lib\/[^/]+\.so[.\d]*|bin\/ptxas|nvvm\/libdevice\/[^/]+\.bc)$/;
const licences = /^[\w.+-]+\.dist-info\/(licenses\/[\w./-]+|LICENSE[\w.-]*|License[\w.-]*)$/;

/** Where an entry of a wheel goes, as a path from the library's folder; null for what is of use to Python alone. */
export function placeOf(entry: string): string | null {
  if (entry.split('/').includes('..')) return null;
  return [headers, libraries, nvidia, licences].some((wanted) => wanted.test(entry)) ? entry : null;
}

/** The names that npm's prebuilt binding and a linker ask for. */
function linkNames(folder: string): void {
  mkdirSync(folder, { recursive: true });
  for (const name of ['libtensorflow.so', 'libtensorflow.so.2', 'libtensorflow_cc.so'])
    symlinkSync('libtensorflow_cc.so.2', join(folder, name));
  symlinkSync('libtensorflow_framework.so.2', join(folder, 'libtensorflow_framework.so'));
}

/** Another process may have been quicker; a folder that is not whole makes room. */
function putInPlace(aside: string, root: string): void {
  if (readWhole(root) !== null) return;
  rmSync(root, { recursive: true, force: true });
  renameSync(aside, root);
}
