// The journal: what survives a kill, and what a resumed run drops.

import { spawnSync } from 'node:child_process';
import {
  appendFileSync,
  mkdirSync,
  openSync,
  readFileSync,
  statSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';

import { expect, test } from 'vitest';

import { Journal, readJournal, readJournalPage, readLastEvents, rewindJournal } from '../../../src/runs/journal.js';
import { eventsOfKind, isSealed, linesOf, sealedLine, sumOf } from '../../../src/runs/journalLines.js';
import { UserError } from '../../../src/shared/errors.js';
import type { RunEvent } from '../../../src/shared/events.js';
import { linux, testOn, unix } from '../../support/systems.js';
import { temporaryFolder } from './temporary.js';

function step(number: number): RunEvent {
  return {
    event: 'step',
    step: number,
    epoch: 0.1,
    loss: 0.7,
    learningRate: 1e-3,
    gradientNorm: 1,
    accuracy: null,
    rowsPerSecond: 1,
    tokensPerSecond: 1,
    secondsLeft: 1,
    seconds: 1,
  };
}
const evaluation = (number: number): RunEvent => ({
  event: 'evaluation',
  step: number,
  epoch: 1,
  best: true,
  sinceBest: 0,
  seconds: 1,
  scores: { kind: 'regression', loss: 1, rmse: 1, mae: 1, pearson: null },
});
const numbers = (events: RunEvent[]) =>
  events.map((event) => ('step' in event ? `${event.event} ${event.step}` : event.event));

function written(path: string, events: RunEvent[]): void {
  const journal = Journal.open(path);
  events.forEach((event) => journal.append(event));
  journal.sync();
  journal.close();
}

test('events are read back in order, also after the journal was opened again', () => {
  const path = join(temporaryFolder(), 'journal.jsonl');
  written(path, [step(1), step(2)]);
  written(path, [evaluation(2)]);
  expect(readJournal(path)).toEqual([step(1), step(2), evaluation(2)]);
});

test('a run without events has an empty journal', () => {
  expect(readJournal(join(temporaryFolder(), 'journal.jsonl'))).toEqual([]);
});

test('a line torn by a kill is skipped, and removed before the next event', () => {
  const path = join(temporaryFolder(), 'journal.jsonl');
  const line = `${JSON.stringify(step(2))}\n`;
  for (let length = 1; length < line.length; length += 7) {
    writeFileSync(path, `${JSON.stringify(step(1))}\n`);
    appendFileSync(path, line.slice(0, length));
    expect(readJournal(path)).toEqual([step(1)]);
    written(path, [step(2)]);
    expect(readJournal(path)).toEqual([step(1), step(2)]);
  }
});

test('a torn line longer than a block is removed completely', () => {
  const path = join(temporaryFolder(), 'journal.jsonl');
  writeFileSync(path, `${JSON.stringify(step(1))}\n{"event":"step","x":"${'y'.repeat(200_000)}`);
  written(path, [step(2)]);
  expect(readJournal(path)).toEqual([step(1), step(2)]);
  writeFileSync(path, 'z'.repeat(200_000));
  written(path, [step(1)]);
  expect(readJournal(path)).toEqual([step(1)]);
});

test('lines that are not events are skipped', () => {
  const path = join(temporaryFolder(), 'journal.jsonl');
  writeFileSync(
    path,
    `{"event":"unknown"}\nnull\n[1]\n{"event":5}\n{"event":"constructor"}\n${JSON.stringify(step(1))}\n`,
  );
  expect(readJournal(path)).toEqual([step(1)]);
});

test('a resume drops the events after the checkpoint and keeps those before it', async () => {
  const path = join(temporaryFolder(), 'journal.jsonl');
  written(path, [
    step(1),
    step(2),
    evaluation(2),
    { event: 'checkpoint', step: 2, file: 'f' },
    step(3),
    step(4),
    evaluation(4),
    { event: 'failed', code: 'machine.diskFull', values: { file: 'f' } },
  ]);
  await rewindJournal(path, { step: 3, evaluatedAt: 2 });
  expect(numbers(readJournal(path))).toEqual(['step 1', 'step 2', 'evaluation 2', 'checkpoint 2', 'step 3', 'failed']);
});

test('an evaluation after the checkpoint is dropped, also at the step of the checkpoint', async () => {
  const path = join(temporaryFolder(), 'journal.jsonl');
  written(path, [step(1), evaluation(1), { event: 'stoppedEarly', step: 1, sinceBest: 2 }]);
  await rewindJournal(path, { step: 1, evaluatedAt: -1 });
  expect(numbers(readJournal(path))).toEqual(['step 1']);
});

// Linux's file that is always full: no other system has one.
testOn(linux, 'a full disk is reported in one sentence', () => {
  const journal = Journal.on('/dev/full', openSync('/dev/full', 'a'));
  expect(() => journal.append(step(1))).toThrow(UserError);
  journal.close();
});

test('a journal that cannot be opened is reported in one sentence', () => {
  const path = join(temporaryFolder(), 'missing', 'journal.jsonl');
  expect(() => Journal.open(path)).toThrow(UserError);
});

test('the file holds one JSON object a line', () => {
  const path = join(temporaryFolder(), 'journal.jsonl');
  written(path, [step(1), evaluation(1)]);
  const lines = readFileSync(path, 'utf8').split('\n');
  expect(lines.pop()).toBe('');
  expect(lines.map((line) => (JSON.parse(line) as RunEvent).event)).toEqual(['step', 'evaluation']);
});

test('a resume keeps damaged lines, for verify to find, and gives the moved ones their sums anew', async () => {
  const path = join(temporaryFolder(), 'journal.jsonl');
  written(path, [step(1), step(2), step(3), { event: 'failed', code: 'machine.diskFull', values: { file: 'f' } }]);
  writeFileSync(path, readFileSync(path, 'utf8').replace('"loss":0.7', '"loss":0.6'));
  await rewindJournal(path, { step: 2, evaluatedAt: -1 });
  const lines = [...linesOf(path)].map(({ bytes }) => Buffer.from(bytes));
  const sums = ['', ...lines.map((line) => sumOf(line) ?? '')];
  expect(lines.map((line, at) => isSealed(line, sums[at]!))).toEqual([false, true, true]);
  written(path, [step(3)]);
  const last = [...linesOf(path)].at(-1)!;
  expect(isSealed(last.bytes, sums.at(-1)!)).toBe(true);
});

test('a resume without anything to drop leaves the file as it is', async () => {
  const path = join(temporaryFolder(), 'journal.jsonl');
  written(path, [step(1), step(2)]);
  const before = statSync(path);
  await rewindJournal(path, { step: 2, evaluatedAt: -1 });
  expect(statSync(path).ino).toBe(before.ino);
});

test('a journal of a hundred thousand steps is passed through in little memory', async () => {
  const path = join(temporaryFolder(), 'journal.jsonl');
  const { line } = sealedLine(JSON.stringify(step(1)), '');
  writeFileSync(
    path,
    Array.from({ length: 100_000 }, (_, at) => line.replace('"step":1,', `"step":${at + 1},`)).join(''),
  );
  const before = process.memoryUsage().arrayBuffers;
  expect([...eventsOfKind(path, 'started')]).toEqual([]);
  await rewindJournal(path, { step: 99_990, evaluatedAt: -1 });
  expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(20_000_000);
  expect([...linesOf(path)]).toHaveLength(99_990);
});

testOn(unix, 'nothing is appended to a link, a pipe or a folder', () => {
  const folder = temporaryFolder();
  writeFileSync(join(folder, 'bashrc'), 'mine');
  symlinkSync(join(folder, 'bashrc'), join(folder, 'link'));
  spawnSync('mkfifo', [join(folder, 'pipe')]);
  mkdirSync(join(folder, 'inner'));
  for (const name of ['link', 'pipe', 'inner']) expect(() => Journal.open(join(folder, name)), name).toThrow(UserError);
  expect(readFileSync(join(folder, 'bashrc'), 'utf8')).toBe('mine');
});

testOn(unix, 'a journal that is a link in a circle is refused in a sentence', () => {
  const path = join(temporaryFolder(), 'journal.jsonl');
  symlinkSync('journal.jsonl', path);
  expect(() => readLastEvents(path)).toThrow(UserError);
  expect(() => Journal.open(path)).toThrow(UserError);
});

test('a sparse journal of terabytes is no endless work', () => {
  const path = join(temporaryFolder(), 'journal.jsonl');
  written(path, [step(1)]);
  truncateSync(path, 2 ** 42);
  expect(readJournal(path)).toEqual([step(1)]);
  expect(readJournalPage(path, 0).events).toEqual([step(1)]);
  expect(() => Journal.open(path)).toThrow(UserError);
}, 60_000);
