// The package that a user downloads: complete, small, and without files that nobody needs.

import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

import { unzipSync } from 'fflate';
import { describe, expect, inject, test } from 'vitest';

import { findLibrary } from '../../src/tensorflow/find.js';
import { defaultPlaces } from '../../src/tensorflow/places.js';

const megabyte = 2 ** 20;
/** Beside the bundled model. */
const largest = 40 * megabyte;
/**
 * TensorFlow's: packages for Linux on x64 alone hold it, so that on other systems its two tests have nothing to test.
 */
const binding = 'dist/native/linux-x64/tfjs_binding.node';
const nativeFolder = `dist/node_modules/onnxruntime-node/bin/napi-v6/${process.platform}/${process.arch}`;
/** Everything that a package may hold, beside TensorFlow's binding. */
const known = [
  /^dist\/((extension|host)\.cjs|(worker|cli|chunk-\w+)\.js|run\.schema\.json|licences\.txt|webview\/[\w.-]+)$/,
  /^dist\/node_modules\/onnxruntime-node\/(package\.json|dist\/[\w.]+\.js)$/,
  /^dist\/node_modules\/onnxruntime-common\/(package\.json|dist\/cjs\/[\w./-]*(\.js|package\.json))$/,
  new RegExp(`^${nativeFolder}/[\\w.-]+$`),
  /^models\/bert-tiny-zh\/[\w.]+$/,
  /^media\/(screenshots\/)?[\w.-]+$/,
  /^python\/[\w.-]+$/,
  /^samples\/reviews\.csv$/,
  /^package(\.nls(\.zh-cn)?)?\.json$/,
  /^(readme(\.zh-cn)?|changelog|README(\.zh-CN)?|CHANGELOG)\.md$/,
  /^(LICENSE(\.txt)?|NOTICE)$/,
];
const isHere = process.platform === 'linux' && process.arch === 'x64';

describe('the package', () => {
  const files = unzipSync(readFileSync(inject('vsix')));
  const names = Object.keys(files)
    .filter((name) => name.startsWith('extension/'))
    .map((name) => name.slice('extension/'.length));

  test('is at most 40 MB without the model', () => {
    const model = files['extension/models/bert-tiny-zh/model.safetensors']!.length;
    console.info(`${names.length} files, ${(statSync(inject('vsix')).size / megabyte).toFixed(1)} MB packed`);
    expect(statSync(inject('vsix')).size - model).toBeLessThan(largest);
  });

  test('holds every file that the extension needs', () => {
    const needed = [
      'package.json',
      'package.nls.json',
      'package.nls.zh-cn.json',
      'dist/extension.cjs',
      'dist/host.cjs',
      'dist/worker.js',
      'dist/licences.txt',
      'dist/webview/panel.js',
      'dist/run.schema.json',
      'samples/reviews.csv',
      'models/bert-tiny-zh/vocab.txt',
      `${nativeFolder}/onnxruntime_binding.node`,
      ...(isHere ? [binding] : []),
    ];
    expect(needed.filter((name) => !names.includes(name))).toEqual([]);
  });

  test('holds the licence of every package inside it', () => {
    const licences = Buffer.from(files['extension/dist/licences.txt']!).toString('utf8');
    for (const name of [
      '@uwdata/flechette',
      'hyparquet',
      'zod',
      'lit',
      'uplot',
      '@vscode/webview-ui-toolkit',
      'onnxruntime-node',
    ])
      expect(licences).toMatch(new RegExp(`^${name} \\d`, 'm'));
    expect(licences).toContain('Redistribution and use in source and binary forms');
  });

  test('holds no sources, source maps or types, and no binaries of another platform', () => {
    const isKnown = (name: string) => known.some((pattern) => pattern.test(name)) || (isHere && name === binding);
    expect(names.filter((name) => !isKnown(name))).toEqual([]);
  });

  test.runIf(isHere)('brings a small binding of TensorFlow that runs on every system TensorFlow runs on', () => {
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

  test.runIf(isHere)('finds its own binding of TensorFlow with an empty cache', () => {
    const folder = mkdtempSync(join(tmpdir(), 'finetune-bert-packed-'));
    try {
      for (const name of names.filter((each) => !each.endsWith('/'))) {
        mkdirSync(dirname(join(folder, name)), { recursive: true });
        writeFileSync(join(folder, name), files[`extension/${name}`]!);
      }
      const library = findLibrary(defaultPlaces())?.folder ?? '';
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
