// Every mistake that a user can make, tried on the built command line: one sentence with the place and a next step, in
// English and Chinese, the right exit status, no stack trace, and with --json nothing but JSON on stdout.

import { existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';

import { errorCodes, UserError } from '../../src/shared/errors.js';
import { bundledModel, eventsOf, runCli, startCli, temporaryFolder } from './cliKit.js';
import { type Case, groups, input, small, train } from './errorCases.js';
import { writeData, writeExplosiveModel, writeModels } from './errorFixtures.js';

const { folder, remove } = temporaryFolder();

beforeAll(async () => {
  writeData(folder);
  writeModels(folder);
  writeFileSync(join(folder, 'config.json'), '{"settings":{"epoch":3}}');
  writeFileSync(join(folder, 'list.json'), '[1,2]');
  writeFileSync(join(folder, 'broken.json'), '{"epochs":');
  writeFileSync(join(folder, 'file'), '');
  mkdirSync(join(folder, 'nothing'));
  const { status, stderr } = await runCli(['train', 'good.csv', '--recipe', 'tutorial', '--out', 'done', ...small], {
    folder,
  });
  expect(stderr).toBe('');
  expect(status).toBe(0);
  writeExplosiveModel(join(folder, 'done', 'model'), join(folder, 'explosive'));
});
afterAll(remove);

describe.each(Object.entries(groups))('%s', (_group, cases) => {
  test.concurrent.each(Object.entries(cases))(
    '%s is answered in one sentence with a next step',
    (_name, expected) => checkCase(expected),
    60_000,
  );
});

const failedEvent = z.looseObject({
  event: z.literal('failed'),
  code: z.enum(errorCodes),
  values: z.record(z.string(), z.union([z.string(), z.number()])),
});

async function checkCase({ words, code, place, status }: Case): Promise<void> {
  const [english, chinese, json] = await Promise.all([
    runCli(withOwnRun(words), { folder }),
    runCli(withOwnRun(words), { folder, language: 'zh' }),
    runCli([...withOwnRun(words), '--json'], { folder }),
  ]);
  const failures = eventsOf(json.stdout)
    .filter(({ event }) => event === 'failed')
    .map((failure) => failedEvent.parse(failure));
  expect(failures, json.stderr).toHaveLength(1);
  expect(failures[0]?.code).toBe(code);
  for (const { stdout, stderr, status: ended } of [english, chinese]) {
    expect(ended, stderr).toBe(status);
    expect(stderr.trimEnd().split('\n'), stderr).toHaveLength(1);
    expect(stderr).toContain(place);
    expect(stdout + stderr).not.toMatch(/\n\s+at |node:internal|Error:/);
    expect(stderr).not.toMatch(/[{}]/);
  }
  expect(json.status).toBe(status);
  expect(english.stderr).toMatch(/[.?:)]\s?.*[.?)]\n$/);
  expect(chinese.stderr).toMatch(/\p{Script=Han}.*[。？]\n$/u);
}

let runs = 0;

/** The calls of one case run at once: each with a run folder of its own. */
function withOwnRun(words: readonly string[]): string[] {
  return words.map((word) => (word === 'run' ? `run-${++runs}` : word));
}

test('after a refused run the same folder can be used again', async () => {
  expect((await runCli(['train', 'one-class.csv', '--out', 'again'], { folder })).status).toBe(1);
  expect(
    (await runCli(['train', 'good.csv', '--recipe', 'tutorial', '--out', 'again', ...small], { folder })).status,
  ).toBe(0);
});

test('a pickle is never executed', () => {
  expect(existsSync(join(folder, 'executed'))).toBe(false);
  expect(readdirSync(join(folder, 'pickle'))).not.toContain('executed');
});

test('a run that reaches a file size limit is reported in one sentence, and can be resumed', async () => {
  const large = ['--shape', '1-64-1', '--vocabulary', join(bundledModel, 'vocab.txt'), '--epochs', '1'];
  const full = await runCli(['train', 'good.csv', '--recipe', 'tutorial', '--out', 'limited', ...large], {
    folder,
    before: 'ulimit -f 2000; trap "" XFSZ',
  });
  expect(full.stderr).toMatch(/^[^\n]*limited[^\n]*\n$/);
  expect(full.status).toBe(3);
  const resumed = await runCli(['resume', 'limited'], { folder });
  expect(resumed.stderr).toBe('');
  expect(resumed.status).toBe(0);
});

test('a second process on a run is refused, and the first one continues', async () => {
  const first = startCli(
    ['train', 'good.csv', '--recipe', 'tutorial', '--out', 'shared', '--json', ...small.with(5, '1000')],
    { folder },
  );
  await first.saw('step');
  const locked: Case = input(['resume', 'shared'], 'run.locked', String(first.child.pid));
  await checkCase(locked);
  first.child.kill('SIGINT');
  expect((await first.ended).status).toBe(130);
});

test('the sentence on the screen is that of the error catalogue', async () => {
  const { stderr } = await runCli(train('absent.csv'), { folder });
  expect(stderr).toBe(`${new UserError('data.notFound', { file: 'absent.csv' }).describe('en')}\n`);
});
