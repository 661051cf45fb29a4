// The streams of the output, and the rate of progress lines.

import { expect, test } from 'vitest';

import { memoryOutput } from './memorySink.js';

test('with --json stdout holds JSON only', () => {
  const { output, stdout, stderr } = memoryOutput({ json: true });
  output.print('for people');
  output.warn('an error');
  output.progress(() => 'progress');
  output.emit({ event: 'done', step: 3 });
  expect(stdout.text).toBe('{"event":"done","step":3}\n');
  expect(stderr.text).toBe('for people\nan error\nprogress\n');
});

test('without --json stdout holds the results and stderr the errors, neither as JSON', () => {
  const { output, stdout, stderr } = memoryOutput();
  output.emit({ event: 'done' });
  output.print('a result');
  output.warn('an error');
  expect([stdout.text, stderr.text]).toEqual(['a result\n', 'an error\n']);
});

test('a terminal shows one line of progress, drawn over and cleared before the next sentence', () => {
  const { output, stdout, time } = memoryOutput({ terminal: true });
  output.progress(() => 'one');
  time.now = 50;
  output.progress(() => 'too soon');
  time.now = 150;
  output.progress(() => '很'.repeat(60));
  output.print('evaluation');
  expect(stdout.text).toBe(`\r\u001b[Kone\r\u001b[K${'很'.repeat(39)}…\r\u001b[Kevaluation\n`);
});

test('a log file gets a line of progress from time to time, without escape sequences', () => {
  const { output, stdout, time } = memoryOutput();
  for (time.now = 0; time.now < 25_000; time.now += 1000) output.progress(() => `at ${time.now / 1000} s`);
  expect(stdout.text).toBe('at 0 s\nat 10 s\nat 20 s\n');
});

test('the output knows whether a failure was reported already', () => {
  const { output } = memoryOutput({ json: true });
  expect(output.saidFailed).toBe(false);
  output.emit({ event: 'failed' });
  expect(output.saidFailed).toBe(true);
});
