// Writes the licences of the packages inside the bundles, as their authors ask, with every build.

import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** Shipped beside the bundles, not in them. */
const beside = ['onnxruntime-node', 'onnxruntime-common', 'tokenizers'];
const licenceFile = /^(licen[cs]e|copying|notice)([.-].*)?$/i;
const line = '-'.repeat(80);

/** Where they go, relative to the repository. */
export const licencesFile = 'dist/licences.txt';

/**
 * The packages that such a file names.
 *
 * @param {string} text
 */
export function shippedIn(text) {
  const entries = text.split(`${line}\n`).slice(1);
  return entries.map((entry) => {
    const [, name, version, licence] = /^(\S+) (\S+), (.*?)(?:, https?:\S*)?$/m.exec(entry) ?? [];
    return { name, version, licence };
  });
}

/**
 * @param {string} root the repository
 * @param {readonly { readonly inputs: object }[]} metafiles what esbuild says of each bundle
 */
export function writeLicences(root, metafiles) {
  const bundled = metafiles
    .flatMap(({ inputs }) => Object.keys(inputs))
    .map(folderOf)
    .filter((folder) => folder !== null);
  const folders = [...new Set([...bundled, ...beside.map((name) => `node_modules/${name}`)])].sort();
  const entries = folders.map((folder) => entryOf(join(root, folder)));
  const heading = 'Packages of others that are part of this one, and their licences.';
  writeFileSync(join(root, licencesFile), `${heading}\n\n${entries.join('\n')}`);
}

/** The package that a bundled file belongs to; null for one of ours. */
function folderOf(input) {
  return /^(?:.*\/)?node_modules\/(?:@[^/]+\/)?[^/]+/.exec(input.replaceAll('\\', '/'))?.[0] ?? null;
}

function entryOf(folder) {
  const { name, version, license, homepage } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
  const texts = readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isFile() && licenceFile.test(entry.name))
    .map((entry) => readFileSync(join(folder, entry.name), 'utf8').trim());
  if (texts.length === 0 && license === undefined) throw new Error(`${name} says nothing of its licence`);
  const about = `${name} ${version}, ${license ?? 'see below'}${homepage === undefined ? '' : `, ${homepage}`}`;
  return [line, about, ...texts.flatMap((text) => ['', text]), ''].join('\n');
}
