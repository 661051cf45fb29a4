// An estimate follows every setting that says it does, and no other: what a new setting takes is not forgotten.

import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

import { afterAll, beforeAll, expect, test } from 'vitest';

import { PlannedGraphs } from '../../../../src/engine/footprint.js';
import type { DeviceReport } from '../../../../src/shared/devices.js';
import type { Inspection } from '../../../../src/shared/inspection.js';
import {
  definitionOf,
  type GivenSettings,
  type SettingName,
  settingNames,
  settingsThatAffect,
} from '../../../../src/shared/settings.js';
import { estimate } from '../../../../src/worker/service/estimate.js';
import { Tokenizers } from '../../../../src/worker/service/tokenizers.js';
import { ValidationRows } from '../../../../src/worker/service/validationRows.js';

const folder = mkdtempSync(join(tmpdir(), 'estimate-'));
const bundled = join(import.meta.dirname, '../../../../models/bert-tiny-zh');
const tokenizers = new Tokenizers(dirname(bundled));
const memory = { graphs: new PlannedGraphs(), validationRows: new ValidationRows() };

const inspection: Inspection = {
  file: '',
  format: 'csv',
  bytes: 1,
  sha256: '',
  encoding: 'utf-8',
  byteOrderMark: false,
  delimiter: 'comma',
  header: true,
  columns: [],
  rows: 1000,
  usable: 1000,
  labels: [
    { label: 'a', count: 700 },
    { label: 'b', count: 300 },
  ],
  labelsAreMore: false,
  lengths: { mean: 60, maximum: 300, histogram: [] },
  problems: [],
};
/** Some texts are longer than the maximum length. */
const lengths = {
  width: 8,
  bins: [100, 300, 300, 200, 50, 0, 0, 0, 20, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 30],
  texts: 1000,
  of: 1000,
  sampled: false,
  median: 20,
  percentile95: 70,
  longest: 168,
};
const report = { works: true, detail: '', problem: null, failure: null, notices: [] };
const devices: DeviceReport[] = [
  { ...report, device: 'onnx-cpu', gigaflops: 100, bfloat16: null },
  { ...report, device: 'tensorflow:cpu', gigaflops: 90, bfloat16: 300 },
];

/** A frozen bottom, so that what is kept of it counts too. */
const base: GivenSettings = { freeze: 'embeddings,encoder.0', epochs: 20 };

/** Values of settings whose other value is not to be guessed from their definition. */
const others: { readonly [Name in SettingName]?: () => GivenSettings } = {
  validation: () => ({ validation: 0.5 }),
  rows: () => ({ rows: 500 }),
  epochs: () => ({ epochs: 7 }),
  learningRate: () => ({ learningRate: 0.5 }),
  device: () => ({ device: 'tensorflow:cpu' }),
  precision: () => ({ precision: 'bfloat16' }),
  freeze: () => ({ freeze: 'bert' }),
  model: () => ({ model: join(folder, 'deeper') }),
  shape: () => ({ shape: '3-64-2', vocabulary: join(bundled, 'vocab.txt') }),
  vocabulary: () => ({ shape: '3-64-2', vocabulary: join(folder, 'vocab.txt') }),
  evaluations: () => ({ evaluations: 200 }),
};
/** What another value is compared with where the base will not do. */
const bases: { readonly [Name in SettingName]?: () => GivenSettings } = { vocabulary: others.shape! };

/** Another value of the same setting, by its definition. */
function otherValue(name: SettingName): unknown {
  const setting = definitionOf(name);
  switch (setting.kind) {
    case 'boolean':
      return !setting.default;
    case 'choice':
      return Object.keys(setting.choices).findLast((choice) => choice !== setting.default);
    case 'text':
      return 'x';
    case 'number':
    case 'integer':
      return setting.default === setting.minimum ? setting.maximum : setting.minimum;
  }
}

async function estimated(settings: GivenSettings): Promise<string> {
  const request = { settings, freezes: [String(settings.freeze)], inspection, lengths, devices };
  const { costs, ...all } = await estimate(request, tokenizers, memory);
  // What else runs on this machine is left out.
  const lasting = costs.map((cost) => ({ ...cost, memory: { ...cost.memory, free: 0, fits: true } }));
  return JSON.stringify({ ...all, costs: lasting, memoryFree: 0, proposal: null });
}

afterAll(() => rmSync(folder, { recursive: true }));
beforeAll(() => {
  cpSync(bundled, join(folder, 'deeper'), { recursive: true, filter: (path) => !path.endsWith('.safetensors') });
  const config = JSON.parse(readFileSync(join(bundled, 'config.json'), 'utf8')) as object;
  writeFileSync(join(folder, 'deeper/config.json'), JSON.stringify({ ...config, num_hidden_layers: 4 }));
  const words = readFileSync(join(bundled, 'vocab.txt'), 'utf8').split('\n').slice(0, 2000);
  writeFileSync(join(folder, 'vocab.txt'), words.join('\n'));
});

test.each(settingNames)('an estimate follows %s exactly where its definition says so', async (name) => {
  const from = { ...base, ...bases[name]?.() };
  const before = await estimated(from);
  const after = await estimated({ ...from, ...(others[name]?.() ?? { [name]: otherValue(name) }) });
  expect(after !== before).toBe(settingsThatAffect('estimate').includes(name));
});
