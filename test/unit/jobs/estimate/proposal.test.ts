// The proposals for a run that does not fit into memory.

import { describe, expect, test } from 'vitest';

import { PlannedGraphs } from '../../../../src/engine/footprint.js';
import { randomConfig } from '../../../../src/formats/initialWeights.js';
import { type MemoryLoad, memoryOf } from '../../../../src/jobs/estimate/memoryEstimate.js';
import { propose } from '../../../../src/jobs/estimate/proposal.js';
import { proposalFlags } from '../../../../src/shared/memory.js';
import { tutorialSettings } from '../../../support/settings.js';

const config = randomConfig({
  layers: 4,
  hidden: 256,
  heads: 4,
  vocabularySize: 21128,
  labels: 2,
  task: 'single-label',
});
const graphs = new PlannedGraphs();

function loadWith(machineFree: number, change: Partial<MemoryLoad> = {}): MemoryLoad {
  return {
    settings: tutorialSettings(),
    freeze: '',
    batch: 32,
    accumulate: 1,
    length: 512,
    meanTokens: 200,
    rows: { training: 3200, validation: 800 },
    device: { name: 'onnx-cpu', ownMemory: null, machineFree },
    ...change,
  };
}

const bytesWith = (change: Partial<MemoryLoad>): number => memoryOf(config, loadWith(0, change), graphs).total;

describe('the proposal for a run that does not fit into memory', () => {
  test('is the largest batch that fits, with the same rows per update', async () => {
    const free = bytesWith({ batch: 8, accumulate: 4 }) + 1;
    const proposal = await propose(config, loadWith(free), graphs);
    expect(proposal).toEqual({ settings: { batch: 8, accumulate: 4 }, bytes: free - 1 });
    expect(proposalFlags(proposal!)).toBe('--batch 8 --accumulate 4');
  });

  test('is the fewest frozen layers when no batch fits', async () => {
    const load = { batch: 1 };
    const proposal = await propose(
      config,
      loadWith(bytesWith({ ...load, freeze: 'embeddings,encoder.0-2' }), load),
      graphs,
    );
    expect(proposal?.settings).toEqual({ freeze: 'embeddings,encoder.0-2' });
  });

  test('is shorter texts when neither helps', async () => {
    const load = { batch: 1, freeze: 'bert', settings: { ...tutorialSettings(), cacheFrozen: false } };
    const proposal = await propose(config, loadWith(bytesWith({ ...load, length: 128 }), load), graphs);
    expect(Object.keys(proposal?.settings ?? {})).toEqual(['maxLength']);
    expect(proposal?.settings.maxLength).toBeGreaterThanOrEqual(128);
  });

  test('is a combination when none of them alone fits', async () => {
    const uncached = { settings: { ...tutorialSettings(), cacheFrozen: false } };
    const free = bytesWith({ ...uncached, batch: 1, accumulate: 32, freeze: 'embeddings,encoder.0' });
    const proposal = await propose(config, loadWith(free, uncached), graphs);
    expect(proposal?.settings).toEqual({ batch: 1, accumulate: 32, freeze: 'embeddings,encoder.0' });
  });

  test('is only fewer rows at a time for a started run, and nothing when nothing fits', async () => {
    expect(await propose(config, loadWith(1), graphs)).toBeNull();
    expect(await propose(config, loadWith(bytesWith({ freeze: 'bert' }), { batch: 1 }), graphs, 'batch')).toBeNull();
    const free = bytesWith({ batch: 2, accumulate: 16 });
    expect((await propose(config, loadWith(free), graphs, 'batch'))?.settings).toEqual({ batch: 2, accumulate: 16 });
  });

  test('is found quickly for BERT-base once its graph is known', () => {
    const base = randomConfig({
      layers: 12,
      hidden: 768,
      heads: 12,
      vocabularySize: 21128,
      labels: 2,
      task: 'single-label',
    });
    const times = [8, 16, 24, 32].map((batch) => {
      const begun = performance.now();
      memoryOf(base, loadWith(1e10, { batch, length: 128 }), graphs);
      return performance.now() - begun;
    });
    // A form asks anew at every change: the best of those after the first, as machines are busy.
    expect(Math.min(...times.slice(1))).toBeLessThan(100);
  });
});
