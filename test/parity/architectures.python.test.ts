// Every architecture against transformers, on every device: logits, hidden states, gradients, losses and weights after
// training. The models are made by architectures.py; limits and measures are those of test/fixtures/README.md.

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { afterAll, beforeAll, test } from 'vitest';

import { measureParity } from '../../scripts/parity/measure.js';
import { describeOnDevices } from '../support/devices.js';
import { expectParity } from '../support/parity.js';
import { describeWithPython, runPython } from '../support/python.js';

const root = mkdtempSync(join(tmpdir(), 'architectures-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));

const cases = [
  'distilbert',
  'distilbert-frozen',
  'roberta',
  'roberta-types',
  'roberta-padding',
  'roberta-frozen',
  'xlm-roberta',
  'electra',
  'electra-wide',
  'electra-frozen',
  'albert',
  'albert-groups',
  'albert-frozen',
];

function python(...parameters: string[]): string {
  const script = fileURLToPath(new URL('architectures.py', import.meta.url));
  return runPython([script, ...parameters]);
}

describeWithPython('against transformers', () => {
  beforeAll(() => void python('write', root));

  describeOnDevices('a model trained here', (device) => {
    test.each(cases)("has PyTorch's numbers (%s)", async (name) => {
      expectParity(await measureParity(join(root, name), undefined, device));
    });
  });
});
