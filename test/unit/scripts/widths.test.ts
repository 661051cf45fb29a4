// No line of a source is wider than 120 columns, whatever language it is written in.

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { describe, expect, test } from 'vitest';

const root = fileURLToPath(new URL('../../..', import.meta.url));
const sources = ['src', 'webview', 'scripts', 'test', 'python', '.ci', '.github'].flatMap((folder) =>
  readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => /(^|[/\\])run$|\.(ts|mjs|css|py|sh|yml|md)$/.test(name))
    .map((name) => `${folder}/${name}`.replaceAll('\\', '/')),
);
const documents = ['.', 'docs'].flatMap((folder) =>
  readdirSync(join(root, folder))
    .filter((name) => name.endsWith('.md') && !name.includes('zh-CN'))
    .map((name) => join(folder, name)),
);

/** Lines that cannot be broken: rows of a table, and addresses. */
const isUnbreakable = (line: string) => line.startsWith('|') || /https?:\/\/\S{60}/.test(line);

describe('no line is wider than 120 columns', () => {
  test.each(['ts', 'mjs', 'css', 'py', 'sh', 'yml', 'md', 'run'])('in files of the kind %s', (kind) => {
    const files = [...sources, ...documents].filter((name) => name.endsWith(kind));
    expect(files.length).toBeGreaterThan(0);
    const wide = files.flatMap((name) =>
      readFileSync(join(root, name), 'utf8')
        .split('\n')
        .flatMap((line, index) =>
          Array.from(line).length > 120 && !isUnbreakable(line) ? [`${name}:${index + 1}`] : [],
        ),
    );
    expect(wide).toEqual([]);
  });
});
