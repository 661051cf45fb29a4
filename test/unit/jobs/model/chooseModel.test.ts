// The model that is taken where none is named: the largest at hand that reads the texts; and the sentence that says so.

import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';

import { firstTexts } from '../../../../src/data/rows/dataset.js';
import { computing } from '../../../../src/jobs/devices/computing.js';
import type { JobContext } from '../../../../src/jobs/jobs.js';
import { modelsAtHand } from '../../../../src/jobs/model/candidates.js';
import { chooseModel, unreadNotice } from '../../../../src/jobs/model/chooseModel.js';
import { openFolderTokenizer } from '../../../../src/jobs/model/openTokenizer.js';
import { resolveConfigPaths } from '../../../../src/jobs/train/configPaths.js';
import { train } from '../../../../src/jobs/train/train.js';
import { readRunFile, writeRunFile } from '../../../../src/runs/runFile.js';
import type { RunEvent } from '../../../../src/shared/events.js';
import { evaluationSchema } from '../../../../src/shared/messages/models.js';
import { describeNotice } from '../../../../src/shared/notices.js';
import { defaultSettings } from '../../../../src/shared/settings.js';
import { parseValue } from '../../../../src/shared/settingValues.js';
import { temporaryFolder } from '../../runs/temporary.js';
import { sentences } from '../../text/language/sentences.js';

const root = join(import.meta.dirname, '../../../..');
const models = join(root, 'models');
const german = sentences.de.split('\n');

const sampled = (name: string) =>
  firstTexts(join(root, 'samples', name), { ...defaultSettings(), task: 'single-label' }, 50);

let folder = '';
beforeEach(() => {
  folder = temporaryFolder();
  vi.stubEnv('HF_HOME', join(folder, 'cache'));
  vi.stubEnv('HF_HUB_CACHE', undefined);
});
afterEach(() => void vi.unstubAllEnvs());

const choose = (texts: readonly string[]) => chooseModel(texts, modelsAtHand(join(folder, 'data.csv'), models));

/** A copy of a bundled model with one layer more than it has, without weights: only its configuration is looked at. */
function largerModel(path: string, from = 'bert-tiny-en'): string {
  mkdirSync(path, { recursive: true });
  cpSync(join(models, from), path, { recursive: true, filter: (file) => !file.endsWith('.safetensors') });
  const config = JSON.parse(readFileSync(join(path, 'config.json'), 'utf8')) as { num_hidden_layers: number };
  writeFileSync(join(path, 'config.json'), JSON.stringify({ ...config, num_hidden_layers: 6 }));
  return path;
}

describe('with the bundled models alone', () => {
  test('English texts get the English one, and one line says why and what a download brings', async () => {
    const { model, notice } = await choose(await sampled('tickets.csv'));
    expect(model.name).toBe('bert-tiny-en');
    expect(describeNotice(notice, 'en')).toBe(
      'The texts look English: the base model is bert-tiny-en (tiny, 12 MB, comes with the product). To download a ' +
        'larger one: --model google-bert/bert-base-uncased (440 MB).',
    );
  });

  test('Chinese texts get the Chinese one', async () => {
    const { model, notice } = await choose(await sampled('reviews.csv'));
    expect(model.name).toBe('bert-tiny-zh');
    expect(describeNotice(notice, 'zh')).toContain('文本看起来是中文：基础模型采用 bert-tiny-zh');
  });

  test('German texts are read by neither: the sentence says so, and names what reads them', async () => {
    const { notice } = await choose(german);
    const sentence = describeNotice(notice, 'en');
    expect(sentence).toMatch(/^\d\d % of the words .* it is a model for English, and the texts look German/);
    expect(sentence).toMatch(/: dbmdz\/bert-base-german-cased \(440 MB\)\.$/);
  });

  test('texts of no clear language still get a model', async () => {
    expect((await choose(['12', '7 x'])).notice.code).toBe('model.chosenUnsure');
    expect((await choose([])).model.name).toMatch(/^bert-tiny-/);
  });
});

/** A run that began with this base model. */
async function writeRun(run: string, model: string): Promise<void> {
  mkdirSync(run, { recursive: true });
  await writeRunFile(run, {
    id: 'x',
    product: '0',
    created: '',
    rowsAtOnce: null,
    decisions: null,
    data: join(folder, 'data.csv'),
    settings: { ...defaultSettings(), model },
  });
}

describe('with larger models at hand', () => {
  test('the base model of an earlier run beside the data is taken where it reads the texts', async () => {
    const base = largerModel(join(folder, 'own-model'));
    const run = join(folder, '.finetune', 'data-1');
    await writeRun(run, base);
    expect((await choose(await sampled('tickets.csv'))).model.folder).toBe(base);
    expect((await choose(await sampled('reviews.csv'))).model.name).toBe('bert-tiny-zh');
  });

  test('the model that an earlier run made is not: it may know the rows that are held out', async () => {
    const run = join(folder, '.finetune', 'data-1');
    largerModel(join(run, 'model'));
    await writeRun(run, 'bert-tiny-en');
    expect((await choose(await sampled('tickets.csv'))).model.name).toBe('bert-tiny-en');
  });

  test('the base model of an earlier run that lies elsewhere is not: the run may have come with the data', async () => {
    const elsewhere = mkdtempSync(join(tmpdir(), 'elsewhere-'));
    await writeRun(join(folder, '.finetune', 'data-1'), largerModel(join(elsewhere, 'model')));
    expect((await choose(await sampled('tickets.csv'))).model.name).toBe('bert-tiny-en');
    rmSync(elsewhere, { recursive: true });
  });

  test('a folder that holds no model is passed over', async () => {
    const candidates = [{ name: folder, folder }, ...modelsAtHand(join(folder, 'data.csv'), models)];
    expect((await chooseModel(await sampled('tickets.csv'), candidates)).model.name).toBe('bert-tiny-en');
  });
});

test('a model that was named and does not read the texts is told of, with the bundled one that does', async () => {
  const { tokenizer } = await openFolderTokenizer(join(models, 'bert-tiny-zh'));
  const notice = await unreadNotice(await sampled('tickets.csv'), tokenizer, 'bert-tiny-zh');
  expect(notice === null ? '' : describeNotice(notice, 'en')).toMatch(
    /^\d\d % of the words of your texts are unknown to bert-tiny-zh .* for Chinese, .* English.*: bert-tiny-en, /,
  );
  expect(await unreadNotice(await sampled('reviews.csv'), tokenizer, 'bert-tiny-zh')).toBeNull();
});

test('`--model auto` is the default by its name, and no path, also in a file of settings', () => {
  expect(parseValue('model', 'auto')).toBeNull();
  expect(resolveConfigPaths({ model: 'auto' }, '/x/run.json')).toEqual({ model: 'auto' });
});

describe('a run', () => {
  async function runOn(file: string, settings: Record<string, unknown>) {
    const events: RunEvent[] = [];
    const context: JobContext = {
      signal: new AbortController().signal,
      log: () => undefined,
      bundledModels: models,
      version: '0',
      ...computing,
      emit: (event) => events.push(event),
    };
    const out = join(folder, 'run');
    await train(
      { data: file, out, settings: { epochs: 1, rows: 40, maxLength: 24, device: 'onnx-cpu', ...settings } },
      context,
    );
    return { events, run: readRunFile(out) };
  }

  test('without a named model keeps in run.json what it took, so that it resumes with it anywhere', async () => {
    const { events, run } = await runOn(join(root, 'samples', 'tickets.csv'), {});
    expect(run.settings.model).toBe('bert-tiny-en');
    expect(run.decisions?.baseModel.path).toBe('bert-tiny-en');
    expect(events).toContainEqual(expect.objectContaining({ event: 'notice', code: 'model.chosen' }));
  });

  test('with a model of another language says so, and with one that learned nothing too', async () => {
    const { events } = await runOn(join(root, 'samples', 'tickets.csv'), { model: 'bert-tiny-zh', learningRate: 0 });
    const codes = events.flatMap((event) => (event.event === 'notice' ? [event.code] : []));
    expect(codes).toContain('model.unreadOther');
    expect(codes).toContain('run.noBetter');
    const { baseline } = evaluationSchema.parse(
      JSON.parse(readFileSync(join(folder, 'run', 'evaluation.json'), 'utf8')),
    );
    expect(baseline?.isBeaten).toBe(false);
  });
});
