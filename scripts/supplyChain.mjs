// `npm run supply-chain`: every package of the lock file is a registry's tarball with its sum, and installed with it;
// what is shipped has a licence that allows it, and the registry has signed what is installed, where it says so. With
// `--sbom FILE` it also writes what is shipped, in CycloneDX.

import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { licencesFile, shippedIn } from './licences.mjs';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');

/** Licences under which a package may be part of ours, by their SPDX names. */
const allowed = new Set([
  '0BSD',
  'Apache-2.0',
  'BSD-2-Clause',
  'BSD-3-Clause',
  'BlueOak-1.0.0',
  'CC0-1.0',
  'ISC',
  'MIT',
]);

/**
 * A sentence for each entry of a lock file that is no tarball of a registry with a SHA-512.
 *
 * @param lock what package-lock.json holds
 */
export function lockFaults({ lockfileVersion, packages = {} }) {
  if (lockfileVersion !== 3) return [`the lock file is of version ${lockfileVersion}, not 3`];
  return Object.entries(packages).flatMap(([path, { resolved, integrity, link }]) => {
    if (path === '') return [];
    if (link === true) return [`${path} is a link to a folder`];
    // Without an address it comes from the registry that npm is set to, whichever that is: the sum is the same.
    if (resolved !== undefined && !isTarball(resolved)) return [`${path} comes from ${resolved}`];
    return /^sha512-[A-Za-z0-9+/]{86}==$/.test(integrity ?? '') ? [] : [`${path} has no SHA-512`];
  });
}

/**
 * A sentence for each installed package that is not what the lock file has: its sum was changed since, or it came in
 * another way.
 *
 * @param lock what package-lock.json holds
 * @param installed what npm has written into node_modules
 */
export function installedFaults({ packages = {} }, { packages: installed = {} }) {
  return Object.entries(installed).flatMap(([path, { integrity }]) => {
    if (!Object.hasOwn(packages, path)) return [`${path} is installed and not in the lock file`];
    return packages[path].integrity === integrity ? [] : [`${path} is installed with another sum than the lock file's`];
  });
}

function isTarball(address) {
  if (!URL.canParse(address)) return false;
  const { protocol, username, pathname, search } = new URL(address);
  return protocol === 'https:' && username === '' && search === '' && /\/-\/[^/]+\.tgz$/.test(pathname);
}

/**
 * A sentence for each shipped package whose licence is not allowed. Of an expression with OR one has to be, with AND
 * all.
 *
 * @param shipped names, versions and licences
 */
export function licenceFaults(shipped) {
  return shipped.flatMap(({ name, version, licence }) =>
    isAllowed(licence) ? [] : [`${name} ${version} has the licence ${licence}`],
  );
}

function isAllowed(expression) {
  const text = expression.trim().replace(/^\(([^()]*)\)$/, '$1');
  return text.split(/ OR /).some((choice) => choice.split(/ AND /).every((one) => allowed.has(one.trim())));
}

/**
 * npm's bill of materials without what is only for building and testing: our bundles hold packages that npm takes for
 * development.
 *
 * @param bill as `npm sbom` writes it
 * @param shipped names and versions
 */
export function shippedBill(bill, shipped) {
  const wanted = new Set(shipped.map(({ name, version }) => `${name}@${version}`));
  const components = [];
  for (const component of bill.components ?? []) {
    // One version may lie in several folders; it is shipped once.
    if (!wanted.delete(`${component.name}@${component.version}`)) continue;
    components.push({ ...component, scope: 'required', properties: [] });
  }
  if (wanted.size > 0) throw new Error(`npm does not know ${[...wanted].join(', ')}`);
  const refs = new Set(components.map((component) => component['bom-ref']));
  const dependencies = (bill.dependencies ?? [])
    .filter(({ ref }) => refs.has(ref))
    .map(({ ref, dependsOn = [] }) => ({ ref, dependsOn: dependsOn.filter((other) => refs.has(other)) }));
  return { ...bill, components, dependencies };
}

function npm(words) {
  const { status, stdout, stderr } = spawnSync('npm', words, {
    cwd: root,
    encoding: 'utf8',
    shell: process.platform === 'win32',
    maxBuffer: 1 << 28,
  });
  return { isWell: status === 0, stdout, said: `${stdout}\n${stderr}`.trim() };
}

/** A sentence for each package that is signed wrongly, and a note on whether the registry answers at all. */
function signatures() {
  const { isWell, stdout, said } = npm(['audit', 'signatures', '--json', '--fetch-retries=0', '--fetch-timeout=30000']);
  const answer = parsed(stdout);
  const wrong = [...(answer?.invalid ?? []), ...(answer?.missing ?? [])];
  if (wrong.length > 0)
    return { faults: wrong.map(({ name, version }) => `${name} ${version} is not signed as it should be`) };
  if (isWell) return { faults: [], note: 'signatures: checked with the registry' };
  const reason = said.split('\n').find((line) => /npm (error|ERR)/.test(line)) ?? said.slice(0, 200);
  return { faults: [], note: `signatures: NOT checked, the registry does not answer: ${reason}` };
}

function parsed(text) {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Writes the bill of what is shipped into a file. */
export function writeBill(file) {
  const { isWell, stdout, said } = npm(['sbom', '--sbom-format', 'cyclonedx', '--package-lock-only']);
  if (!isWell) throw new Error(said);
  const bill = JSON.parse(stdout);
  // npm names a package after its folder here.
  bill.metadata.component.name = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')).name;
  writeFileSync(file, `${JSON.stringify(shippedBill(bill, shipped()), null, 2)}\n`);
}

function shipped() {
  return shippedIn(readFileSync(join(root, licencesFile), 'utf8'));
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const lock = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8'));
  const installed = JSON.parse(readFileSync(join(root, 'node_modules', '.package-lock.json'), 'utf8'));
  const { faults, note } = signatures();
  const all = [...lockFaults(lock), ...installedFaults(lock, installed), ...licenceFaults(shipped()), ...faults];
  for (const fault of all) console.error(fault);
  console.log(`${Object.keys(lock.packages).length - 1} packages locked, ${shipped().length} shipped`);
  if (note !== undefined) console.log(note);
  const at = process.argv.indexOf('--sbom');
  if (at > 0) writeBill(process.argv[at + 1]);
  process.exitCode = all.length === 0 ? 0 : 1;
}
