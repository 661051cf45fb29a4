// Training equals PyTorch's for seven recipes and a real model, on every device. The limits and the measure of a
// difference are those of the goldens' README: two builds of PyTorch differ by a tenth to a half of them.

import { expect, test } from 'vitest';

import { measureParity } from '../../scripts/parity/measure.js';
import { describeOnDevices } from '../support/devices.js';
import { expectParity } from '../support/parity.js';
import { describeWithShared, sharedPath } from '../support/shared.js';

/** Milliseconds for the real model, which a GPU in software takes two minutes for on a quiet machine. */
const patience = 600_000;

const recipes = ['tutorial', 'trainer', 'frozen-bert', 'frozen-bottom', 'accumulate', 'regression', 'multi-label'];

describeOnDevices('against PyTorch', (device) => {
  describeWithShared('a model trained here', ['goldens'], () => {
    test.each(recipes)("has PyTorch's numbers (%s)", async (recipe) => {
      expectParity(await measureParity(sharedPath(`goldens/${recipe}`), undefined, device));
    });
  });

  describeWithShared('all-MiniLM-L6-v2 trained here', ['goldens/real', 'models/all-MiniLM-L6-v2'], () => {
    // A GPU in software takes minutes for all steps.
    const most = device === 'onnx-webgpu' ? 1 : Infinity;
    test(
      "has PyTorch's numbers",
      async () => {
        const parity = await measureParity(
          sharedPath('goldens/real'),
          sharedPath('models/all-MiniLM-L6-v2'),
          device,
          most,
        );
        // Six layers of 384 with real weights: sums are longer than in the small goldens, hence 2e-4 throughout.
        expect(parity.hidden).toBeLessThan(2e-4);
        expect(parity.logits).toBeLessThan(2e-4);
        expect(parity.losses).toBeLessThan(2e-4);
        expect(parity.norms).toBeLessThan(2e-4);
        if (Number.isFinite(most)) return;
        expect(parity.final).toBeLessThan(2e-4);
        // torch takes the norm of 11.7 million float32 numbers in float32, which is off by 6e-4 for the word table.
        expect(parity.finalNorms).toBeLessThan(1e-3);
      },
      patience,
    );
  });
});
