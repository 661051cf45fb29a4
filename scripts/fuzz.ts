// `npm run fuzz`: every parser of untrusted files reads damaged ones. Each must end in a result or in a UserError; a
// crash, a hang, another error, or memory beyond ten times the file is a defect, and the file that caused it is kept.
// So are folders, whose links lead out and whose baits are never run, and messages between processes.

import { spawn } from 'node:child_process';
import { cpus } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

import { targets } from './fuzz/targets.js';
import { treeTargets } from './fuzz/treeTargets.js';
import { fuzzTree } from './fuzz/treeWorker.js';
import { fuzzTarget } from './fuzz/worker.js';

const isTree = (name: string) => Object.hasOwn(treeTargets, name);
const names = [...Object.keys(targets), ...Object.keys(treeTargets)];

const usage = `Usage: npm run fuzz -- [flags]

  --inputs N       damaged files for each parser (100000)
  --seconds N      at most so long for all of them together
  --only NAME,…    ${names.join(', ')}
  --seed N         another sequence of files (1)
`;

const { values } = parseArgs({
  options: {
    inputs: { type: 'string', default: '100000' },
    seconds: { type: 'string' },
    only: { type: 'string' },
    seed: { type: 'string', default: '1' },
    target: { type: 'string' },
    help: { type: 'boolean' },
  },
});
/** Seconds without a progress report after which a target counts as hanging: fifty small files, or one folder. */
const hangSeconds = 60;
const folderOf = (name: string) => join('build', 'fuzz', name.replaceAll(/[^\w]+/g, '-'));

if (values.help === true) {
  console.log(usage);
} else if (values.target !== undefined) {
  const limits = {
    seed: Number(values.seed),
    inputs: Number(values.inputs),
    seconds: Number(values.seconds ?? Infinity),
  };
  const fuzz = isTree(values.target) ? fuzzTree : fuzzTarget;
  const defect = await fuzz(values.target, folderOf(values.target), limits, (done) =>
    process.stdout.write(`${done}\n`),
  );
  if (defect !== null) {
    console.error(`input ${defect.input}: ${defect.what}`);
    process.exitCode = 1;
  }
  // Sockets that wait for clients would keep it.
  process.exit();
} else {
  process.exitCode = await fuzzAll();
}

/** Fuzzes as many targets at a time as there are processors. Returns the exit status. */
async function fuzzAll(): Promise<number> {
  const waiting = values.only?.split(',') ?? [...names];
  const lanes = Math.min(cpus().length, waiting.length);
  const each = values.seconds === undefined ? undefined : (Number(values.seconds) * lanes) / waiting.length;
  let status = 0;
  const lane = async () => {
    for (let name = waiting.shift(); name !== undefined; name = waiting.shift()) {
      // Another target may have failed meanwhile.
      const ended = await fuzzInProcess(name, each);
      status = Math.max(status, ended);
    }
  };
  await Promise.all(Array.from({ length: lanes }, lane));
  return status;
}

function fuzzInProcess(name: string, seconds: number | undefined): Promise<number> {
  const limit = seconds === undefined ? [] : ['--seconds', String(seconds)];
  const child = spawn(
    process.execPath,
    [fileURLToPath(import.meta.url), '--target', name, '--inputs', values.inputs, '--seed', values.seed, ...limit],
    { stdio: ['ignore', 'pipe', 'inherit'] },
  );
  let done = '0';
  let hangs = false;
  const kill = () => {
    hangs = true;
    child.kill('SIGKILL');
  };
  let timer = setTimeout(kill, hangSeconds * 1000);
  child.stdout.on('data', (bytes: Buffer) => {
    done = bytes.toString().trimEnd().split('\n').at(-1) ?? done;
    clearTimeout(timer);
    timer = setTimeout(kill, hangSeconds * 1000);
  });
  return new Promise((resolve) => {
    child.once('close', (code) => {
      clearTimeout(timer);
      const ok = code === 0;
      const verdict = ok ? 'ok    ' : hangs ? 'HANGS ' : 'FAILED';
      const last = ok ? '' : `; the last one is ${join(folderOf(name), targets[name]?.file ?? 'tree')}`;
      console.log(`${verdict} ${name}: ${done} ${isTree(name) ? 'folders' : 'files'}${last}`);
      resolve(ok ? 0 : 1);
    });
  });
}
