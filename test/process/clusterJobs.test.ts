// The jobs that a run exported as Python brings for clusters: Kubeflow's by the published models of its API, Slurm's by
// its script.

import { execFile } from 'node:child_process';
import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

import { afterAll, expect, test } from 'vitest';

import { describeWithPython, python, pythonEnvironment, runPython } from '../support/python.js';
import { sample, temporaryFolder } from './cliKit.js';
import { expectSame, exportOf } from './exportKit.js';

const { folder, remove } = temporaryFolder();
afterAll(remove);

const trainJob = fileURLToPath(new URL('../../python/kubernetes.yaml', import.meta.url));

/** Reads a TrainJob as Kubeflow's own client does, and prints what of it the client does not know. */
const unknownFields = `
import json, sys, yaml
from kubeflow_trainer_api.models.trainer_v1alpha1_train_job import TrainerV1alpha1TrainJob
def lost(given, known, path):
    if isinstance(given, dict):
        for name, value in given.items():
            yield from lost(value, known.get(name) if isinstance(known, dict) else None, f"{path}.{name}")
    elif isinstance(given, list):
        for at, value in enumerate(given):
            yield from lost(value, known[at] if isinstance(known, list) and at < len(known) else None, f"{path}[{at}]")
    elif given != known:
        yield path
job = yaml.safe_load(sys.stdin)
print(json.dumps(list(lost(job, TrainerV1alpha1TrainJob.from_dict(job).to_dict(), ""))))
`;

describeWithPython('the jobs for clusters in a run exported as Python', () => {
  const unknownIn = (text: string) => JSON.parse(runPython(['-c', unknownFields], { input: text })) as string[];

  test("are a TrainJob that Kubeflow's models of its API know every field of", () => {
    const text = runPython(['-c', `print(open(${JSON.stringify(trainJob)}).read())`]);
    expect(unknownIn(text)).toEqual([]);
    expect(unknownIn(text.replace('volumeMounts:', 'volumeMount:'))).toEqual([
      expect.stringContaining('.volumeMount[0].name'),
      expect.any(String),
      expect.any(String),
      expect.any(String),
    ]);
    expect(() => unknownIn(text.replace('numNodes: 2', 'numNodes: two'))).toThrow(/numNodes/);
  });

  test('are a Slurm script with which two processes repeat the losses of the run', async () => {
    const flags = ['--rows', '60', '--epochs', '1', '--batch', '6', '--max-length', '32'];
    const exported = await exportOf(folder, 'slurm', sample, flags);
    // Stand-ins for the programs of Slurm: one node, and what srun is given runs there.
    const programs = join(folder, 'programs');
    mkdirSync(programs);
    const program = (name: string, text: string) => {
      writeFileSync(join(programs, name), `#!/bin/bash\n${text}\n`);
      chmodSync(join(programs, name), 0o755);
    };
    program('scontrol', '[ "$*" = "show hostnames node[1-2]" ] && printf "127.0.0.1\\nnode2\\n"');
    program('srun', 'while [[ $1 == --* ]]; do shift; done; exec "$@"');
    await promisify(execFile)('bash', [join(exported, 'slurm.sh'), '--cpu'], {
      cwd: folder,
      env: {
        ...pythonEnvironment,
        PATH: [programs, dirname(python), process.env['PATH'] ?? ''].join(delimiter),
        OMP_NUM_THREADS: '1',
        SLURM_SUBMIT_DIR: exported,
        SLURM_JOB_NODELIST: 'node[1-2]',
        SLURM_JOB_NUM_NODES: '1',
        SLURM_JOB_ID: String(process.pid),
        PROCESSES_PER_NODE: '2',
      },
    });
    expectSame(join(folder, 'slurm'), exported);
  });
});
