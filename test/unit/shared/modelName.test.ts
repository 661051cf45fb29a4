// The name of a model: hub names are told from paths, pasted addresses are understood, hostile ones are refused.

import { describe, expect, test } from 'vitest';

import {
  isAddress,
  isModelNameText,
  modelNameText,
  parseModelName,
  shortModelName,
} from '../../../src/shared/modelName.js';

const commit = '8f23c25b06e129b6c986331a13d8d025a92cf0ea';

test.each([
  ['bert-base-chinese', 'bert-base-chinese@main'],
  [' bert-base-chinese ', 'bert-base-chinese@main'],
  ['hfl/chinese-roberta-wwm-ext', 'hfl/chinese-roberta-wwm-ext@main'],
  ['hfl/chinese-roberta-wwm-ext@refs/pr/1', 'hfl/chinese-roberta-wwm-ext@refs/pr/1'],
  [`bert-base-chinese@${commit}`, `bert-base-chinese@${commit}`],
  ['https://huggingface.co/google-bert/bert-base-chinese', 'google-bert/bert-base-chinese@main'],
  ['https://huggingface.co/google-bert/bert-base-chinese/', 'google-bert/bert-base-chinese@main'],
  ['https://huggingface.co/bert-base-chinese?library=transformers#files', 'bert-base-chinese@main'],
  ['https://huggingface.co/google-bert/bert-base-chinese/tree/v1.0', 'google-bert/bert-base-chinese@v1.0'],
  [
    'https://huggingface.co/google-bert/bert-base-chinese/tree/refs%2Fpr%2F3',
    'google-bert/bert-base-chinese@refs/pr/3',
  ],
  ['https://huggingface.co/bert-base-chinese/blob/main/config.json', 'bert-base-chinese@main'],
  [`https://huggingface.co/a/b/resolve/${commit}/model.safetensors?download=true`, `a/b@${commit}`],
  [`https://huggingface.co/a/b/commit/${commit}`, `a/b@${commit}`],
  ['https://huggingface.co/a/b/discussions/4', 'a/b@main'],
  ['huggingface.co/google-bert/bert-base-chinese', 'google-bert/bert-base-chinese@main'],
  ['hf.co/a/b', 'a/b@main'],
  ['https://hf-mirror.com/bert-base-chinese', 'https://hf-mirror.com/bert-base-chinese@main'],
  ['hf-mirror.com/a/b/tree/main', 'https://hf-mirror.com/a/b@main'],
  ['http://127.0.0.1:8080/a/b@dev', 'http://127.0.0.1:8080/a/b@dev'],
])('%s is read as %s, which is read as itself', (text, canonical) => {
  const name = parseModelName(text);
  expect(name === null ? null : modelNameText(name)).toBe(canonical);
  expect(isModelNameText(canonical)).toBe(true);
  expect(parseModelName(canonical)).toEqual(name);
});

test('an address of the configured hub, or of huggingface.co, needs no hub in the name', () => {
  const mirror = 'https://mirror.example/api/huggingface';
  expect(parseModelName('https://mirror.example/api/huggingface/a/b/tree/dev', mirror)).toEqual({
    id: 'a/b',
    revision: 'dev',
    origin: null,
  });
  expect(parseModelName('mirror.example/api/huggingface/a/b', mirror)).toEqual({
    id: 'a/b',
    revision: 'main',
    origin: null,
  });
  expect(parseModelName('https://huggingface.co/a/b', mirror)).toEqual({ id: 'a/b', revision: 'main', origin: null });
});

describe('text that is not a model name is not looked up', () => {
  test.each([
    './model',
    '../model',
    '/home/me/model',
    'C:\\models\\bert',
    'models\\bert',
    '~/model',
    'a/b/c',
    '',
    '.',
    '..',
    '-a',
    'a-',
    'a..b',
    'a--b/c',
    'repository.git',
    'a b',
    'a/../b',
    'bert@',
    'bert@../../etc',
    'bert@a..b',
    'bert@/x',
    'bert@.hidden',
    'bert@a b',
    'bert@a\\b',
    'bert@x/.git',
    'https://huggingface.co/',
    'https://huggingface.co/datasets/a/b',
    'https://huggingface.co/spaces/a/b',
    'https://huggingface.co/models?search=bert',
    'https://user:secret@huggingface.co/a/b',
    'https://huggingface.co/a/%E0%A4%A',
    'https://huggingface.co/a/b/tree/..%2F..',
    'https://',
    'file:///etc/passwd',
  ])('%j', (text) => {
    expect(parseModelName(text)).toBeNull();
    expect(isModelNameText(text)).toBe(false);
  });
});

test.each(['bert-base-chinese', 'a/b', 'model', '/home/me/a@b', '../a@b', 'https://huggingface.co/a/b'])(
  '%s is not the canonical spelling of a name',
  (text) => {
    expect(isModelNameText(text)).toBe(false);
  },
);

test('an address is told from a path, even when it is not that of a model', () => {
  expect(
    ['https://huggingface.co/datasets/a/b', 'hf.co/x', 'http://user:secret@host/x'].map((text) => isAddress(text)),
  ).toEqual([true, true, true]);
  expect(['hf.co', 'models/bert', './hf.co/x'].map((text) => isAddress(text))).toEqual([false, false, false]);
});

test('a model is shown under the requested name, without its commit', () => {
  const texts = [
    `owner/name@${commit}`,
    'owner/name@main',
    'owner/name@v1',
    '/models/bert',
    'C:\\models\\bert',
    'bert-tiny-zh',
  ];
  expect(texts.map(shortModelName)).toEqual([
    'owner/name',
    'owner/name',
    'owner/name@v1',
    'bert',
    'bert',
    'bert-tiny-zh',
  ]);
});
