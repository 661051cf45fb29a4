// The last measurement of the devices, in the user's cache: valid for the same product, runtimes and drivers.

import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { cpus, release } from 'node:os';
import { dirname, join } from 'node:path';

import * as z from 'zod';

import { parseBoundedJson } from '../../base/json.js';
import { writeTextAtomically } from '../../formats/atomicWrite.js';
import { fastestDevice, hasPrecision } from '../../shared/devices.js';
import { deviceReportSchema } from '../../shared/messages/models.js';
import { choicesOf, type GivenSettings } from '../../shared/settings.js';
import { cacheFolder, folderVariable } from '../../tensorflow/locations.js';
import { productVersion } from '../productFiles.js';
import type { MeasuredDevices } from './measuredDevices.js';

const schema = z.object({ key: z.string(), devices: z.array(deviceReportSchema), measured: z.string() });
type Environment = Readonly<Record<string, string | undefined>>;

/** The environment and the version of the measuring process. */
export interface Measurer {
  readonly environment: Environment;
  /** The product's version: another may contain other runtimes. */
  readonly version: string;
}
const thisProcess = (): Measurer => ({ environment: process.env, version: productVersion() });

const cacheFile = ({ environment }: Measurer): string => join(cacheFolder(environment), 'devices.json');

/** Null where nothing was measured, or something has changed since. */
export function readMeasured(measurer = thisProcess()): MeasuredDevices | null {
  try {
    const { key, devices, measured } = schema.parse(parseBoundedJson(readFileSync(cacheFile(measurer), 'utf8')));
    return key === keyOf(measurer) ? { devices, measured } : null;
  } catch {
    return null;
  }
}

/** If the measurement cannot be stored, it is repeated next time. */
export async function keepMeasured({ devices, measured }: MeasuredDevices, measurer = thisProcess()): Promise<void> {
  try {
    mkdirSync(dirname(cacheFile(measurer)), { recursive: true });
    await writeTextAtomically(cacheFile(measurer), `${JSON.stringify({ key: keyOf(measurer), devices, measured })}\n`);
  } catch {
    // A cache that cannot be written is treated as absent.
  }
}

/**
 * The settings with the fastest device that computes correctly in the requested precision, where the choice is left
 * open; unchanged where none was measured.
 */
export function withFastestDevice(given: GivenSettings, measurer = thisProcess()): GivenSettings {
  if ((given.device ?? 'auto') !== 'auto') return given;
  const able = (readMeasured(measurer)?.devices ?? []).filter(({ device }) => hasPrecision(device, given.precision));
  const name = fastestDevice(able)?.device;
  const device = choicesOf('device').find((choice) => choice === name);
  return device === undefined ? given : { ...given, device };
}

/** A hash of everything that determines the devices and their runtimes. */
function keyOf({ environment, version }: Measurer): string {
  const parts = {
    version,
    system: [process.platform, process.arch, release(), cpus().length, cpus()[0]?.model],
    tensorflow: [environment[folderVariable] ?? '', ...namesIn(join(cacheFolder(environment), 'tensorflow'))],
    // nvidia-smi is found through PATH.
    nvidia: [textOf('/proc/driver/nvidia/version'), environment['PATH'] ?? ''],
    vulkan: [
      environment['VK_ICD_FILENAMES'] ?? '',
      environment['VK_DRIVER_FILES'] ?? '',
      ...namesIn('/usr/share/vulkan/icd.d'),
      ...namesIn('/etc/vulkan/icd.d'),
      ...namesIn('/dev/dri'),
    ],
  };
  return createHash('sha256').update(JSON.stringify(parts)).digest('hex');
}

/** Each name with the time of its last change, which an update of a driver changes. */
function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder)
      .sort()
      .map((name) => `${name} ${statSync(join(folder, name)).mtimeMs}`);
  } catch {
    return [];
  }
}

function textOf(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}
