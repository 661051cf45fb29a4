// The models that come with the product: both are there, small, named in NOTICE, and found by their names.

import { mkdirSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';

import { describe, expect, test } from 'vitest';

import { locateModel, modelAsNamed } from '../../../../src/jobs/model/locateModel.js';
import { readConfigOf } from '../../../../src/jobs/model/modelInfo.js';
import { openTokenizer } from '../../../../src/jobs/model/openTokenizer.js';
import { bundledModelNames, bundledModels } from '../../../../src/shared/models/bundledModels.js';
import { mapPaths } from '../../../../src/shared/settingValues.js';
import { temporaryFolder } from '../../runs/temporary.js';

const root = join(import.meta.dirname, '../../../..');
const models = join(root, 'models');
const context = { bundledModels: models, signal: new AbortController().signal, log: () => undefined, version: '0' };

function bytesOf(folder: string): number {
  return readdirSync(folder).reduce((sum, name) => sum + statSync(join(folder, name)).size, 0);
}

describe.each(bundledModelNames)('%s', (name) => {
  test('is found by its name, which run.json keeps', async () => {
    expect(await locateModel(name, context)).toEqual({ folder: join(models, name), name, notices: [] });
    expect(mapPaths({ model: name }, (path) => resolve('/elsewhere', path))).toEqual({ model: name });
  });

  test('is a model with its tokenizer, of the size that the documents name', async () => {
    const { config } = await readConfigOf(join(models, name));
    const { tokenizer } = await openTokenizer({ model: join(models, name), shape: null, vocabulary: null });
    expect(tokenizer.vocabularySize).toBe(config.vocabularySize);
    expect(Math.round(bytesOf(join(models, name)) / 1e6)).toBe(bundledModels[name].megabytes);
    expect(readFileSync(join(root, 'docs', 'models.md'), 'utf8')).toContain(`${bundledModels[name].megabytes} MB`);
  });

  test('is named in NOTICE', () => expect(readFileSync(join(root, 'NOTICE'), 'utf8')).toContain(`models/${name}`));

  test('gives way to a folder of that name', () => {
    const folder = temporaryFolder();
    mkdirSync(join(folder, name));
    expect(modelAsNamed(name, folder)).toBe(join(folder, name));
    expect(modelAsNamed(name, models.replace(/models$/, 'docs'))).toBe(name);
  });
});

test('the bundled models together take at most 24 MB', () => {
  const folders = readdirSync(models);
  expect(folders.sort()).toEqual([...bundledModelNames].sort());
  expect(folders.reduce((sum, name) => sum + bytesOf(join(models, name)), 0)).toBeLessThan(24e6);
});
