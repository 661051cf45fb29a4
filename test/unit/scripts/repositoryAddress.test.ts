// The repository's address is defined in package.json; every other file that contains it has the same.

import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

import { expect, test } from 'vitest';
import { z } from 'zod';

import { filesWithAddress, repositoryAddress } from '../../../scripts/repositoryAddress.mjs';

const manifest = z
  .object({ repository: z.object({ url: z.string() }), bugs: z.object({ url: z.string() }), homepage: z.string() })
  .parse(JSON.parse(readFileSync(fileURLToPath(new URL('../../../package.json', import.meta.url)), 'utf8')));

test('the manifest leads to the repository, its issues and its page', () => {
  const address = repositoryAddress();
  expect(manifest).toMatchObject({
    repository: { url: `${address}.git` },
    bugs: { url: `${address}/issues` },
    homepage: `${address}#readme`,
  });
});

test('every file that spells the address out has that of package.json', () => {
  const address = repositoryAddress();
  const spelled = filesWithAddress().flatMap(({ name, text }) =>
    [...text.matchAll(/https?:\/\/[^\s)"'<>`]*finetune-bert[^\s)"'<>`]*/g)].map(([link]) => ({ name, link })),
  );
  expect(spelled.some(({ name }) => name.endsWith('config.yml'))).toBe(true);
  expect(spelled.filter(({ link }) => !link.startsWith(address))).toEqual([]);
});
