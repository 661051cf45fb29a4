// The documents describe the repository as it is: everything that they name exists.

import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { describe, expect, test } from 'vitest';
import { z } from 'zod';

import { flagOf, settingNames } from '../../../src/shared/settings.js';

const root = fileURLToPath(new URL('../../..', import.meta.url));
const read = (name: string) => readFileSync(join(root, name), 'utf8');
const { scripts } = z.object({ scripts: z.record(z.string(), z.string()) }).parse(JSON.parse(read('package.json')));
const documents = ['.', 'docs', '.github', '.github/workflows'].flatMap((folder) =>
  readdirSync(join(root, folder))
    .filter((name) => /\.(md|yml)$/.test(name))
    .map((name) => join(folder, name)),
);
/** The names of all source files, for documents that name one without its folder. */
const sources = ['src', 'webview', 'scripts', 'test'].flatMap((folder) =>
  readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' }).map((name) => basename(name)),
);
const folders = /^(src|webview|scripts|test|docs|media|models|samples|python|\.ci|\.github|\.vscode)\//;
/** A changelog also names what existed earlier. */
const today = documents.filter((name) => basename(name) !== 'CHANGELOG.md');

/** `a/{b,c}/` as `a/b/` and `a/c/`. */
function expand(path: string): string[] {
  const [, before, choices, after] = /^([^{]*)\{([^}]*)\}(.*)$/.exec(path) ?? [];
  return choices === undefined ? [path] : choices.split(',').map((choice) => `${before}${choice}${after}`);
}

function isThere(path: string): boolean {
  if (!path.includes('*')) return existsSync(join(root, path));
  const pattern = new RegExp(`^${basename(path).replaceAll('.', '\\.').replaceAll('*', '.*')}$`);
  return readdirSync(join(root, dirname(path))).some((name) => pattern.test(name));
}

/** As GitHub makes the anchor of a heading. */
function anchorOf(heading: string): string {
  const words = heading.toLowerCase().replace(/[^\p{L}\p{N} _-]/gu, '');
  return words.trim().replaceAll(' ', '-');
}

describe.each(today)('%s', (name) => {
  const text = read(name);
  const quoted = [...text.matchAll(/`([^`\n]+)`/g)].map(([, words]) => words!);

  test('names paths that exist', () => {
    const paths = quoted.flatMap((words) => words.split(' ')).filter((word) => folders.test(word));
    expect(paths.flatMap(expand).filter((path) => !isThere(path))).toEqual([]);
  });

  test('names source files that exist', () => {
    const names = quoted.filter((words) => /^[\w.-]+\.(ts|mts|mjs)$/.test(words));
    expect(names.filter((each) => !sources.includes(each) && !existsSync(join(root, each)))).toEqual([]);
  });

  test('names scripts that package.json has', () => {
    const named = [...text.matchAll(/npm run(?: --silent)? ([\w:-]+)/g)].map(([, script]) => script!);
    expect(named.filter((script) => !Object.hasOwn(scripts, script))).toEqual([]);
  });

  test('links to files and headings that exist', () => {
    const links = [...text.matchAll(/\]\(([^)\s]+)\)/g)].map(([, link]) => link!);
    const broken = links.filter((link) => {
      if (/^\w+:/.test(link)) return false;
      const [file = '', anchor] = link.split('#');
      const target = file === '' ? name : join(dirname(name), file);
      if (!existsSync(join(root, target))) return true;
      const anchors = [...read(target).matchAll(/^#+ (.*)$/gm)].map(([, heading]) => anchorOf(heading!));
      return anchor !== undefined && !anchors.includes(anchor);
    });
    expect(broken).toEqual([]);
  });

  test('has no table cell of more than 200 characters', () => {
    const cells = text
      .split('\n')
      .filter((line) => line.startsWith('|'))
      .flatMap((line) => line.split('|').map((cell) => cell.trim()));
    expect(cells.filter((cell) => cell.length > 200 && !/^-+$/.test(cell))).toEqual([]);
  });
});

describe('ARCHITECTURE.md', () => {
  const text = read('ARCHITECTURE.md');

  test('has every folder of src that holds files in its map, or the folder around it', () => {
    const map = text.slice(text.indexOf('## The map'), text.indexOf('## The life of a run'));
    const described = [...map.matchAll(/^\| `([^`]+\/)`/gm)].flatMap(([, path]) => expand(path!));
    const folders = readdirSync(join(root, 'src'), { recursive: true, encoding: 'utf8' })
      .filter((name) => name.endsWith('.ts') && dirname(name) !== '.')
      .map((name) => `src/${dirname(name).replaceAll('\\', '/')}/`);
    expect(described.length).toBeGreaterThan(40);
    expect(folders.filter((folder) => !described.some((path) => folder.startsWith(path)))).toEqual([]);
  });

  test('names exports where they are', () => {
    const rows = [...text.matchAll(/`(\w+)` in `([^`]+\.ts)`/g)];
    expect(rows.length).toBeGreaterThan(5);
    expect(rows.filter(([, name, path]) => !read(path!).includes(name!)).map(([row]) => row)).toEqual([]);
  });
});

test('docs/command-line.md has every command of the command line', () => {
  const sources = readdirSync(join(root, 'src/cli/commands')).map((name) => read(join('src/cli/commands', name)));
  const commands = [...sources.join('\n').matchAll(/Command\('([a-z]+)'\)/g)].map(([, name]) => name!);
  const guide = read('docs/command-line.md');
  expect(commands).toContain('train');
  expect(commands.filter((name) => !new RegExp(`\\b${name}\\b`).test(guide))).toEqual([]);
});

test('README and docs/ name flags that the command line or a script has', () => {
  const code = ['src/cli', 'scripts'].flatMap((folder) =>
    readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
      .filter((name) => /\.(ts|mjs)$/.test(name))
      .map((name) => read(join(folder, name))),
  );
  const known = new Set(settingNames.map((name) => `--${flagOf(name)}`));
  for (const [flag] of code.join('\n').matchAll(/--[a-z][a-z-]*/g)) known.add(flag);
  // Flags of other programs.
  for (const flag of ['--project', '--dry-run']) known.add(flag);
  const named = today
    .filter((name) => /^(README.*|docs\/.*)\.md$/.test(name))
    .flatMap((name) => [...read(name).matchAll(/(?<![\w-])--[a-z][a-z-]*/g)].map(([flag]) => `${name}: ${flag}`));
  expect(named.length).toBeGreaterThan(40);
  expect(named.filter((each) => !known.has(each.split(': ')[1]!))).toEqual([]);
});

test('README leads to every document', () => {
  const readme = read('README.md');
  const named = ['ARCHITECTURE.md', 'CONTRIBUTING.md', 'CHANGELOG.md', 'SECURITY.md', 'README.zh-CN.md'];
  const docs = readdirSync(join(root, 'docs')).map((name) => `docs/${name}`);
  const both = `${readme}${read('README.zh-CN.md')}`;
  expect(named.filter((name) => !readme.includes(`](${name})`))).toEqual([]);
  expect(docs.filter((name) => !both.includes(`](${name})`))).toEqual([]);
  expect(readme).toContain('npm ci && npm start');
  expect(readme).toContain('npm ci && npm test');
});

test('every dependency has its row in docs/dependencies.md, and no other package has', () => {
  const { dependencies, devDependencies } = z
    .object({ dependencies: z.record(z.string(), z.string()), devDependencies: z.record(z.string(), z.string()) })
    .parse(JSON.parse(read('package.json')));
  const packages = Object.keys({ ...dependencies, ...devDependencies }).map((name) =>
    name.startsWith('@types/') ? '@types/*' : name,
  );
  const rows = read('docs/dependencies.md')
    .split('\n')
    .map((line) => /^\| (`[^|]+)\|/.exec(line)?.[1] ?? '')
    .flatMap((cell) => [...cell.matchAll(/`([^`]+)`/g)].map(([, name]) => name!));
  expect(rows.sort()).toEqual([...new Set(packages)].sort());
});

test('both READMEs have the same figures', () => {
  /** The cells of tables that are figures, with their units. */
  const figuresIn = (name: string) =>
    read(name)
      .split('\n')
      .filter((line) => line.startsWith('|'))
      .flatMap((line) => line.split('|').map((cell) => cell.trim()))
      .filter((cell) => /^[\d.]+( (s|MB))?$/.test(cell));
  expect(figuresIn('README.md').length).toBeGreaterThan(9);
  expect(figuresIn('README.zh-CN.md')).toEqual(figuresIn('README.md'));
});

test('the figures of README are those of the benchmarks', () => {
  const rows = read('README.md')
    .split('\n')
    .filter((line) => /^\|.*\|\s*[\d.]+\s*\|$/.test(line));
  const benchmarks = read('docs/benchmarks.md').split('\n');
  const figuresOf = (line: string) =>
    line
      .split('|')
      .slice(2)
      .map((cell) => cell.trim())
      .join('|');
  expect(rows.length).toBeGreaterThan(3);
  for (const row of rows) expect(benchmarks.map(figuresOf)).toContain(figuresOf(row));
});
