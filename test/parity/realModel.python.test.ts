// A real model, all-MiniLM-L6-v2, in numbers that PyTorch computes as the tests run: its weights are read, texts are
// split and put into batches, and training ends where PyTorch's does, on every device.

import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { afterAll, beforeAll, expect, test } from 'vitest';
import { z } from 'zod';

import { measureParity } from '../../scripts/parity/measure.js';
import { parameterShapes } from '../../src/base/model.js';
import { readModelFolder } from '../../src/formats/modelFolder.js';
import { openSafetensors } from '../../src/formats/safetensors.js';
import { collate } from '../../src/text/collate.js';
import { createTokenizer } from '../../src/text/tokenizer.js';
import { TokenStore } from '../../src/text/tokenStore.js';
import { describeOnDevices } from '../support/devices.js';
import { fixturePath } from '../support/fixtures.js';
import { describeWithPython, packagedModel, runPython } from '../support/python.js';

const root = mkdtempSync(join(tmpdir(), 'real-model-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));
/** Batches of 16 texts of at most so many tokens. */
const lengths = [64, 128] as const;
const goldenOf = (longest: (typeof lengths)[number]) => join(root, String(longest));

/** Milliseconds for all steps: a GPU in software takes two minutes for one of 64 tokens on a quiet machine. */
const patience = 600_000;

describeWithPython('all-MiniLM-L6-v2', () => {
  const model = packagedModel();
  beforeAll(() => {
    const script = fileURLToPath(new URL('realModel.py', import.meta.url));
    for (const longest of lengths)
      runPython([script, model, fixturePath('data/news.csv'), String(longest), goldenOf(longest)]);
  });

  test('has names without bert. and a stored constant that is left out silently', async () => {
    const wanted = { task: 'single-label', labelNames: ['负面', '正面'], seed: 42 } as const;
    const { config, weights, notices } = await readModelFolder(model, wanted);
    expect(config).toMatchObject({ layers: 6, hiddenSize: 384, heads: 12, vocabularySize: 30522 });
    expect([...weights.keys()]).toEqual([...parameterShapes(config).keys()]);
    expect(notices.map(({ code }) => code)).toEqual(['model.headInitialized']);
  });

  test.each(lengths)('gets the same rows and masks in all ten batches, cut to %i tokens', async (longest) => {
    const golden = goldenOf(longest);
    const tokenizer = await createTokenizer({
      folder: model,
      tokenizerJson: readFileSync(join(model, 'tokenizer.json'), 'utf8'),
      tokenizerConfig: readFileSync(join(model, 'tokenizer_config.json'), 'utf8'),
    });
    const { texts } = z
      .object({ texts: z.array(z.string()) })
      .parse(JSON.parse(readFileSync(join(golden, 'golden.json'), 'utf8')));
    const store = new TokenStore(tokenizer);
    for (const text of texts) store.append(await tokenizer.encode(text, null, longest));
    const recorded = await openSafetensors(join(golden, 'golden.safetensors'));
    for (let i = 0; i < 10; i++) {
      const [size = 0, width = 0] = recorded.shape(`batch.${i}.input_ids`);
      const chosen = Int32Array.from({ length: size }, (_, row) => 16 * i + row);
      const ours = collate(store, chosen, 'longest', longest);
      expect(ours.length).toBe(Math.min(longest, Math.ceil(width / 8) * 8));
      const rows = (all: ArrayLike<number>, stride: number) =>
        Array.from({ length: size }, (_, row) => Array.from({ length: width }, (__, at) => all[row * stride + at]));
      expect(rows(ours.ids, ours.length)).toEqual(rows(await recorded.read(`batch.${i}.input_ids`), width));
      expect(rows(ours.mask, ours.length)).toEqual(rows(await recorded.read(`batch.${i}.attention_mask`), width));
    }
    await recorded.close();
  });

  describeOnDevices('trained here', (device) => {
    const [longest, most] = device === 'onnx-webgpu' ? ([64, 1] as const) : ([128, Infinity] as const);
    test(
      `has PyTorch's numbers with texts of up to ${longest} tokens`,
      async () => {
        const parity = await measureParity(goldenOf(longest), model, device, most);
        // Six layers of 384 with real weights: sums are longer than in the small goldens, hence 2e-4 throughout.
        expect(parity.hidden).toBeLessThan(2e-4);
        expect(parity.logits).toBeLessThan(2e-4);
        expect(parity.losses).toBeLessThan(2e-4);
        expect(parity.norms).toBeLessThan(2e-4);
        if (Number.isFinite(most)) return;
        expect(parity.final).toBeLessThan(2e-4);
        // The norm of a bias is small beside what Adam makes of the rounding of its gradient.
        expect(parity.finalNorms).toBeLessThan(1e-3);
      },
      patience,
    );
  });
});
