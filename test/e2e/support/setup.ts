// Prepares the end-to-end tests: installs VS Code and Chromium, and packs the extension as users get it.

import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

import type { TestProject } from 'vitest/node';

import { type CodeServer, installCodeServer } from '../../../scripts/installCodeServer.mjs';
import { packageFor } from '../../../scripts/packageExtension.mjs';
import { shipBinding } from '../../../scripts/shipBinding.mjs';

declare module 'vitest' {
  interface ProvidedContext {
    codeServer: CodeServer;
    vsix: string;
    /** Where a finished run lies, trained on the sample: copied into workspaces that need one. */
    finishedRun: string;
  }
}

const root = fileURLToPath(new URL('../../../', import.meta.url));

export async function setup({ provide }: TestProject): Promise<() => void> {
  provide('codeServer', installCodeServer());
  // The build is a JavaScript module without types.
  const { buildAll } = (await import(pathToFileURL(join(root, 'esbuild.mjs')).href)) as {
    buildAll: () => Promise<void>;
  };
  await buildAll();
  await shipBinding();
  const platform = `${process.platform}-${process.arch}`;
  provide('vsix', await packageFor(platform));
  rmSync(join(root, 'build', 'e2e'), { recursive: true, force: true });
  mkdirSync(join(root, 'build', 'e2e'), { recursive: true });
  const folder = mkdtempSync(join(tmpdir(), 'finetune-bert-run-'));
  provide('finishedRun', trainOnSample(folder));
  return () => rmSync(folder, { recursive: true, force: true });
}

/** A model good enough for a hover: a few seconds of training by the command line. */
function trainOnSample(folder: string): string {
  cpSync(join(root, 'samples', 'reviews.csv'), join(folder, 'reviews.csv'));
  const out = join(folder, '.finetune', 'reviews-1');
  const words = ['train', join(folder, 'reviews.csv'), '--recipe', 'tutorial', '--out', out, '--epochs', '6', '--json'];
  const { status, stderr } = spawnSync(process.execPath, [join(root, 'dist', 'cli.js'), ...words], {
    encoding: 'utf8',
  });
  if (status !== 0) throw new Error(`training on the sample ended with ${String(status)}: ${stderr}`);
  return out;
}
