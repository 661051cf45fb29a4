#!/usr/bin/env node
// The command line `finetune-bert`: one command, then the exit status that says how it went.

import { CommanderError } from 'commander';

import { localeOf } from '../shared/catalogue.js';
import { exitStatus } from '../shared/errors.js';
import { reportFailure } from './failure.js';
import { Output } from './output.js';
import { createProgram } from './program.js';
import { stderrForPeople, takePartInSecondProcess } from './secondProcess.js';
import { Session } from './session.js';

const output = new Output({
  locale: localeOf(process.env),
  json: process.argv.includes('--json'),
  stdout: process.stdout,
  stderr: stderrForPeople(),
});
const session = new Session(output);
takePartInSecondProcess(session.log);

function fail(error: unknown): void {
  process.exitCode = reportFailure(error, output, session.log);
}

function failAtOnce(error: unknown): void {
  fail(error);
  process.exit();
}

// A reader that has gone (`finetune-bert … | head`) is no reason to lose a run, nor worth a word.
for (const stream of [process.stdout, process.stderr]) {
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE' && error.code !== 'ERR_STREAM_DESTROYED') failAtOnce(error);
  });
}
process.on('uncaughtException', failAtOnce);
process.on('unhandledRejection', failAtOnce);

try {
  await createProgram(session).parseAsync();
  process.exitCode = session.status;
} catch (error) {
  // Commander throws this after help and the version, which are no errors; all else it says through LocalCommand.
  if (error instanceof CommanderError) process.exitCode = error.exitCode === 0 ? exitStatus.done : exitStatus.usage;
  else fail(error);
}
