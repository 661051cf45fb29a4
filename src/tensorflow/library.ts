// The requirements of a TensorFlow library: two shared objects, under any of their names.

import { existsSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';

import * as z from 'zod';

import { parseJson } from '../base/json.js';

export type Build = 'cpu' | 'cuda';

/**
 * Where a library was found: through the variable, in our cache, in a Python package, or in the npm package's download.
 */
export type LibrarySource = 'variable' | 'installed' | 'python' | 'npm';

export interface Library {
  /** The folder with the shared objects. */
  readonly folder: string;
  readonly source: LibrarySource;
  /** Null where only loading the library would reveal it. */
  readonly version: string | null;
  /** Null where it is unknown whether the library was built with CUDA. */
  readonly build: Build | null;
}

/** The names of the two shared objects in pip's wheel and in the C library's own archive, the usual one first. */
const names: Readonly<Record<string, readonly (readonly string[])[]>> = {
  linux: [
    ['libtensorflow_cc.so.2', 'libtensorflow.so.2', 'libtensorflow.so'],
    ['libtensorflow_framework.so.2', 'libtensorflow_framework.so'],
  ],
  darwin: [['libtensorflow_cc.2.dylib', 'libtensorflow.2.dylib'], ['libtensorflow_framework.2.dylib']],
  win32: [['tensorflow.dll']],
};

/** The shared objects of a folder by their file names, or the name of a missing one. */
export function sharedObjects(folder: string): { readonly files: readonly string[] } | { readonly missing: string } {
  const files: string[] = [];
  for (const alternatives of names[process.platform] ?? names['linux'] ?? []) {
    const found = alternatives.find((name) => isFile(join(folder, name)));
    if (found === undefined) return { missing: alternatives[0] ?? '' };
    files.push(found);
  }
  return { files };
}

export function isLibrary(folder: string): boolean {
  return 'files' in sharedObjects(folder);
}

/**
 * The library in a folder that the user names: the library itself, a Python package or its site-packages, an unpacked
 * archive.
 */
export function libraryWithin(folder: string): string | null {
  return [folder, join(folder, 'tensorflow'), join(folder, 'lib'), join(folder, 'deps', 'lib')].find(isLibrary) ?? null;
}

/** Written last into a library that we installed: its version, and every file's size. */
export const manifestName = 'library.json';
const manifestSchema = z.object({
  version: z.string(),
  build: z.enum(['cpu', 'cuda']),
  /** Paths from the manifest's folder, with sizes in bytes. */
  files: z.record(z.string(), z.number()),
});
export type Manifest = z.infer<typeof manifestSchema>;

/** The manifest of a folder that we installed; null where there is none or a file has changed. */
export function readWhole(root: string): Manifest | null {
  const path = join(root, manifestName);
  if (!existsSync(path)) return null;
  const manifest = manifestSchema.safeParse(parseJson(readFileSync(path, 'utf8'))).data;
  if (manifest === undefined) return null;
  const isWhole = Object.entries(manifest.files).every(
    ([file, bytes]) => statSync(join(root, file), { throwIfNoEntry: false })?.size === bytes,
  );
  return isWhole ? manifest : null;
}

function isFile(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isFile() === true;
}
