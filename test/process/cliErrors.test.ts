// Everything that a person can get wrong, tried on the built command line: one sentence with a place and a next step,
// in English and Chinese, the right exit status, no stack trace, and with --json nothing on stdout but JSON.

import { existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';

import { type ErrorCode, errorCodes, UserError } from '../../src/shared/errors.js';
import { bundledModel, eventsOf, runCli, startCli, temporaryFolder } from './cliKit.js';
import { writeData, writeExplosiveModel, writeModels } from './errorFixtures.js';

const { folder, remove } = temporaryFolder();
const small = ['--shape', '1-8-1', '--vocabulary', join(bundledModel, 'vocab.txt'), '--epochs', '1', '--batch', '4'];

beforeAll(async () => {
  writeData(folder);
  writeModels(folder);
  writeFileSync(join(folder, 'config.json'), '{"settings":{"epoch":3}}');
  writeFileSync(join(folder, 'list.json'), '[1,2]');
  writeFileSync(join(folder, 'broken.json'), '{"epochs":');
  writeFileSync(join(folder, 'file'), '');
  mkdirSync(join(folder, 'nothing'));
  const { status, stderr } = await runCli(['train', 'good.csv', '--out', 'done', ...small], { folder });
  expect(stderr).toBe('');
  expect(status).toBe(0);
  writeExplosiveModel(join(folder, 'done', 'model'), join(folder, 'explosive'));
});
afterAll(remove);

interface Case {
  readonly words: readonly string[];
  readonly code: ErrorCode;
  /** What the sentence has to name, in every language. */
  readonly place: string;
  readonly status: number;
}

const machine = (words: readonly string[], code: ErrorCode, place: string): Case => ({ words, code, place, status: 3 });
const train = (data: string, ...flags: string[]) => ['train', data, '--out', 'run', ...flags];
const input = (words: readonly string[], code: ErrorCode, place: string): Case => ({ words, code, place, status: 1 });
const usage = (words: readonly string[], code: ErrorCode, place: string): Case => ({ words, code, place, status: 2 });

const dataCases: Record<string, Case> = {
  'no such file': input(train('absent.csv'), 'data.notFound', 'absent.csv'),
  'a folder instead of a file': input(train('nothing'), 'data.isFolder', 'nothing'),
  'an empty CSV': input(train('empty.csv'), 'data.empty', 'empty.csv'),
  'a header and nothing else': input(train('header.csv'), 'data.headerOnly', 'header.csv'),
  'one column': input(train('one-column.csv'), 'data.oneColumn', 'one-column.csv'),
  'a quote that is never closed': input(train('quote.csv'), 'data.unbalancedQuote', '10'),
  'rows of another width than the header': input(
    train('ragged.csv', '--text', '评论内容', '--label', '情感标签'),
    'data.allRowsBad',
    'ragged.csv',
  ),
  'one class only': input(train('one-class.csv'), 'data.oneClass', '正面'),
  'a single row': input(train('one-row.csv'), 'data.oneClass', '正面'),
  'no labels at all': input(train('no-labels.csv', '--label', '情感标签'), 'data.noUsableRows', 'no-labels.csv'),
  'a label for every row': input(
    train('many-labels.csv', '--text', 'text', '--label', 'label'),
    'data.tooManyLabels',
    'label',
  ),
  'a PDF': input(train('report.csv'), 'data.notText', 'PDF'),
  'the wrong encoding': input(train('gbk.csv', '--encoding', 'utf-16le'), 'data.oneColumn', 'gbk.csv'),
  'a column that is not there': input(train('good.csv', '--text', '评论'), 'data.columnNotFound', '评论内容'),
  'one column for two things': input(
    train('good.csv', '--text', '评论内容', '--label', '评论内容'),
    'data.sameColumn',
    '评论内容',
  ),
  'labels that are no numbers': input(
    train('good.csv', '--task', 'regression', '--label', '情感标签'),
    'data.noUsableRows',
    'good.csv',
  ),
  'a workbook of five gigabytes': input(train('huge.csv'), 'data.notText', 'huge.csv'),
  'a Parquet file cut short': input(train('short.parquet'), 'data.damaged', 'short.parquet'),
  'a JSON array': input(train('value.json'), 'data.jsonValue', 'value.json'),
  'a line that is no JSON object': input(train('broken.jsonl'), 'data.jsonLine', '2'),
  'predictions into a workbook': usage(
    ['predict', 'done', 'good.csv', '--out', 'out.xlsx'],
    'data.outputFormat',
    'out.xlsx',
  ),
  'a validation file that is not there': input(
    train('good.csv', '--validation', 'absent.csv'),
    'data.notFound',
    'absent.csv',
  ),
  'classifying a file that is not there': input(
    ['predict', 'done', 'absent.csv', '--out', 'out.csv'],
    'data.notFound',
    'absent.csv',
  ),
  'classifying into the file itself': usage(
    ['predict', 'done', 'good.csv', '--out', 'good.csv'],
    'data.outputIsInput',
    'good.csv',
  ),
  'inspecting an empty file': input(['inspect', 'empty.csv'], 'data.empty', 'empty.csv'),
  'evaluating without a label column': input(
    ['evaluate', 'done', 'one-column.csv'],
    'data.oneColumn',
    'one-column.csv',
  ),
};

const modelCases: Record<string, Case> = {
  'no such folder': input(train('good.csv', '--model', './absent'), 'model.notFound', 'absent'),
  'no config.json': input(train('good.csv', '--model', 'no-config'), 'model.noConfig', 'no-config'),
  'no weights': input(train('good.csv', '--model', 'no-weights'), 'model.noWeights', 'no-weights'),
  'no vocabulary': input(train('good.csv', '--model', 'no-vocabulary'), 'model.noVocabulary', 'no-vocabulary'),
  'weights of another shape': input(train('good.csv', '--model', 'other-shape'), 'model.weightShape', 'embeddings'),
  'weights cut short': input(train('good.csv', '--model', 'truncated'), 'model.truncatedFile', 'model.safetensors'),
  'weights that are none': input(
    train('good.csv', '--model', 'no-safetensors'),
    'model.headerTooLong',
    'model.safetensors',
  ),
  'a header that claims to be eight exabytes long': input(
    train('good.csv', '--model', 'hostile-header'),
    'model.headerTooLong',
    'model.safetensors',
  ),
  'tensors that overlap': input(
    train('good.csv', '--model', 'overlapping-tensors'),
    'model.tensorPlace',
    'model.safetensors',
  ),
  'a Git LFS pointer': input(train('good.csv', '--model', 'lfs-pointer'), 'model.gitLfsPointer', 'model.safetensors'),
  'a config.json that is no JSON': input(
    train('good.csv', '--model', 'broken-json'),
    'model.invalidJson',
    'config.json',
  ),
  'another architecture': input(train('good.csv', '--model', 'gpt2'), 'model.otherArchitecture', 'gpt2'),
  'another architecture, whose tokenizer has other files': input(
    train('good.csv', '--model', 'gpt2-merges'),
    'model.otherArchitecture',
    'gpt2',
  ),
  'a file of SentencePiece that is none': input(
    train('good.csv', '--model', 'pieces-only'),
    'model.notSentencePiece',
    'spiece.model',
  ),
  'a tokenizer of SentencePiece alone, for a BERT': input(
    train('good.csv', '--model', 'pieces-of-others'),
    'model.sentencePieceOnly',
    'spiece.model',
  ),
  'a weight that is NaN': input(train('good.csv', '--model', 'not-finite'), 'model.notFinite', 'model.safetensors'),
  'a pickle that runs a command': input(train('good.csv', '--model', 'pickle'), 'model.pickleRefused', 'os.system'),
  'a model without a head asked to classify': input(
    ['predict', bundledModel, '--text', 'x'],
    'model.noHead',
    'bert-tiny-zh',
  ),
  'classifying with a folder that is no model': input(
    ['predict', 'nothing', '--text', 'x'],
    'model.noConfig',
    'nothing',
  ),
  'exporting what is not there': input(
    ['export', './absent', '--format', 'pth', '--out', 'x.pth'],
    'model.notFound',
    'absent',
  ),
};

const settingCases: Record<string, Case> = {
  'a number that is none': usage(train('good.csv', '--learning-rate', 'fast'), 'setting.number', '--learning-rate'),
  'a number out of its limits': usage(train('good.csv', '--epochs', '0'), 'setting.integer', '1000'),
  'a fraction where a whole number belongs': usage(train('good.csv', '--batch', '1.5'), 'setting.integer', '--batch'),
  'a choice that is none': usage(train('good.csv', '--schedule', 'zigzag'), 'setting.choice', 'cosine'),
  'a GPU that is not there': usage(train('good.csv', '--device', 'webgpu'), 'setting.choice', 'webgpu'),
  'an unknown name in --config': usage(train('good.csv', '--config', 'config.json'), 'setting.unknown', 'epochs'),
  'a --config that is no object': usage(train('good.csv', '--config', 'list.json'), 'setting.notObject', 'JSON'),
  'a --config that is no JSON': usage(
    train('good.csv', '--config', 'broken.json'),
    'usage.configUnreadable',
    'broken.json',
  ),
  'a --config that is not there': usage(
    train('good.csv', '--config', 'absent.json'),
    'usage.configMissing',
    'absent.json',
  ),
  'a precision that the device has not': usage(
    train('good.csv', '--precision', 'bfloat16', '--device', 'onnx-cpu'),
    'setting.precisionDevice',
    '--precision',
  ),
  'a share that is too large': usage(train('good.csv', '--validation', '0.95'), 'setting.validationShare', '0.95'),
  'early stopping without validation': usage(
    train('good.csv', '--validation', '0', '--early-stopping'),
    'setting.needsValidation',
    '--early-stopping',
  ),
  'settings that exclude each other': usage(
    train('good.csv', '--model', 'done', '--shape', '1-8-1'),
    'setting.conflict',
    '--shape',
  ),
  'a shape without a vocabulary': usage(train('good.csv', '--shape', '1-8-1'), 'setting.missing', '--vocabulary'),
  'a shape that is none': usage(train('good.csv', '--shape', '1-8-3', '--vocabulary', 'x'), 'setting.shape', '1-8-3'),
  'freezing a layer that is not there': usage(
    train('good.csv', '--freeze', 'encoder.7'),
    'setting.freezePart',
    'encoder.7',
  ),
  'freezing everything': usage(train('good.csv', '--freeze', 'bert,classifier'), 'setting.freezeAll', 'classifier'),
  'texts longer than the model can take': usage(
    train('good.csv', '--max-length', '600'),
    'setting.maxLengthModel',
    '512',
  ),
};

const usageCases: Record<string, Case> = {
  'a command that is none': usage(['tran', 'good.csv'], 'usage.unknownCommand', 'train'),
  'a flag that is none': usage(train('good.csv', '--epoch', '3'), 'usage.unknownFlag', '--epochs'),
  'a flag without its value': usage(['train', 'good.csv', '--out', '--config', 'x'], 'usage.missingValue', '--out'),
  'no file to train on': usage(['train'], 'usage.missingArgument', 'DATA'),
  'one file too many': usage(train('good.csv', 'one-class.csv'), 'usage.tooManyArguments', 'one-class.csv'),
  'nothing to classify': usage(['predict', 'done'], 'usage.noInput', '--text'),
  'a text and a file': usage(
    ['predict', 'done', 'good.csv', '--text', 'x', '--out', 'out.csv'],
    'usage.exclusive',
    '--text',
  ),
  'a file and nowhere to write': usage(['predict', 'done', 'good.csv'], 'usage.missingFlag', '--out'),
  'a second text for some texts only': usage(
    ['predict', 'done', '--text', 'a', '--text', 'b', '--pair', 'c'],
    'usage.pairsDiffer',
    '--pair',
  ),
  'a format that is none': usage(
    ['export', 'done', '--format', 'gguf', '--out', 'x'],
    'usage.exportFormat',
    'safetensors',
  ),
  'an export without a format': usage(['export', 'done', '--out', 'x'], 'usage.missingFlag', '--format'),
};

const runCases: Record<string, Case> = {
  'resuming what is not there': input(['resume', 'absent'], 'run.notFound', 'absent'),
  'resuming a folder that is no run': input(['resume', 'nothing'], 'run.notFound', 'nothing'),
  'a run where there is one already': input(['train', 'good.csv', '--out', 'done'], 'run.exists', 'done'),
  'a run below a file': input(
    ['train', 'good.csv', '--out', join('file', 'run'), ...small],
    'machine.folderMissing',
    'file',
  ),
  'a model that no memory holds': machine(
    train('good.csv', '--shape', '96-32768-64', '--vocabulary', join(bundledModel, 'vocab.txt')),
    'machine.outOfMemory',
    'MB',
  ),
  'a loss that is no number': input(train('good.csv', '--model', 'explosive'), 'run.diverged', '1'),
};

const groups = { data: dataCases, models: modelCases, settings: settingCases, usage: usageCases, runs: runCases };

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

test('a refused run leaves no half-written folder in the way of the next try', async () => {
  expect((await runCli(['train', 'one-class.csv', '--out', 'again'], { folder })).status).toBe(1);
  expect((await runCli(['train', 'good.csv', '--out', 'again', ...small], { folder })).status).toBe(0);
});

test('a pickle is never executed', () => {
  expect(existsSync(join(folder, 'executed'))).toBe(false);
  expect(readdirSync(join(folder, 'pickle'))).not.toContain('executed');
});

test('a file that may not grow ends in a sentence, and the run can be continued', async () => {
  const large = ['--shape', '1-64-1', '--vocabulary', join(bundledModel, 'vocab.txt'), '--epochs', '1'];
  const full = await runCli(['train', 'good.csv', '--out', 'limited', ...large], {
    folder,
    before: 'ulimit -f 2000; trap "" XFSZ',
  });
  expect(full.stderr).toMatch(/^[^\n]*limited[^\n]*\n$/);
  expect(full.status).toBe(3);
  const resumed = await runCli(['resume', 'limited'], { folder });
  expect(resumed.stderr).toBe('');
  expect(resumed.status).toBe(0);
});

test('a second process on one run is refused, and the first goes on', async () => {
  const first = startCli(['train', 'good.csv', '--out', 'shared', '--json', ...small.with(5, '1000')], { folder });
  await first.saw('step');
  const locked: Case = input(['resume', 'shared'], 'run.locked', String(first.child.pid));
  await checkCase(locked);
  first.child.kill('SIGINT');
  expect((await first.ended).status).toBe(130);
});

test('the sentence on the screen is the one of the catalogue', async () => {
  const { stderr } = await runCli(train('absent.csv'), { folder });
  expect(stderr).toBe(`${new UserError('data.notFound', { file: 'absent.csv' }).describe('en')}\n`);
});
