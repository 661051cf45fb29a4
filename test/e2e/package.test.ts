// The packed extension as a user downloads it: licences, and TensorFlow's binding. test/process/packages.test.ts holds
// the list of its files.

import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

import { unzipSync } from 'fflate';
import { describe, expect, inject, test } from 'vitest';

import { runtimes } from '../../scripts/packageList.mjs';
import { findLibrary } from '../../src/tensorflow/find.js';
import { defaultLocations } from '../../src/tensorflow/locations.js';
import { testOn } from '../support/systems.js';

const megabyte = 2 ** 20;
/**
 * TensorFlow's: packages for Linux on x64 alone hold it, so that on other systems its two tests have nothing to test.
 */
const binding = 'dist/native/linux-x64/tfjs_binding.node';
const isHere = process.platform === 'linux' && process.arch === 'x64';
const withBinding = { isHere, reason: 'Only the package for Linux on x64 has a binding of TensorFlow.' };

describe('the package', () => {
  const files = unzipSync(readFileSync(inject('vsix')));
  const names = Object.keys(files)
    .filter((name) => name.startsWith('extension/'))
    .map((name) => name.slice('extension/'.length));

  test('holds what the extension needs to start and to train', () => {
    const native = `${runtimes}${process.platform}/${process.arch}/onnxruntime_binding.node`;
    const library = names.filter((name) => /^node_modules\/tokenizers\/.*\.node$/.test(name));
    expect(library).toHaveLength(1);
    const needed = ['dist/extension.cjs', 'dist/host.cjs', 'dist/worker.js', native, ...(isHere ? [binding] : [])];
    expect(needed.filter((name) => !names.includes(name))).toEqual([]);
  });

  test('names the licence of each package in it', () => {
    const licences = Buffer.from(files['extension/dist/licences.txt']!).toString('utf8');
    for (const name of [
      '@uwdata/flechette',
      'hyparquet',
      'zod',
      'lit',
      'uplot',
      '@vscode/webview-ui-toolkit',
      'onnxruntime-node',
      'tokenizers',
    ])
      expect(licences).toMatch(new RegExp(`^${name} \\d`, 'm'));
    expect(licences).toContain('Redistribution and use in source and binary forms');
  });

  testOn(withBinding, 'needs no compiler for TensorFlow, and no newer system than TensorFlow does', () => {
    const content = files[`extension/${binding}`]!;
    console.info(`${binding}: ${Math.ceil(content.length / 1e3)} kB`);
    expect(content.length).toBeLessThan(megabyte / 4);
    const versions = [
      ...Buffer.from(content)
        .toString('latin1')
        .matchAll(/GLIBC(?:XX)?_([\d.]+)/g),
    ].map(([whole]) => whole);
    // What TensorFlow 2.21 itself asks for.
    const [libc, libstdcxx] = ['GLIBC_', 'GLIBCXX_3.4.'].map((prefix) =>
      Math.max(
        ...versions
          .filter((each) => each.startsWith(prefix))
          .map((each) => Number(each.slice(prefix.length).replace(/^2\./, ''))),
      ),
    );
    expect(libc).toBeLessThanOrEqual(27);
    expect(libstdcxx).toBeLessThanOrEqual(22);
  });

  testOn(withBinding, 'finds its own binding of TensorFlow where the cache is empty', () => {
    const folder = mkdtempSync(join(tmpdir(), 'finetune-bert-packed-'));
    try {
      for (const name of names.filter((each) => !each.endsWith('/'))) {
        mkdirSync(dirname(join(folder, name)), { recursive: true });
        writeFileSync(join(folder, name), files[`extension/${name}`]!);
      }
      const library = findLibrary(defaultLocations())?.folder ?? '';
      const env = {
        ...process.env,
        LC_ALL: 'C',
        XDG_CACHE_HOME: join(folder, 'cache'),
        FINETUNE_BERT_TENSORFLOW: library,
      };
      const { stdout, stderr } = spawnSync(process.execPath, [join(folder, 'dist', 'cli.js'), 'tensorflow', 'status'], {
        encoding: 'utf8',
        env,
      });
      expect(stdout, stderr).toContain(`Binding: ${join(folder, binding)} (shipped with finetune-bert)`);
      expect(stdout).toContain('It works: TensorFlow');
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });
});
