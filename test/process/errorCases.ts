// The mistakes that cliErrors.test.ts tries: the command, and the error that it is answered with.

import { join } from 'node:path';

import { type ErrorCode } from '../../src/shared/errors.js';
import { bundledModel } from './cliKit.js';

export const small = [
  '--shape',
  '1-8-1',
  '--vocabulary',
  join(bundledModel, 'vocab.txt'),
  '--epochs',
  '1',
  '--batch',
  '4',
];

export interface Case {
  readonly words: readonly string[];
  readonly code: ErrorCode;
  /** What the sentence has to name, in every language. */
  readonly place: string;
  readonly status: number;
}

const machine = (words: readonly string[], code: ErrorCode, place: string): Case => ({ words, code, place, status: 3 });
export const train = (data: string, ...flags: string[]) => ['train', data, '--out', 'run', ...flags];
export const input = (words: readonly string[], code: ErrorCode, place: string): Case => ({
  words,
  code,
  place,
  status: 1,
});
const usage = (words: readonly string[], code: ErrorCode, place: string): Case => ({ words, code, place, status: 2 });

const dataCases: Record<string, Case> = {
  'no such file': input(train('absent.csv'), 'data.notFound', 'absent.csv'),
  'a folder instead of a file': input(train('nothing'), 'data.isFolder', 'nothing'),
  'an empty CSV': input(train('empty.csv'), 'data.empty', 'empty.csv'),
  'a header and nothing else': input(train('header.csv'), 'data.headerOnly', 'header.csv'),
  'one column': input(train('one-column.csv'), 'data.oneColumn', 'one-column.csv'),
  'a quote that is never closed': input(train('quote.csv'), 'data.unbalancedQuote', '10'),
  'rows with more columns than the header': input(
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
  'a column that does not exist': input(train('good.csv', '--text', '评论'), 'data.columnNotFound', '评论内容'),
  'one column for two roles': input(
    train('good.csv', '--text', '评论内容', '--label', '评论内容'),
    'data.sameColumn',
    '评论内容',
  ),
  'labels that are not numbers': input(
    train('good.csv', '--task', 'regression', '--label', '情感标签'),
    'data.noUsableRows',
    'good.csv',
  ),
  'a workbook of 5 GB': input(train('huge.csv'), 'machine.hollow', 'huge.csv'),
  'a Parquet file cut short': input(train('short.parquet'), 'data.damaged', 'short.parquet'),
  'a JSON value without rows': input(train('value.json'), 'data.jsonValue', 'value.json'),
  'a line that is not a JSON object': input(train('broken.jsonl'), 'data.jsonLine', '2'),
  'predictions into a workbook': usage(
    ['predict', 'done', 'good.csv', '--out', 'out.xlsx'],
    'data.outputFormat',
    'out.xlsx',
  ),
  'a validation file that does not exist': input(
    train('good.csv', '--validation', 'absent.csv'),
    'data.notFound',
    'absent.csv',
  ),
  'classifying a file that does not exist': input(
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
    'data.taughtColumnMissing',
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
  'a weight file of another format': input(
    train('good.csv', '--model', 'no-safetensors'),
    'model.headerTooLong',
    'model.safetensors',
  ),
  'a header with a length of eight exabytes': input(
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
  'a config.json that is not JSON': input(
    train('good.csv', '--model', 'broken-json'),
    'model.invalidJson',
    'config.json',
  ),
  'another architecture': input(train('good.csv', '--model', 'gpt2'), 'model.otherArchitecture', 'gpt2'),
  'another architecture with other tokenizer files': input(
    train('good.csv', '--model', 'gpt2-merges'),
    'model.otherArchitecture',
    'gpt2',
  ),
  'a damaged SentencePiece file': input(
    train('good.csv', '--model', 'pieces-only'),
    'model.notSentencePiece',
    'spiece.model',
  ),
  'a BERT with nothing but a SentencePiece file': input(
    train('good.csv', '--model', 'pieces-of-others'),
    'model.sentencePieceOnly',
    'spiece.model',
  ),
  'a weight that is NaN': input(train('good.csv', '--model', 'not-finite'), 'model.notFinite', 'model.safetensors'),
  'a pickle that runs a command': input(train('good.csv', '--model', 'pickle'), 'model.pickleRefused', 'os.system'),
  'classifying with a model without a head': input(
    ['predict', bundledModel, '--text', 'x'],
    'model.noHead',
    'bert-tiny-zh',
  ),
  'classifying with a folder that is not a model': input(
    ['predict', 'nothing', '--text', 'x'],
    'model.noConfig',
    'nothing',
  ),
  'exporting a model that does not exist': input(
    ['export', './absent', '--format', 'pth', '--out', 'x.pth'],
    'model.notFound',
    'absent',
  ),
};

const settingCases: Record<string, Case> = {
  'a number that cannot be read': usage(
    train('good.csv', '--learning-rate', 'fast'),
    'setting.number',
    '--learning-rate',
  ),
  'a number out of its limits': usage(train('good.csv', '--epochs', '0'), 'setting.number', '1000'),
  'a fraction where a whole number belongs': usage(train('good.csv', '--batch', '1.5'), 'setting.integer', '--batch'),
  'an unknown choice': usage(train('good.csv', '--schedule', 'zigzag'), 'setting.choice', 'cosine'),
  'an unknown device': usage(train('good.csv', '--device', 'webgpu'), 'setting.choice', 'webgpu'),
  'an unknown name in --config': usage(train('good.csv', '--config', 'config.json'), 'setting.unknown', 'epochs'),
  'a --config that is not an object': usage(train('good.csv', '--config', 'list.json'), 'setting.notObject', 'JSON'),
  'a --config that is not JSON': usage(
    train('good.csv', '--config', 'broken.json'),
    'usage.configUnreadable',
    'broken.json',
  ),
  'a --config that does not exist': usage(
    train('good.csv', '--config', 'absent.json'),
    'usage.configMissing',
    'absent.json',
  ),
  'a precision that the device lacks': usage(
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
  'an impossible shape': usage(train('good.csv', '--shape', '1-8-3', '--vocabulary', 'x'), 'setting.shape', '1-8-3'),
  'freezing a layer that does not exist': usage(
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
  'an unknown command': usage(['tran', 'good.csv'], 'usage.unknownCommand', 'train'),
  'an unknown flag': usage(train('good.csv', '--epoch', '3'), 'usage.unknownFlag', '--epochs'),
  'a flag without its value': usage(['train', 'good.csv', '--out', '--config', 'x'], 'usage.missingValue', '--out'),
  'no file to train on': usage(['train'], 'usage.missingArgument', 'DATA'),
  'one file too many': usage(train('good.csv', 'one-class.csv'), 'usage.tooManyArguments', 'one-class.csv'),
  'nothing to classify': usage(['predict', 'done'], 'usage.noInput', '--text'),
  'an empty text': usage(['predict', 'done', '--text', 'x', '--text', ' '], 'usage.emptyText', '--text'),
  'a text and a file': usage(
    ['predict', 'done', 'good.csv', '--text', 'x', '--out', 'out.csv'],
    'usage.exclusive',
    '--text',
  ),
  'a file to classify without --out': usage(['predict', 'done', 'good.csv'], 'usage.missingFlag', '--out'),
  'a second text for some texts only': usage(
    ['predict', 'done', '--text', 'a', '--text', 'b', '--pair', 'c'],
    'usage.pairsDiffer',
    '--pair',
  ),
  'an unknown export format': usage(
    ['export', 'done', '--format', 'gguf', '--out', 'x'],
    'usage.exportFormat',
    'safetensors',
  ),
  'an export without a format': usage(['export', 'done', '--out', 'x'], 'usage.missingFlag', '--format'),
};

const runCases: Record<string, Case> = {
  'resuming a folder that does not exist': input(['resume', 'absent'], 'run.notFound', 'absent'),
  'resuming a folder that is not a run': input(['resume', 'nothing'], 'run.notFound', 'nothing'),
  'a run folder that is taken': input(['train', 'good.csv', '--out', 'done'], 'run.exists', 'done'),
  'a run folder below a file': input(
    ['train', 'good.csv', '--out', join('file', 'run'), ...small],
    'machine.folderMissing',
    'file',
  ),
  'a model larger than any memory': machine(
    train('good.csv', '--shape', '96-32768-64', '--vocabulary', join(bundledModel, 'vocab.txt')),
    'machine.outOfMemory',
    'MB',
  ),
  'a loss that is not a number': input(train('good.csv', '--model', 'explosive'), 'run.diverged', '1'),
};

export const groups = {
  data: dataCases,
  models: modelCases,
  settings: settingCases,
  usage: usageCases,
  runs: runCases,
};
