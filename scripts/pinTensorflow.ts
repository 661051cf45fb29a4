// Writes src/tensorflow/install/releases.ts for another version of TensorFlow: downloads every wheel once, through pip,
// and records its name, size and SHA-256. It is run when the version is raised, and takes some gigabytes and minutes.
//
//   node scripts/run.mjs scripts/pinTensorflow.ts 2.21.0

import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import type { WheelPin } from '../src/tensorflow/install/release.js';
import type { Release } from '../src/tensorflow/install/release.js';
import { libraryPath } from '../src/tensorflow/install/unpack.js';
import { extract, sha256 } from '../src/tensorflow/install/wheel.js';

/** The library is the same in the wheels of every Python; this is the one whose wheels are taken. */
const python = '3.12';

interface Wanted {
  readonly platform: string;
  readonly machine: string;
  readonly build: Release['build'];
  readonly project: string;
}
const wanted: readonly Wanted[] = [
  { platform: 'linux-x64', machine: 'x86_64', build: 'cpu', project: 'tensorflow-cpu' },
  { platform: 'linux-x64', machine: 'x86_64', build: 'cuda', project: 'tensorflow' },
  { platform: 'linux-arm64', machine: 'aarch64', build: 'cpu', project: 'tensorflow' },
];

/** A line of a wheel's METADATA that asks for a wheel of NVIDIA's: its name, and the versions that it takes. */
const cudaRequirement = /^Requires-Dist: (nvidia-[\w-]+-cu12)\b([^;]*);.*extra == ["']and-cuda["']/gm;

/** The lowest of the versions in a requirement such as `<13.0,>=12.5.3.2`. */
function lowestOf(versions: string): string {
  const lowest = /[>=]=\s*([\d.]+)/.exec(versions)?.[1];
  if (lowest === undefined) throw new Error(`no lowest version in ${versions}`);
  return lowest;
}

const [version] = process.argv.slice(2);
if (version === undefined) throw new Error('Usage: node scripts/run.mjs scripts/pinTensorflow.ts VERSION');

function platformTags(machine: string): string[] {
  const tags = [
    'manylinux_2_28',
    'manylinux_2_27',
    'manylinux_2_24',
    'manylinux_2_17',
    'manylinux2014',
    'manylinux_2_12',
    'manylinux2010',
    'manylinux1',
  ];
  return tags.map((tag) => `${tag}_${machine}`);
}

interface Downloaded {
  readonly pin: WheelPin;
  readonly diskBytes: number;
  readonly metadata: string;
}

async function download(name: string, wheelVersion: string, machine: string): Promise<Downloaded> {
  const folder = mkdtempSync(join(tmpdir(), 'pin-tensorflow-'));
  try {
    const platforms = platformTags(machine).flatMap((tag) => ['--platform', tag]);
    const words = [
      '-m',
      'pip',
      'download',
      '-q',
      '--no-deps',
      '--only-binary=:all:',
      '--no-cache-dir',
      '--implementation',
      'cp',
      '--python-version',
      python,
      ...platforms,
    ];
    execFileSync('python3', [...words, '--dest', folder, `${name}==${wheelVersion}`], { stdio: 'inherit' });
    const [file = ''] = readdirSync(folder);
    const wheel = join(folder, file);
    const unpacked = join(folder, 'unpacked');
    const signal = new AbortController().signal;
    const pathOf = (entry: string) => (/^[^/]+\.dist-info\/METADATA$/.test(entry) ? 'METADATA' : libraryPath(entry));
    const written = await extract({ wheel, folder: unpacked, pathOf, signal, onBytes: () => undefined });
    const diskBytes = [...written.values()].reduce((sum, bytes) => sum + bytes, 0);
    console.log(file, statSync(wheel).size, diskBytes);
    const pin = { name, version: wheelVersion, file, bytes: statSync(wheel).size, sha256: await sha256(wheel), python };
    return { pin, diskBytes, metadata: readFileSync(join(unpacked, 'METADATA'), 'utf8') };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function pin({ machine, build, project }: Wanted, tensorflow: string): Promise<Release> {
  const all = [await download(project, tensorflow, machine)];
  const required = build === 'cuda' ? [...(all[0]?.metadata ?? '').matchAll(cudaRequirement)] : [];
  for (const [, name = '', versions = ''] of required) all.push(await download(name, lowestOf(versions), machine));
  return {
    version: tensorflow,
    build,
    platforms: platformTags(machine),
    wheels: all.map((wheel) => wheel.pin),
    diskBytes: all.reduce((sum, { diskBytes }) => sum + diskBytes, 0),
  };
}

const releases: Record<string, Record<string, Release>> = {};
for (const one of wanted) (releases[one.platform] ??= {})[one.build] = await pin(one, version);
const head = `// The wheels of each platform, written by scripts/pinTensorflow.ts.

import type { Build } from './library.js';
import type { Release } from './pins.js';

/** By \`process.platform-process.arch\`. */
export const releases: Readonly<Record<string, Readonly<Partial<Record<Build, Release>>>>> = `;
const body = JSON.stringify(releases, null, 2)
  .replace(/"(\w+)":/g, '$1:')
  .replaceAll('"', "'")
  .replace(/([}\]'\w])\n/g, '$1,\n')
  .replace(/,\n$/, '')
  .replace(/,(,)/g, '$1');
writeFileSync('src/tensorflow/install/releases.ts', `${head}${body};\n`);
