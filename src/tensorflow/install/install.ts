// Installs TensorFlow's library from pip's wheels into the user's cache: whole, verified, or not at all.

import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { statfs } from 'node:fs/promises';
import { join } from 'node:path';

import { writeFailure } from '../../base/fileErrors.js';
import { moveFileNow } from '../../base/moving.js';
import { UserError } from '../../shared/errors.js';
import { installedRoot } from '../find.js';
import type { Build } from '../library.js';
import type { Locations } from '../locations.js';
import { megabytes } from './diskUse.js';
import { removeLeftovers, temporaryPrefix } from './leftovers.js';
import { downloadBytes, isInstalled } from './pins.js';
import { downloadWheel, findPip, type Pip } from './pip.js';
import { type WheelPin } from './release.js';
import { type Release } from './release.js';
import { unpackWheels, type VerifiedWheel } from './unpack.js';
import { sha256 } from './wheel.js';

/** The progress of an installation. */
export interface InstallProgress {
  readonly phase: 'download' | 'unpack';
  /** The file name of the wheel in progress. */
  readonly wheel: string;
  /** The bytes that this phase has done, of all wheels, and their total. */
  readonly bytes: number;
  readonly total: number;
}

export interface InstallOptions {
  readonly release: Release;
  readonly locations: Locations;
  readonly signal: AbortSignal;
  readonly onProgress: (progress: InstallProgress) => void;
  /** Receives detail for the log, such as pip's output. */
  readonly log: (line: string) => void;
}

export interface Installed {
  /** The folder that contains libtensorflow. */
  readonly folder: string;
  readonly version: string;
  readonly build: Build;
  /** False where it was installed already. */
  readonly isNew: boolean;
}

/**
 * Downloads the missing wheels, verifies each by its pinned SHA-256, unpacks the needed files, and moves the result
 * into place by one rename. Interrupted at any point it leaves no library, but keeps the complete wheels: the next call
 * continues after them. Within one wheel pip starts again, unless its version resumes by itself. Throws a UserError for
 * everything that the user can put right, and the signal's reason when aborted.
 */
export async function installTensorflow(options: InstallOptions): Promise<Installed> {
  const { locations, release, signal, onProgress } = options;
  const { version, build } = release;
  const root = installedRoot(locations, version, build);
  const result = { folder: join(root, 'tensorflow'), version, build };
  if (isInstalled(release, locations)) return { ...result, isNew: false };
  try {
    mkdirSync(locations.cache, { recursive: true });
    removeLeftovers(locations.cache);
    await checkRoom(release, locations.cache);
    const wheels = await downloadAll(await findPip(locations), options);
    let bytes = 0;
    const onBytes = (more: number, wheel: string) =>
      onProgress({ phase: 'unpack', wheel, bytes: (bytes += more), total: release.diskBytes });
    await unpackWheels({ wheels, root, signal, onBytes, cache: locations.cache, about: { version, build } });
    rmSync(wheelFolder(locations), { recursive: true, force: true });
    return { ...result, isNew: true };
  } catch (error) {
    throw writeFailure(error, root);
  }
}

/** Throws `tensorflow.noRoom`. */
async function checkRoom(release: Release, cache: string): Promise<void> {
  const { bavail, bsize } = await statfs(cache);
  const needed = downloadBytes(release) + release.diskBytes;
  const free = bavail * bsize;
  if (free < needed)
    throw new UserError('tensorflow.noRoom', { folder: cache, needed: megabytes(needed), free: megabytes(free) });
}

/** The folder where complete wheels wait until all are there. */
function wheelFolder({ cache }: Locations): string {
  return join(cache, 'wheels');
}

async function downloadAll(pip: Pip, options: InstallOptions): Promise<readonly VerifiedWheel[]> {
  const wheels: VerifiedWheel[] = [];
  const total = downloadBytes(options.release);
  let done = 0;
  for (const pin of options.release.wheels) {
    const say = (bytes: number) =>
      options.onProgress({ phase: 'download', wheel: pin.file, bytes: done + Math.min(bytes, pin.bytes), total });
    say(0);
    wheels.push({ pin, path: await download(pin, pip, options, say) });
    say(pin.bytes);
    done += pin.bytes;
  }
  return wheels;
}

async function download(
  pin: WheelPin,
  pip: Pip,
  { release, locations, signal, log }: InstallOptions,
  onBytes: (bytes: number) => void,
): Promise<string> {
  const kept = join(wheelFolder(locations), pin.file);
  // An earlier call that was interrupted left this wheel.
  if (existsSync(kept) && (await sha256(kept)) === pin.sha256) return kept;
  const aside = mkdtempSync(join(locations.cache, temporaryPrefix()));
  try {
    const folder = join(aside, 'wheel');
    await downloadWheel(
      { pin, platforms: release.platforms, folder, temporary: join(aside, 'pip'), signal, onBytes, log },
      pip,
      locations,
    );
    await verify(folder, pin);
    mkdirSync(wheelFolder(locations), { recursive: true });
    moveFileNow(join(folder, pin.file), kept);
    return kept;
  } finally {
    rmSync(aside, { recursive: true, force: true });
  }
}

/** Throws `tensorflow.otherHash`, and `tensorflow.notDownloaded` where the file is not the pinned one. */
async function verify(folder: string, pin: WheelPin): Promise<void> {
  const files = readdirSync(folder);
  if (!files.includes(pin.file))
    throw new UserError('tensorflow.notDownloaded', { wheel: pin.file, reason: files[0] ?? 'no file' });
  const found = await sha256(join(folder, pin.file));
  if (found !== pin.sha256) throw new UserError('tensorflow.otherHash', { wheel: pin.file, found });
}
