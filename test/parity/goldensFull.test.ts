// Training equals PyTorch's with batches of 16 texts of 128 tokens, for every recipe and architecture, dropout among
// them, on every device. `test/fixtures/make_full_goldens.py` says what is recorded.

import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { expect, test } from 'vitest';

import { beyondLimits } from '../../scripts/parity/limits.js';
import { measureParity, type Parity } from '../../scripts/parity/measure.js';
import { describeOnDevices } from '../support/devices.js';

const folder = fileURLToPath(new URL('../fixtures/goldens-full', import.meta.url));
const names = readdirSync(folder);

/** Adam divides small gradients by small moments: 2e-4 of the final weights. */
const beyond = ({ final, ...rest }: Parity) => [
  ...beyondLimits({ ...rest, final: 0 }),
  ...(final < 2e-4 ? [] : [`final ${final} (limit 2e-4)`]),
];

describeOnDevices('a model trained with batches of real size', (device) => {
  // A GPU in software takes minutes for all.
  test.each(device === 'onnx-webgpu' ? ['trainer'] : names)('has the numbers that PyTorch gives (%s)', async (name) => {
    expect(beyond(await measureParity(join(folder, name), undefined, device))).toEqual([]);
  });
});
