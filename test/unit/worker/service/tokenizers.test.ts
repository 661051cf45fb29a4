// Tokenizers that the service keeps: each as long as none of its files changes.

import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { describe, expect, test } from 'vitest';

import { Tokenizers } from '../../../../src/worker/service/tokenizers.js';
import { temporaryFolder } from '../../formats/files.js';
import { vocabularyText } from '../../text/files.js';
import { albertPieces, sentencePieceFile } from '../../text/sentencePieces.js';

const root = temporaryFolder();

type Files = Readonly<Record<string, string | Buffer>>;

const special = ['<s>', '<pad>', '</s>', '<unk>', '<mask>'];
const pairs = (...more: string[]) =>
  JSON.stringify(Object.fromEntries([...special, 'a', 'b', ...more].map((token, id) => [token, id])));

const bytePairs = { 'config.json': '{"model_type":"roberta"}', 'vocab.json': pairs('ab'), 'merges.txt': 'a b\n' };
const wordPiece = { 'config.json': '{"model_type":"bert"}', 'vocab.txt': vocabularyText };
const pieces = {
  'config.json': '{"model_type":"albert"}',
  'spiece.model': sentencePieceFile({ pieces: albertPieces }),
};

let count = 0;

function written(files: Files, folder = join(root, String(count++))): string {
  mkdirSync(folder, { recursive: true });
  for (const [name, content] of Object.entries(files)) writeFileSync(join(folder, name), content);
  return folder;
}

async function answerOf(tokenizers: Tokenizers, folder: string): Promise<string> {
  const { tokenizer } = await tokenizers.open({ model: folder, shape: null, vocabulary: null });
  return tokenizer.tokenizerJson() + tokenizer.configJson();
}

describe('a tokenizer is read again after a change of', () => {
  test.each<[string, Files, Files]>([
    ['the vocabulary of byte pairs', bytePairs, { 'vocab.json': pairs('ab', 'c') }],
    ['the merges', bytePairs, { 'merges.txt': '#version: 0.2\n' }],
    ['the vocabulary of WordPiece', wordPiece, { 'vocab.txt': `${vocabularyText}more\n` }],
    ['the added tokens', wordPiece, { 'added_tokens.json': '{"[E1]":500}' }],
    ['the special tokens', wordPiece, { 'special_tokens_map.json': '{"additional_special_tokens":["<url>"]}' }],
    ['its settings', wordPiece, { 'tokenizer_config.json': '{"do_lower_case":false}' }],
    ['the architecture', wordPiece, { 'config.json': '{"model_type":"distilbert"}' }],
    ["SentencePiece's file", pieces, { 'spiece.model': sentencePieceFile({ pieces: albertPieces.slice(0, -1) }) }],
  ])('%s', async (_, files, change) => {
    const tokenizers = new Tokenizers(root);
    const folder = written(files);
    const before = await answerOf(tokenizers, folder);
    expect(await answerOf(tokenizers, folder)).toBe(before);
    written(change, folder);
    expect(await answerOf(tokenizers, folder)).not.toBe(before);
  });
});

test('a tokenizer whose files stay is kept', async () => {
  const tokenizers = new Tokenizers(root);
  const settings = { model: written(wordPiece), shape: null, vocabulary: null };
  expect(await tokenizers.open(settings)).toBe(await tokenizers.open(settings));
});

test('a vocabulary that is named has a tokenizer of its own, whatever lies beside it', async () => {
  const tokenizers = new Tokenizers(root);
  const folder = written({ ...wordPiece, 'other.txt': `${vocabularyText}more\n` });
  const opened = (name: string) => tokenizers.open({ model: null, shape: '1x32x2x64', vocabulary: join(folder, name) });
  const size = (await opened('vocab.txt')).tokenizer.vocabularySize;
  expect((await opened('other.txt')).tokenizer.vocabularySize).toBe(size + 1);
});
