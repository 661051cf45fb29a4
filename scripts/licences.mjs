// The licences of the packages that are shipped inside ours, as their authors ask: written with every build, from what
// was bundled.

import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** Shipped beside the bundles, not in them. */
const beside = ['onnxruntime-node', 'onnxruntime-common', 'tokenizers'];
const licenceFile = /^(licen[cs]e|copying|notice)([.-].*)?$/i;
const line = '-'.repeat(80);

/**
 * @param {string} root the repository
 * @param {string} file where they go, relative to it
 * @param {readonly { readonly inputs: object }[]} metafiles what esbuild says of each bundle
 */
export function writeLicences(root, file, metafiles) {
  const bundled = metafiles
    .flatMap(({ inputs }) => Object.keys(inputs))
    .map(folderOf)
    .filter((folder) => folder !== null);
  const folders = [...new Set([...bundled, ...beside.map((name) => `node_modules/${name}`)])].sort();
  const entries = folders.map((folder) => entryOf(join(root, folder)));
  const heading = 'Packages of others that are part of this one, and their licences.';
  writeFileSync(join(root, file), `${heading}\n\n${entries.join('\n')}`);
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
