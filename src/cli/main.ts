// The command line `finetune-bert`: runs one command and sets the exit status.

import { CommanderError } from 'commander';

import { localeOf } from '../shared/catalogue.js';
import { exitStatus, UserError } from '../shared/errors.js';
import { reportFailure } from './failure.js';
import { Output } from './output.js';
import { createProgram } from './program.js';
import { stderrForPeople, takePartInSecondProcess } from './secondProcess.js';
import { Session } from './session.js';

const output = new Output({
  locale: localeOf(process.env, new Intl.DateTimeFormat().resolvedOptions().locale),
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

// If the reader of the output has gone (`finetune-bert … | head`), the run continues silently.
for (const stream of [process.stdout, process.stderr]) {
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE' && error.code !== 'ERR_STREAM_DESTROYED') failAtOnce(error);
  });
}
process.on('uncaughtException', failAtOnce);
process.on('unhandledRejection', failAtOnce);

/** Bytes of a command: ONNX Runtime looks at its own with a pattern that overflows the stack of a longer one. */
const longestCommand = 8192;

function checkLength(): void {
  const bytes = Buffer.byteLength(process.argv.join(' '));
  if (bytes > longestCommand) throw new UserError('usage.tooLong', { bytes, most: longestCommand });
}

try {
  checkLength();
  await createProgram(session).parseAsync();
  process.exitCode = session.status;
} catch (error) {
  // Commander throws this after help and the version, which are no errors; it reports everything else through
  // LocalCommand.
  if (error instanceof CommanderError) process.exitCode = error.exitCode === 0 ? exitStatus.done : exitStatus.usage;
  else fail(error);
}
