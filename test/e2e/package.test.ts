// What a user downloads: all that is used, nothing else, and small.

import { readFileSync, statSync } from 'node:fs';
import { unzipSync } from 'fflate';
import { describe, expect, inject, test } from 'vitest';

const megabyte = 2 ** 20;
/** Beside the bundled model. */
const largest = 40 * megabyte;

describe('the package', () => {
  const files = unzipSync(readFileSync(inject('vsix')));
  const names = Object.keys(files).filter((name) => name.startsWith('extension/')).map((name) => name.slice('extension/'.length));

  test('is larger than 40 MB without the model', () => {
    const model = files['extension/models/bert-tiny-zh/model.safetensors']!.length;
    console.info(`${names.length} files, ${(statSync(inject('vsix')).size / megabyte).toFixed(1)} MB packed`);
    expect(statSync(inject('vsix')).size - model).toBeLessThan(largest);
  });

  test('lacks what the extension needs', () => {
    const native = `dist/node_modules/onnxruntime-node/bin/napi-v6/${process.platform}/${process.arch}/onnxruntime_binding.node`;
    const needed = ['package.json', 'package.nls.json', 'package.nls.zh-cn.json', 'dist/extension.cjs', 'dist/host.cjs', 'dist/worker.js', 'dist/webview/panel.js', 'dist/run.schema.json', 'samples/reviews.csv', 'models/bert-tiny-zh/vocab.txt', native];
    expect(needed.filter((name) => !names.includes(name))).toEqual([]);
  });

  test('holds sources, source maps, types, or binaries of another platform', () => {
    const known = /^(dist\/((extension|host)\.cjs|worker\.js|cli\.js|chunk-\w+\.js|run\.schema\.json|webview\/[\w.-]+)|models\/bert-tiny-zh\/[\w.]+|media\/[\w.-]+|samples\/reviews\.csv|package(\.nls(\.zh-cn)?)?\.json|(readme(\.zh-cn)?|changelog)\.md|README(\.zh-CN)?\.md|CHANGELOG\.md|LICENSE(\.txt)?|NOTICE)$/;
    const native = new RegExp(`^dist/node_modules/(onnxruntime-node/(package\\.json|dist/[\\w.]+\\.js|bin/napi-v6/${process.platform}/${process.arch}/[\\w.-]+)|onnxruntime-common/(package\\.json|dist/cjs/[\\w./-]*(\\.js|package\\.json)))$`);
    expect(names.filter((name) => !known.test(name) && !native.test(name))).toEqual([]);
  });
});
