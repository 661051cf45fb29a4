// Training equals PyTorch's, for seven recipes, on every device. The limits and how differences are measured are those
// of test/fixtures/README.md: two builds of PyTorch differ by a tenth to a half of them.

import { test } from 'vitest';

import { measureParity } from '../../scripts/parity/measure.js';
import { describeOnDevices } from '../support/devices.js';
import { fixturePath, recipes } from '../support/fixtures.js';
import { expectParity } from '../support/parity.js';

describeOnDevices('a model trained here', (device) => {
  test.each(Object.keys(recipes))("has PyTorch's numbers (%s)", async (recipe) => {
    expectParity(await measureParity(fixturePath(`goldens/${recipe}`), undefined, device));
  });
});
