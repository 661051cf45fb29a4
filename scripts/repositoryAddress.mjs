// The repository's address. package.json holds it as `repository.url`; files that have to repeat it are compared by
// test/unit/scripts/repositoryAddress.test.ts. It is changed everywhere by
// `node scripts/repositoryAddress.mjs https://github.com/NAME/finetune-bert`.

import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');

/** The address in package.json, without `.git`. */
export function repositoryAddress() {
  return JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')).repository.url.replace(/\.git$/, '');
}

/** The files that may spell the address out, with their texts. */
export function filesWithAddress() {
  const names = ['docs', '.github', 'python', 'src', 'webview'].flatMap((folder) =>
    readdirSync(join(root, folder), { recursive: true }).map((name) => join(folder, name)),
  );
  return [...readdirSync(root), ...names]
    .filter((name) => /\.(md|json|ya?ml|ts|py)$/.test(name) && name !== 'package-lock.json')
    .map((name) => ({ name, text: readFileSync(join(root, name), 'utf8') }));
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const given = process.argv[2] ?? '';
  if (!/^https:\/\/[^/\s]+\/[^\s]+[^/\s]$/.test(given))
    throw new Error('usage: repositoryAddress.mjs https://HOST/PATH');
  const before = repositoryAddress();
  for (const { name, text } of filesWithAddress()) {
    const changed = text.replaceAll(before, given.replace(/\.git$/, ''));
    if (changed !== text) writeFileSync(join(root, name), changed);
    if (changed !== text) console.log(name);
  }
}
