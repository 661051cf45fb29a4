// The borders between folders: a forbidden import fails with a sentence that says where to go.

import { Linter } from 'eslint';
import { describe, expect, test } from 'vitest';

import { importsRule, layers } from '../../../scripts/layers.mjs';

function lint(file: string, code: string): string[] {
  const linter = new Linter({ cwd: '/project' });
  const config: Linter.Config = {
    files: ['**/*.ts'],
    plugins: { layers: { rules: { imports: importsRule } } },
    rules: { 'layers/imports': 'error' },
  };
  return linter.verify(code, config, `/project/${file}`).map(({ message }) => message);
}

describe('a forbidden import fails and says where to go', () => {
  test.each([
    ['shared', 'src/shared/a.ts', '../engine/b.js'],
    ['shared', 'src/shared/a.ts', 'node:os'],
    ['engine/graph', 'src/engine/graph/a.ts', '../../text/b.js'],
    ['engine/graph', 'src/engine/graph/a.ts', '../autodiff/b.js'],
    ['engine/graph', 'src/engine/graph/a.ts', 'node:fs'],
    ['engine/model', 'src/engine/model/a.ts', '../backends/b.js'],
    ['engine/onnx', 'src/engine/onnx/a.ts', '../backends/cpu/b.js'],
    ['engine/onnx', 'src/engine/onnx/a.ts', 'onnxruntime-node'],
    ['base', 'src/base/a.ts', '../engine/b.js'],
    ['data/source', 'src/data/source/a.ts', '../text/b.js'],
    ['processes', 'src/processes/a.ts', '../tensorflow/b.js'],
    ['engine', 'src/engine/a.ts', 'fs/promises'],
    ['engine', 'src/engine/a.ts', 'node:fs/promises'],
    ['text', 'src/text/a.ts', '../data/b.js'],
    ['data', 'src/data/a.ts', '../runs/b.js'],
    ['formats', 'src/formats/a.ts', '../engine/b.js'],
    ['runs', 'src/runs/a.ts', '../jobs/b.js'],
    ['jobs', 'src/jobs/train/a.ts', '../../worker/b.js'],
    ['jobs', 'src/jobs/train/a.ts', '../../cli/b.js'],
    ['host/workerClient', 'src/host/workerClient/a.ts', 'vscode'],
    ['webview/model', 'webview/model/a.ts', 'lit'],
    ['webview/model', 'webview/model/a.ts', '../parts/b.js'],
    ['tensorflow', 'src/tensorflow/a.ts', '../engine/b.js'],
    ['tensorflow', 'src/tensorflow/a.ts', '../worker/b.js'],
    ['hub', 'src/hub/a.ts', '../formats/b.js'],
    ['hub', 'src/hub/a.ts', '../worker/b.js'],
    ['worker', 'src/worker/a.ts', '../cli/b.js'],
    ['worker', 'src/worker/a.ts', 'vscode'],
    ['cli', 'src/cli/a.ts', '../data/b.js'],
    ['cli', 'src/cli/a.ts', '../engine/graph/b.js'],
    ['host', 'src/host/a.ts', '../worker/b.js'],
    ['webview', 'webview/a.ts', '../src/host/b.js'],
    ['webview', 'webview/a.ts', 'node:fs'],
  ] as const)('%s: %s importing %s', (layer, file, specifier) => {
    const expected = [`'${specifier}' may not be imported here. ${layers[layer].advice}`];
    expect(lint(file, `import { x } from '${specifier}';`)).toEqual(expected);
    expect(lint(file, `export { x } from '${specifier}';`)).toEqual(expected);
    expect(lint(file, `export * from '${specifier}';`)).toEqual(expected);
    expect(lint(file, `const x = await import('${specifier}');`)).toEqual(expected);
  });
});

test.each([
  ['src/shared/errors/data.ts', '../errors.js'],
  ['src/shared/messages/worker.ts', 'zod'],
  ['src/engine/backends/cpu/a.ts', 'onnxruntime-node'],
  ['src/engine/graph/a.ts', '../../base/model.js'],
  ['src/data/a.ts', 'node:fs'],
  ['src/worker/a.ts', '../engine/backends/select.js'],
  ['src/worker/a.ts', '../tensorflow/load.js'],
  ['src/tensorflow/a.ts', '../shared/errors.js'],
  ['src/hub/a.ts', 'undici'],
  ['src/worker/a.ts', '../hub/obtain.js'],
  ['src/cli/a.ts', '../jobs/train/train.js'],
  ['src/host/a.ts', 'vscode'],
  ['webview/a.ts', '../src/shared/settings.js'],
  ['test/unit/a.test.ts', '../../src/engine/graph/a.js'],
])('an allowed import passes: %s importing %s', (file, specifier) => {
  expect(lint(file, `import { x } from '${specifier}';`)).toEqual([]);
});
