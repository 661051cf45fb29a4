// Installs what the tests of WebGPU compute on where there is no GPU: Vulkan's loader, SwiftShader, which Debian's
// Chromium brings, and for float16, which SwiftShader lacks, Mesa's lavapipe: that of Debian 12 is too old, so the one
// of its backports goes into the cache. `node scripts/installSoftwareGpu.mjs` prints the files that VK_ICD_FILENAMES
// has to name. 12 MB beside Chromium; nothing when all is there.

import { spawnSync } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { installChromium } from './installCodeServer.mjs';
import { testCache } from './testCache.mjs';

const swiftShader = '/usr/lib/chromium/vk_swiftshader_icd.json';
const folder = testCache('lavapipe');
const lavapipe = join(folder, 'icd.json');
/** The libraries that lavapipe needs beyond those of every Debian. */
const libraries = [
  'libllvm15',
  'libdrm2',
  'libwayland-client0',
  'libx11-xcb1',
  'libxcb-dri3-0',
  'libxcb-present0',
  'libxcb-randr0',
  'libxcb-shm0',
  'libxcb-sync1',
  'libxcb-xfixes0',
  'libxshmfence1',
];

/** Installs both if need be, and returns their paths. */
export function softwareGpus() {
  return { swiftShader, lavapipe };
}

export function installSoftwareGpus() {
  if (!existsSync(swiftShader)) installChromium();
  if (!existsSync(swiftShader)) throw new Error(`this Chromium has no ${swiftShader}`);
  if (!run('ldconfig', ['-p']).includes('libvulkan.so.1')) install(['libvulkan1']);
  if (!existsSync(lavapipe)) installLavapipe();
  return softwareGpus();
}

function installLavapipe() {
  const temporary = mkdtempSync(join(tmpdir(), 'lavapipe-'));
  try {
    const options = backports(temporary);
    run('apt-get', [...options, 'update', '-qq']);
    run('apt-get', [...options, 'download', '-qq', 'mesa-vulkan-drivers'], temporary);
    const unpacked = join(temporary, 'unpacked');
    run('dpkg', ['-x', join(temporary, readdirSync(temporary).find((name) => name.endsWith('.deb')) ?? ''), unpacked]);
    const library = run('find', [unpacked, '-name', 'libvulkan_lvp.so']).trim();
    if (run('ldd', [library]).includes('not found')) install(libraries);
    const icd = JSON.parse(
      readFileSync(
        join(
          unpacked,
          'usr',
          'share',
          'vulkan',
          'icd.d',
          readdirSync(join(unpacked, 'usr', 'share', 'vulkan', 'icd.d')).find((name) => name.startsWith('lvp_')) ?? '',
        ),
        'utf8',
      ),
    );
    icd.ICD.library_path = join(folder, 'libvulkan_lvp.so');
    mkdirSync(folder, { recursive: true });
    run('cp', [library, `${icd.ICD.library_path}.new`]);
    renameSync(`${icd.ICD.library_path}.new`, icd.ICD.library_path);
    // Written last: if it exists, everything does.
    writeFileSync(lavapipe, JSON.stringify(icd));
  } finally {
    rmSync(temporary, { recursive: true, force: true });
  }
}

/** Options of apt-get for the same server's backports alone, where this Debian is 12; none on a newer one. */
function backports(temporary) {
  const release = /^VERSION_CODENAME=(\w+)/m.exec(readFileSync('/etc/os-release', 'utf8'))?.[1];
  if (release !== 'bookworm') return [];
  const uri = run('apt-get', ['indextargets', '--format', '$(CODENAME) $(REPO_URI)'])
    .split('\n')
    .find((line) => line.startsWith(`${release} `))
    ?.split(' ')[1];
  if (uri === undefined) throw new Error('apt knows no server of this Debian: apt-get update has to run first');
  const sources = join(temporary, 'sources.list');
  const lists = join(temporary, 'lists');
  mkdirSync(join(lists, 'partial'), { recursive: true });
  writeFileSync(
    sources,
    `deb [signed-by=/usr/share/keyrings/debian-archive-keyring.gpg] ${uri} ${release}-backports main\n`,
  );
  return [
    '-o',
    'APT::Sandbox::User=root',
    '-o',
    `Dir::Etc::sourcelist=${sources}`,
    '-o',
    'Dir::Etc::sourceparts=/dev/null',
    '-o',
    `Dir::State::lists=${lists}`,
  ];
}

function install(packages) {
  run('apt-get', ['update', '-qq']);
  run('apt-get', ['install', '-y', '-qq', '--no-install-recommends', ...packages]);
}

function run(command, words, cwd = '/') {
  const { status, error, stdout } = spawnSync(command, words, {
    cwd,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'inherit'],
    env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
  });
  if (status !== 0) throw new Error(`${command} ${words.join(' ')} ended with ${status ?? error?.message}`);
  return stdout;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) console.log(JSON.stringify(installSoftwareGpus(), null, 2));
