// `npm start [-- DATA.csv flags]`: builds, then fine-tunes a bundled model on the sample in the language of the
// terminal, or on the CSV that is named.

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { rmSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';

import { buildAll } from '../esbuild.mjs';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const cli = join(root, 'dist', 'cli.js');
const given = process.argv.slice(2);
/** The sample in each language, and two texts that are no part of it. */
const samples = {
  en: {
    file: 'tickets.csv',
    texts: ['The parcel never showed up at my door', 'I cannot log in with my new password'],
  },
  zh: {
    file: 'reviews.csv',
    texts: ['送得很快，味道也好，下次还点这家', '房间又脏又吵，再也不会来了'],
  },
};

/** The language of the terminal, as the command line takes it. */
function language() {
  const { LC_ALL, LC_MESSAGES, LANG } = process.env;
  return LC_ALL || LC_MESSAGES || LANG || '';
}

/** Runs a script and ends with its exit status unless that is 0. */
async function run(...words) {
  const [status] = await once(spawn(process.execPath, words, { stdio: 'inherit' }), 'exit');
  if (status !== 0) process.exit(status ?? 1);
}

/** The same for the command line, which is shown first. */
async function finetuneBert(...words) {
  console.log(`\n$ finetune-bert ${words.join(' ')}`);
  await run(cli, ...words);
}

// Ctrl-C reaches the command line too, which writes a checkpoint first; this process waits for it.
process.on('SIGINT', () => undefined);

await buildAll();
// In a checkout the binding to TensorFlow is compiled, where users get it with the package.
if (given.some((word) => /^(--device=)?tensorflow\b/.test(word)))
  await run(join(root, 'scripts', 'setupTensorflow.mjs'), ...(given.includes('--yes') ? ['--yes'] : []));
if (given.length > 0 && !given[0].startsWith('-')) {
  await finetuneBert('train', ...given);
} else {
  const out = relative('', join(root, '.finetune', 'sample'));
  const { file, texts } = samples[/^zh\b|^zh_/i.test(language()) ? 'zh' : 'en'];
  rmSync(out, { recursive: true, force: true });
  const data = relative('', join(root, 'samples', file));
  await finetuneBert('train', data, '--out', out, ...given);
  await finetuneBert('predict', join(out, 'model'), ...texts.flatMap((text) => ['--text', text]));
}
