// .vscodeignore and .npmignore: each decides alone what its package holds, and names what is really there.

import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { describe, expect, test } from 'vitest';
import { z } from 'zod';

import { listFor, platformOf, platforms, runtimes } from '../../../scripts/packageList.mjs';

const root = fileURLToPath(new URL('../../..', import.meta.url));
const read = (name: string) => readFileSync(join(root, name), 'utf8');
const linesOf = (name: string) => read(name).split('\n').filter(isPattern);
const manifest = z
  .object({ files: z.undefined().optional(), dependencies: z.record(z.string(), z.string()) })
  .parse(JSON.parse(read('package.json')));

function isPattern(line: string): boolean {
  return line !== '' && !line.startsWith('#');
}

/** Every file of ONNX Runtime's native parts. */
function nativeFiles(): string[] {
  return readdirSync(join(root, runtimes), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => `${entry.parentPath.slice(root.length)}/${entry.name}`.replaceAll('\\', '/').replace(/^\//, ''));
}

/** The paths that a line of .vscodeignore with one pair of braces stands for. */
function expand(line: string): string[] {
  const [, before, choices, after] = /^!([^{]*)\{([^}]*)\}(.*)$/.exec(line) ?? [];
  return choices === undefined ? [line.slice(1)] : choices.split(',').map((choice) => `${before}${choice}${after}`);
}

describe('the extension', () => {
  const lines = linesOf('.vscodeignore');

  test('ships only what a line names: a new file at the top level stays out', () => {
    expect(lines[0]).toBe('**');
    expect(lines.slice(1).filter((line) => !line.startsWith('!'))).toEqual([]);
  });

  test('ships every native file of ONNX Runtime but DirectML and the second copy of the library for macOS', () => {
    const shipped = lines.filter((line) => line.includes('/napi-v6/')).flatMap(expand);
    expect(shipped.filter((path) => !existsSync(join(root, path)))).toEqual([]);
    const leftOut = nativeFiles().filter((path) => !shipped.includes(path));
    expect(leftOut.map((path) => path.slice(runtimes.length)).sort()).toEqual([
      expect.stringMatching(/^darwin\/arm64\/libonnxruntime\.\d+\.\d+\.\d+\.dylib$/),
      'win32/arm64/DirectML.dll',
      'win32/x64/DirectML.dll',
    ]);
  });

  test('ships the native tokenizers of every platform, for glibc on Linux as ONNX Runtime is', () => {
    const shipped = lines.filter((line) => line.includes('/tokenizers/') && line.endsWith('.node')).flatMap(expand);
    expect(shipped.filter((path) => !existsSync(join(root, path)))).toEqual([]);
    expect(shipped.map(platformOf).sort()).toEqual(platforms);
    expect(shipped.filter((path) => path.includes('linux')).every((path) => path.endsWith('-gnu.node'))).toBe(true);
  });

  test('has a package for each platform that ONNX Runtime has', () => {
    expect(new Set(platforms)).toEqual(new Set(nativeFiles().map((path) => platformOf(path))));
  });

  test('keeps the native files of other platforms out of the package for one', () => {
    expect(platformOf('dist/native/linux-x64/tfjs_binding.node')).toBe('linux-x64');
    expect(platformOf('dist/cli.js')).toBeNull();
    for (const target of platforms) {
      const kept = listFor(target).split('\n').filter(isPattern);
      expect(new Set(kept.map(platformOf))).toEqual(new Set([null, target]));
      expect(kept.filter((line) => platformOf(line) === null)).toEqual(
        lines.filter((line) => platformOf(line) === null),
      );
    }
  });
});

test('the manifest has no third list: vsce refuses one beside .vscodeignore', () => {
  expect(manifest.files).toBeUndefined();
});

test('the native dependencies alone are installed with the command line, which the bundles leave out', () => {
  expect(Object.keys(manifest.dependencies)).toEqual(['onnxruntime-node', 'tokenizers']);
  expect(read('esbuild.mjs')).toContain("external: ['onnxruntime-node', 'tokenizers']");
});

test("npm's package holds only what a line names", () => {
  const lines = linesOf('.npmignore');
  expect(lines[0]).toBe('/*');
  // A folder that is opened is closed again but for the lines that follow.
  for (const [index, line] of lines.entries())
    if (/^!.*\/$/.test(line)) expect(lines[index + 1]).toBe(`${line.slice(1)}*`);
});
