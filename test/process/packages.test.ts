// What is shipped: `vsce ls` of a clone is the list of the packed extension, and npm's package runs as it is installed.

import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

import { unzipSync } from 'fflate';
import { afterAll, describe, expect, test } from 'vitest';
import { z } from 'zod';

import { packageFor } from '../../scripts/packageExtension.mjs';
import { platformOf, platforms } from '../../scripts/packageList.mjs';
import { testOn } from '../support/systems.js';
import { repository, sample } from './cliKit.js';

const here = `${process.platform}-${process.arch}`;
/** The most that a platform's package may take, in mebibytes. */
const largest: Readonly<Record<string, number>> = {
  'darwin-arm64': 32,
  'linux-arm64': 29,
  'linux-x64': 37,
  'win32-arm64': 40,
  'win32-x64': 39,
};
const renamed: Readonly<Record<string, string>> = {
  'README.md': 'readme.md',
  'CHANGELOG.md': 'changelog.md',
  LICENSE: 'LICENSE.txt',
};

function run(command: string, words: readonly string[], folder = repository): string {
  const shell = process.platform === 'win32';
  const { status, stdout, stderr } = spawnSync(command, words, { cwd: folder, encoding: 'utf8', shell });
  expect(status, stderr).toBe(0);
  return stdout;
}

const listed = run(process.execPath, [join(repository, 'node_modules', '@vscode', 'vsce', 'vsce'), 'ls'])
  .trim()
  .split('\n');

describe('the extension', () => {
  test('`vsce ls` lists nothing but the build, the documents, the models, the samples and the runtime', () => {
    const known = [
      /^(README(\.zh-CN)?|CHANGELOG)\.md$/,
      /^(LICENSE|NOTICE|package(\.nls(\.zh-cn)?)?\.json)$/,
      /^dist\/((extension|host)\.cjs|(cli|worker|chunk-\w+)\.js|licences\.txt|run\.schema\.json)$/,
      /^dist\/(webview\/(panel\.(css|js)|uplot\.js)|native\/linux-x64\/tfjs_binding\.node)$/,
      /^media\/(icon\.png|(activity|panel-(dark|light)|walkthrough-(hover|open|train))\.svg)$/,
      /^models\/bert-tiny-(en|zh)\/((config|tokenizer_config)\.json|model\.safetensors|vocab\.txt)$/,
      /^python\/(README\.md|requirements\.txt|slurm\.sh|kubernetes(-pytorchjob)?\.yaml)$/,
      /^(python\/(optimizer|ray_train|record|rows|scores|train)\.py|samples\/(reviews|tickets)\.csv)$/,
      /^node_modules\/onnxruntime-common\/(package\.json|dist\/cjs\/([\w-]+\.js|package\.json))$/,
      /^node_modules\/onnxruntime-node\/(package\.json|dist\/\w+\.js|bin\/napi-v6\/\w+\/\w+\/[\w.]+)$/,
      /^node_modules\/tokenizers\/(package\.json|index\.js|tokenizers\.[\w-]+\.node)$/,
    ];
    expect(listed.filter((path) => !known.some((pattern) => pattern.test(path)))).toEqual([]);
    for (const pattern of known) expect(listed.filter((path) => pattern.test(path))).not.toEqual([]);
  });

  test('`vsce ls` lists every file that the manifest and the pages name', () => {
    const manifest = readFileSync(join(repository, 'package.json'), 'utf8');
    const named = [...manifest.matchAll(/"(?:\.\/)?((?:dist|media)\/[\w./-]+)"/g)].map(([, path]) => path!);
    expect(named.length).toBeGreaterThan(8);
    expect(named.filter((path) => !listed.includes(path))).toEqual([]);
  });

  testOn(
    { isHere: platforms.includes(here), reason: `There is no package for ${here}.` },
    'the packed .vsix holds the list of `vsce ls`, for its platform',
    async () => {
      const packed = readFileSync(await packageFor(here));
      const names: string[] = [];
      const { 'extension/readme.md': readme } = unzipSync(packed, {
        filter: ({ name }) => {
          names.push(name);
          return name === 'extension/readme.md';
        },
      });
      const expected = listed
        .filter((path) => [null, here].includes(platformOf(path)))
        .map((path) => `extension/${renamed[path] ?? path}`);
      expect(names.sort()).toEqual(['[Content_Types].xml', 'extension.vsixmanifest', ...expected].sort());
      expect(packed.length / 2 ** 20).toBeLessThan(largest[here]!);
      // The Marketplace has no files beside the page: pictures and links name the repository.
      const links = [
        ...Buffer.from(readme!)
          .toString('utf8')
          .matchAll(/\]\(([^)#]+)/g),
      ].map(([, link]) => link!);
      expect(links.length).toBeGreaterThan(3);
      expect(links.filter((link) => !link.startsWith('https://'))).toEqual([]);
    },
  );
});

describe("npm's package", () => {
  const folder = mkdtempSync(join(tmpdir(), 'finetune-bert-npm-'));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  const packed = z
    .array(z.object({ files: z.array(z.object({ path: z.string() })) }))
    .parse(JSON.parse(run('npm', ['pack', '--dry-run', '--json'])));
  const files = packed.flatMap((each) => each.files.map(({ path }) => path));

  test('`npm pack` lists what the command line needs, and nothing of the extension', () => {
    const extensionAlone =
      /^(dist\/(webview\/.*|.*\.cjs|run\.schema\.json)|package\.nls.*\.json|media\/.*|node_modules\/.*)$/;
    expect(files.sort()).toEqual(listed.filter((path) => !extensionAlone.test(path)).sort());
    expect(readFileSync(join(repository, 'dist', 'cli.js'), 'utf8')).toMatch(/^#!\/usr\/bin\/env node\n/);
  });

  test('trains, predicts and exports with the declared dependency alone beside it', () => {
    const installed = join(folder, 'node_modules', 'finetune-bert');
    for (const path of files) {
      mkdirSync(dirname(join(installed, path)), { recursive: true });
      cpSync(join(repository, path), join(installed, path));
    }
    const modules = join('node_modules', 'onnxruntime-node');
    symlinkSync(join(repository, modules), join(folder, modules), 'junction');
    const cli = (...words: string[]) => run(process.execPath, [join(installed, 'dist', 'cli.js'), ...words], folder);
    cli('train', sample, '--out', 'run', '--epochs', '1', '--device', 'onnx-cpu');
    expect(cli('predict', 'run', '--text', '味道很好')).toMatch(/^(正面|负面) /);
    cli('export', 'run', '--format', 'onnx-int8', '--out', 'small.onnx');
    cli('export', 'run', '--format', 'python', '--out', 'python');
  });
});
