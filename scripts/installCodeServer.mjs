// Installs what the end-to-end tests run in: VS Code as code-server, its Node, and Chromium. `node
// scripts/installCodeServer.mjs` prints the folder.

import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { testCache } from './testCache.mjs';

/** code-server 4.139.1 is VS Code 1.139.1; its native parts need Node 24. */
const packages = ['node@24', 'code-server@4.139.1'];
const chromiums = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];

/** Installs what is missing and returns the paths of everything; about 800 MB and 80 s the first time. */
export function installCodeServer() {
  const folder = testCache(packages.join('+'));
  const modules = join(folder, 'node_modules');
  const ready = join(folder, '.ready');
  if (!existsSync(ready)) {
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, 'package.json'), '{ "private": true }\n');
    npm(folder, 'install', '--ignore-scripts', ...packages);
    npm(folder, 'rebuild', '--ignore-scripts=false', 'node');
    const vscode = join(modules, 'code-server', 'lib', 'vscode');
    npm(vscode, 'install', '--omit=dev', '--ignore-scripts');
    npm(vscode, 'rebuild', '--ignore-scripts=false', '@vscode/spdlog', '@vscode/native-watchdog');
    writeFileSync(ready, '');
  }
  return {
    node: join(modules, 'node', 'bin', 'node'),
    codeServer: join(modules, 'code-server', 'out', 'node', 'entry.js'),
    chromium: installChromium(),
  };
}

/** The path of an installed browser; undefined where there is none. */
export function chromiumPath() {
  return chromiums.find((path) => existsSync(path));
}

/** Debian's Chromium with a font for Chinese; installed when it is missing and apt-get may be used. */
export function installChromium() {
  if (chromiumPath() === undefined) {
    run('/', 'apt-get', 'update', '-qq');
    run('/', 'apt-get', 'install', '-y', '-qq', '--no-install-recommends', 'chromium', 'fonts-noto-cjk');
  }
  const path = chromiumPath();
  if (path === undefined) throw new Error(`no Chromium: ${chromiums.join(', ')}`);
  return path;
}

function npm(cwd, ...words) {
  run(cwd, 'npm', ...words, '--silent', '--no-audit', '--no-fund');
}

function run(cwd, command, ...words) {
  const { status, error } = spawnSync(command, words, {
    cwd,
    stdio: ['ignore', 'ignore', 'inherit'],
    env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
  });
  if (status !== 0) throw new Error(`${command} ${words.join(' ')} ended with ${status ?? error?.message}`);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) console.log(JSON.stringify(installCodeServer(), null, 2));
