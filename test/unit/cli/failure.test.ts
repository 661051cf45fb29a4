// Every failure is reported in one sentence in the user's language, with the right exit status, and as JSON on request.

import { describe, expect, test } from 'vitest';

import { reportFailure } from '../../../src/cli/failure.js';
import { Log } from '../../../src/cli/logFile.js';
import { UserError } from '../../../src/shared/errors.js';
import { memoryOutput } from './memorySink.js';

/** A log that stays in memory. */
class MemoryLog extends Log {
  text = '';
  override line(text: string): void {
    this.text += `${text}\n`;
  }
  override save(): string {
    return '/log.txt';
  }
}

function report(error: unknown, options: Parameters<typeof memoryOutput>[0] = {}) {
  const { output, stdout, stderr } = memoryOutput(options);
  const log = new MemoryLog();
  const status = reportFailure(error, output, log);
  return { status, said: stderr.text, json: stdout.text, logged: log.text, output };
}

describe('a mistake of the user', () => {
  const invalid = new UserError('setting.integer', { name: 'maxLength', value: 'x', minimum: 4, maximum: 8192 });
  test('is reported with the name of the flag in English', () => {
    const { status, said, json } = report(invalid);
    expect(status).toBe(2);
    expect(said).toBe(
      'The setting --max-length is x, but has to be a whole number from 4 to 8192. Correct it and start again.\n',
    );
    expect(json).toBe('');
  });
  test('is reported with the name of the flag in Chinese', () =>
    expect(report(invalid, { locale: 'zh' }).said).toBe(
      '设置 --max-length 的值为 x，但必须是 4 到 8192 之间的整数。请改正后重试。\n',
    ));
  test('is reported with --json once, by its code', () => {
    const { json, output } = report(invalid, { json: true });
    expect(JSON.parse(json)).toEqual({
      event: 'failed',
      code: 'setting.integer',
      values: { name: 'maxLength', value: 'x', minimum: 4, maximum: 8192 },
    });
    expect(output.saidFailed).toBe(true);
  });
  test('is reported with paths relative to the working folder', () => {
    expect(report(new UserError('data.notFound', { file: `${process.cwd()}/data/a.csv` })).said).toBe(
      'There is no file data/a.csv. Check the path.\n',
    );
    expect(report(new UserError('data.notFound', { file: '/elsewhere/a.csv' })).said).toBe(
      'There is no file /elsewhere/a.csv. Check the path.\n',
    );
  });
  test('is reported without the control characters of a name', () => {
    expect(report(new UserError('data.notFound', { file: 'a\u001b[2J\nb' })).said).toBe(
      'There is no file a [2J b. Check the path.\n',
    );
  });
});

test('the exit status tells mistakes, machine and defects apart', () => {
  expect(report(new UserError('data.notFound', { file: 'a' })).status).toBe(1);
  expect(report(new UserError('usage.noInput')).status).toBe(2);
  expect(report(new UserError('machine.diskFull', { file: 'a' })).status).toBe(3);
});

test('a full disk is reported as a failure of the machine', () => {
  const { said, status } = report(
    Object.assign(new Error('ENOSPC: no space left on device, write'), { code: 'ENOSPC' }),
  );
  expect(status).toBe(3);
  expect(said).toMatch(/^The disk is full/);
});

test('a native library that does not load is reported as a failure of the machine, with the platform', () => {
  const { said, status } = report(
    Object.assign(new Error('libx.so: cannot open\nRequire stack: …'), { code: 'ERR_DLOPEN_FAILED' }),
  );
  expect(status).toBe(3);
  expect(said).toContain(`${process.platform}-${process.arch}: libx.so: cannot open `);
  expect(said).not.toContain('Require stack');
});

test('a defect is reported in one sentence with the path of a log, which holds the stack and the cause', () => {
  const { said, status, logged } = report(new TypeError('x is not a function', { cause: new Error('deeper') }));
  expect(status).toBe(3);
  expect(said).toBe(
    'Something went wrong inside Fine-tune BERT (x is not a function). ' +
      'This is a defect: please report it with the log, /log.txt.\n',
  );
  expect(logged).toMatch(/TypeError: x is not a function\n\s+at [^]*caused by Error: deeper\n\s+at /);
});

test('a thrown value that is not an Error is reported', () =>
  expect(report('thrown text').said).toContain('(thrown text)'));
