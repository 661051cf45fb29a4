// The scale of a regression: learned with mean 0 and deviation 1, answered in the numbers' own unit.

import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { describe, expect, test } from 'vitest';

import { createTrainer } from '../../../../src/engine/trainer.js';
import { randomModel } from '../../../../src/formats/initialWeights.js';
import { readModelFolder } from '../../../../src/formats/modelFolder.js';
import { evaluate } from '../../../../src/jobs/evaluate/evaluate.js';
import { predict } from '../../../../src/jobs/predict/predict.js';
import {
  inUnits,
  lossInUnits,
  targetScaleOf,
  toScale,
  weightsInUnits,
  weightsOnScale,
} from '../../../../src/jobs/rows/targetScale.js';
import { verify } from '../../../../src/jobs/verify/verify.js';
import { differences, recipeOf } from '../../../../src/runs/recipe.js';
import { readRunFile } from '../../../../src/runs/runFile.js';
import { contextOf, createKit, eventsOf, type Kit, modelBytes, resumeKit, trainKit } from '../train/runKit.js';

const values = Float64Array.of(250_000, 310_000, 190_000, 410_000, 999);
const rows = Int32Array.of(0, 1, 2, 3);

describe('the scale', () => {
  test('is the mean and the deviation of the training rows alone', () => {
    const scale = targetScaleOf({ task: 'regression', values }, rows)!;
    expect(scale.mean).toBeCloseTo(290_000, 6);
    expect(scale.deviation).toBeCloseTo(Math.sqrt((40 ** 2 + 20 ** 2 + 100 ** 2 + 120 ** 2) / 4) * 1000, 6);
    const learned = toScale(values.subarray(0, 4), scale);
    expect(learned.reduce((sum, value) => sum + value, 0)).toBeCloseTo(0, 12);
    inUnits(Float32Array.from(learned), scale).forEach((value, row) => expect(value).toBeCloseTo(values[row]!, -1));
    expect(lossInUnits(1, scale)).toBeCloseTo(scale.deviation ** 2, 0);
  });

  test('leaves numbers alone that are all alike but for their mean, and those that no float holds', () => {
    expect(targetScaleOf({ task: 'regression', values: Float64Array.of(7, 7) }, Int32Array.of(0, 1))).toEqual({
      mean: 7,
      deviation: 1,
    });
    expect(targetScaleOf({ task: 'regression', values: Float64Array.of(1e300, 7) }, Int32Array.of(0, 1))).toBeNull();
    expect(targetScaleOf({ task: 'single-label', ids: Int32Array.of(0, 1) }, Int32Array.of(0, 1))).toBeNull();
  });

  test('is in the head of a model that is written, and comes out again where one is trained further', () => {
    const { config, weights } = randomModel({
      ...{ layers: 1, hidden: 8, heads: 1, vocabularySize: 10, labels: 1, task: 'regression', seed: 1 },
    });
    const scale = { mean: 100, deviation: 20 };
    const written = weightsInUnits(weights, config, scale);
    expect(written.get('classifier.bias')!.data[0]).toBe(100);
    const again = weightsOnScale(written, config, scale);
    for (const [name, { data }] of weights)
      data.forEach((value, at) => expect(again.get(name)!.data[at]).toBeCloseTo(value, 6));
    expect(weightsInUnits(weights, config, null)).toBe(weights);
  });
});

/** Numbers far from 0 that follow from the texts. */
function pricesKit(): Kit {
  const kit = createKit(60);
  const good = /fresh|tasty|quick|warm|kind/g;
  const bad = /cold|late|rude|stale|wrong/g;
  const [, ...lines] = readFileSync(kit.csv, 'utf8').split('\n');
  const priced = lines.map((line) => {
    const text = line.replace(/,.*/, '');
    return `${text},${300_000 + 40_000 * ((text.match(good)?.length ?? 0) - (text.match(bad)?.length ?? 0))}`;
  });
  writeFileSync(kit.csv, ['text,price', ...priced].join('\n'));
  return kit;
}

const settings = {
  ...{ task: 'regression', scaleTargets: true, best: 'loss', seed: 3 },
  ...{ epochs: 30, learningRate: 3e-3, dropout: 0 },
} as const;
const onEngine = { createTrainer };

describe('a regression on prices', () => {
  test('learns, says the scale, and its model evaluates and predicts in the unit of the file', async () => {
    const kit = pricesKit();
    const { events, outcome } = await trainKit(kit, settings, onEngine);
    expect(eventsOf(events, 'notice').map(({ code }) => code)).toContain('data.scaledTargets');
    const scores = outcome instanceof Error || outcome.event !== 'done' ? null : outcome.scores;
    if (scores?.kind !== 'regression') throw new Error('no scores of a regression');
    expect(scores.rmse).toBeLessThan(0.6 * scores.spread!);
    const [first, last] = [eventsOf(events, 'step')[0]!, eventsOf(events, 'step').at(-1)!];
    // In the square of the file's unit, as the evaluation's.
    expect(first.loss).toBeGreaterThan(1e8);
    expect(last.loss).toBeLessThan(first.loss);
    expect(scores.loss).toBeCloseTo(scores.rmse ** 2, -3);
    const context = contextOf({}, []);
    const evaluated = await evaluate({ model: kit.out, data: kit.csv, settings: {} }, context);
    if (evaluated.scores.kind !== 'regression') throw new Error('no scores of a regression');
    expect(evaluated.scores.rmse).toBeLessThan(0.6 * evaluated.scores.spread!);
    const [best] = await predict({ model: kit.out, inputs: [['fresh tasty quick warm kind']] }, context);
    expect(best!.value).toBeGreaterThan(330_000);
    expect((await readModelFolder(join(kit.out, 'model'))).weights.get('classifier.bias')!.data[0]).toBeGreaterThan(
      100_000,
    );
  });

  test('learns nothing without the scale, and says so', async () => {
    const { events } = await trainKit(pricesKit(), { ...settings, scaleTargets: false }, onEngine);
    expect(eventsOf(events, 'notice').map(({ code }) => code)).toContain('run.noBetterThanMean');
  });

  test('resumes to the same bytes, and verify repeats its steps', async () => {
    const [whole, stopped] = [pricesKit(), pricesKit()];
    await trainKit(whole, { ...settings, keep: 'best' }, onEngine);
    const controller = new AbortController();
    await trainKit(
      stopped,
      { ...settings, keep: 'best' },
      {
        ...onEngine,
        signal: controller.signal,
        onEvent: (event) => (event.event === 'step' && event.step === 17 ? controller.abort() : undefined),
      },
    );
    expect((await resumeKit(stopped, onEngine)).outcome).toMatchObject({ event: 'done' });
    expect(modelBytes(stopped).equals(modelBytes(whole))).toBe(true);
    const wrong: string[] = [];
    const request = { folder: whole.out, steps: 3, right: () => undefined };
    await verify({ ...request, wrong: ({ code }) => wrong.push(code) }, contextOf(onEngine, []));
    expect(wrong).toEqual([]);
  });

  test('goes on from a finished model where that stands, and not from its unscaled numbers', async () => {
    const kit = pricesKit();
    await trainKit(kit, settings, onEngine);
    const first = { ...settings, epochs: 1, learningRate: 1e-9, shape: undefined, vocabulary: undefined };
    const kitAgain = { ...kit, out: `${kit.out}-again` };
    const rest = { ...kit.settings, shape: undefined, vocabulary: undefined };
    const again = { ...kitAgain, settings: rest };
    const { events, outcome } = await trainKit(again, { ...first, model: join(kit.out, 'model') }, onEngine);
    expect(outcome).toMatchObject({ event: 'done' });
    const [evaluation] = eventsOf(events, 'evaluation');
    const scores = evaluation!.scores;
    if (scores.kind !== 'regression') throw new Error('no scores of a regression');
    expect(scores.rmse).toBeLessThan(0.6 * scores.spread!);
  });

  test('of an earlier version goes on as it began, on the numbers as they are', async () => {
    const [whole, kit] = [pricesKit(), pricesKit()];
    const plain = { ...settings, scaleTargets: false, epochs: 2 };
    await trainKit(whole, plain, onEngine);
    const controller = new AbortController();
    await trainKit(kit, plain, {
      ...onEngine,
      signal: controller.signal,
      onEvent: (event) => (event.event === 'step' && event.step === 5 ? controller.abort() : undefined),
    });
    const file = join(kit.out, 'run.json');
    writeFileSync(file, readFileSync(file, 'utf8').replace(/\s*"scaleTargets": false,/, ''));
    expect(readFileSync(file, 'utf8')).not.toContain('scaleTargets');
    expect(readRunFile(kit.out).settings.scaleTargets).toBe(false);
    expect((await resumeKit(kit, onEngine)).outcome).toMatchObject({ event: 'done' });
    expect(modelBytes(kit).equals(modelBytes(whole))).toBe(true);
    const now = recipeOf(readRunFile(kit.out))!;
    const before = Object.fromEntries(Object.entries(now).filter(([name]) => name !== 'scaleTargets'));
    expect(differences(now, before)).toEqual([]);
  });
});
