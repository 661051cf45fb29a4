// The supply chain's checks: what they let through, and what they name.

import { readFileSync } from 'node:fs';

import { describe, expect, test } from 'vitest';

import { installedFaults, licenceFaults, type Lock, lockFaults, shippedBill } from '../../../scripts/supplyChain.mjs';

const integrity = `sha512-${'A'.repeat(86)}==`;
const lockOf = (entry: object): Lock => ({ lockfileVersion: 3, packages: { '': {}, 'node_modules/a': entry } });

describe('the lock file', () => {
  test('of this repository holds tarballs with their sums', () => {
    const lock = JSON.parse(readFileSync(new URL('../../../package-lock.json', import.meta.url), 'utf8')) as Lock;
    expect(lockFaults(lock)).toEqual([]);
    expect(Object.keys(lock.packages ?? {}).length).toBeGreaterThan(100);
  });

  test.each([
    ['no sum', {}],
    ['a short sum', { integrity: 'sha1-2jmj7l5rSw0yVb/vlWAYkK/YBwk=' }],
    ['a repository', { integrity, resolved: 'git+ssh://git@example.org/a/b.git#0123' }],
    ['a file', { integrity, resolved: 'file:../a-1.0.0.tgz' }],
    ['an address without encryption', { integrity, resolved: 'http://registry.example.org/a/-/a-1.0.0.tgz' }],
    ['a user in the address', { integrity, resolved: 'https://registry.example.org@evil.example/a/-/a-1.0.0.tgz' }],
    ['what is no tarball', { integrity, resolved: 'https://codeload.example.org/a/b/tar.gz/main' }],
    ['a link', { link: true, resolved: '../a' }],
  ])('with %s for a package is named', (_, entry) => {
    expect(lockFaults(lockOf(entry))).toHaveLength(1);
  });

  test('may leave the address to the registry that npm is set to', () => {
    expect(lockFaults(lockOf({ integrity }))).toEqual([]);
    expect(lockFaults(lockOf({ integrity, resolved: 'https://registry.example.org/@a/b/-/b-1.0.0.tgz' }))).toEqual([]);
    expect(lockFaults({ lockfileVersion: 1 })).toHaveLength(1);
  });
});

test('a package that is installed with another sum than the lock file has, or is not in it, is named', () => {
  const other = `sha512-${'B'.repeat(86)}==`;
  const lock = lockOf({ integrity });
  const installed = (name: string, sum: string): Lock => ({
    packages: { [`node_modules/${name}`]: { integrity: sum } },
  });
  expect(installedFaults(lock, installed('a', integrity))).toEqual([]);
  expect(installedFaults(lock, installed('a', other))).toEqual([expect.stringContaining('another sum')]);
  expect(installedFaults(lock, installed('b', integrity))).toEqual([expect.stringContaining('not in the lock file')]);
  expect(installedFaults(lock, installed('__proto__', integrity))).toHaveLength(1);
});

test.each([
  ['MIT', 0],
  ['(Apache-2.0 AND BSD-3-Clause)', 0],
  ['(GPL-3.0-only OR MIT)', 0],
  ['GPL-3.0-only', 1],
  ['(MIT AND GPL-2.0-only)', 1],
  ['SEE LICENSE IN x', 1],
  ['', 1],
])('the licence "%s" of a shipped package counts %i faults', (licence, faults) => {
  expect(licenceFaults([{ name: 'a', version: '1.0.0', licence }])).toHaveLength(faults);
});

test('the bill of materials has what is shipped, each once, and nothing that only builds', () => {
  const part = (name: string, version = '1.0.0') => ({ name, version, 'bom-ref': `${name}@${version}` });
  const bill = {
    components: [part('a'), part('a'), part('a', '2.0.0'), part('builder')],
    dependencies: [{ ref: 'a@1.0.0', dependsOn: ['builder@1.0.0', 'a@2.0.0'] }, { ref: 'builder@1.0.0' }],
  };
  const shipped = [part('a'), part('a', '2.0.0')];
  expect(shippedBill(bill, shipped).components?.map((one) => one['bom-ref'])).toEqual(['a@1.0.0', 'a@2.0.0']);
  expect(shippedBill(bill, shipped).dependencies).toEqual([{ ref: 'a@1.0.0', dependsOn: ['a@2.0.0'] }]);
  expect(() => shippedBill(bill, [part('gone')])).toThrow('gone@1.0.0');
});
