// Starts a second process for a run on TensorFlow, which reads its environment as its process starts. This worker ends
// as the second process ends. stdout and stderr, to which TensorFlow writes, are the log of both.

import { constants } from 'node:os';

import { settingsOfRun } from '../../jobs/train/settingsOfRun.js';
import { startScript } from '../../processes/children.js';
import { isUserError } from '../../shared/errors.js';
import type { TrainingStart } from '../../shared/messages/workerStart.js';
import type { GivenSettings } from '../../shared/settings.js';
import type { ProcessContext } from '../socket/processContext.js';

/** Set in the second process alone. */
const marker = 'FINETUNE_BERT_TENSORFLOW_PROCESS';

/** Runs `here` in a process that the run's device can be used in: this one, or a second one with the same arguments. */
export async function onDeviceOf(
  run: TrainingStart['run'],
  context: ProcessContext,
  here: () => Promise<void>,
): Promise<void> {
  const variables = process.env[marker] === undefined ? await variablesFor(run, context) : null;
  return variables === null ? here() : runAgain(variables);
}

/** Null where TensorFlow does not compute, or cannot: the run itself then reports the reason to its clients. */
async function variablesFor(
  run: TrainingStart['run'],
  { log }: ProcessContext,
): Promise<Readonly<Record<string, string>> | null> {
  const { environmentOptions, prepareTensorflow } = await import('../../tensorflow/preparation.js');
  try {
    const settings: GivenSettings = run.kind === 'train' ? run.settings : settingsOfRun(run.folder);
    const options = environmentOptions(settings);
    if (options === null) return null;
    const { defaultLocations } = await import('../../tensorflow/locations.js');
    return prepareTensorflow(defaultLocations(), options).variables;
  } catch (error) {
    if (!isUserError(error)) throw error;
    log(error.message);
    return null;
  }
}

async function runAgain(variables: Readonly<Record<string, string>>): Promise<void> {
  const child = startScript([...process.execArgv, ...process.argv.slice(1)], {
    stdio: 'inherit',
    variables: { ...variables, [marker]: '1' },
  });
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, () => child.kill(signal));
  process.exitCode = await new Promise<number>((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', (status, signal) => resolve(status ?? 128 + constants.signals[signal ?? 'SIGKILL']));
  });
}
