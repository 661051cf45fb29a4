// The recipes: what `auto` decides from rows and model, what `tutorial` fixes, and that each decision can be overruled.

import { readFileSync } from 'node:fs';

import { describe, expect, test } from 'vitest';

import { planRun } from '../../../../src/jobs/train/plan.js';
import { decideRecipe, recipeNotices, warmupNotices } from '../../../../src/jobs/train/recipe.js';
import { parseSettings } from '../../../../src/runs/parseSettings.js';
import type { RunEvent } from '../../../../src/shared/events.js';
import { describeNotice } from '../../../../src/shared/notices.js';
import type { GivenSettings } from '../../../../src/shared/settings.js';
import { createKit, eventsOf, modelBytes, resumeKit, trainKit } from './runKit.js';

const decide = (given: GivenSettings, trainingRows: number | null = 240, layers = 3) =>
  decideRecipe(parseSettings(given), { trainingRows, config: { layers } });

test('a warm-up as long as the run is said, with the rate that is reached', () => {
  const said = (given: GivenSettings, steps: number) => warmupNotices(decide(given), 1e-3, steps);
  expect(said({ warmupSteps: 100 }, 11)).toMatchObject([
    { code: 'run.longWarmup', values: { warmup: 100, steps: 11, reached: '0.0001' } },
  ]);
  expect(said({ warmup: 1 }, 10)).toHaveLength(1);
  expect(said({ warmupSteps: 10 }, 11)).toEqual([]);
  expect(said({ warmupSteps: 10 }, 1)).toEqual([]);
});

describe('the recipe auto', () => {
  test.each([
    [8, 30],
    [240, 14],
    [320, 10],
    [800, 4],
    [100_000, 3],
  ])('on %i training rows takes %i epochs: enough updates for few, three for many', (rows, epochs) => {
    expect(decide({}, rows).epochs).toBe(epochs);
  });

  test('counts the updates of other batches', () => {
    expect(decide({ batch: 8 }).epochs).toBe(7);
    expect(decide({ batch: 4, accumulate: 4 }).epochs).toBe(14);
  });

  test('evaluates after every epoch, and ten times at least', () => {
    const { epochs, evaluations } = decide({}, 240);
    expect(evaluations).toBe(14);
    expect(planRun({ rows: 240, batch: 16, accumulate: 1, epochs, evaluations }).milestones).toHaveLength(14);
    expect(decide({}, 10_000).evaluations).toBe(10);
  });

  test('lets the lower layers of a deep model change less, and treats those of a small one alike', () => {
    expect(decide({}, 240, 12).layerDecay).toBe(0.95);
    expect(decide({}, 240, 3).layerDecay).toBe(1);
    expect(decide({ freeze: 'embeddings' }, 240, 12).layerDecay).toBe(1);
    expect(decide({ shape: '12-16-2', vocabulary: 'v' }, 240, 12).layerDecay).toBe(1);
  });

  test('stops early and keeps the best', () => {
    expect(decide({})).toMatchObject({ earlyStopping: true, patience: 8, keep: 'best', best: 'accuracy' });
  });

  test('keeps the last where no rows are held out, and measures a number by its loss', () => {
    expect(decide({ validation: '0' })).toMatchObject({ earlyStopping: false, keep: 'last' });
    expect(decide({ task: 'regression' }).best).toBe('loss');
    expect(() => parseSettings({ validation: '0', keep: 'best' })).toThrow();
  });

  test.each([
    { epochs: 5, evaluations: 10 },
    { evaluations: 3 },
    { layerDecay: 0.5 },
    { earlyStopping: false },
    { patience: 1 },
    { best: 'f1' },
    { keep: 'last' },
  ] as const)('is overruled by %j, and by nothing else there', (given) => {
    expect(decide(given, 240, 12)).toEqual({ ...decide({}, 240, 12), ...given });
  });

  test('says in one line what it decided', () => {
    expect(recipeNotices(decide({}), 5e-4).map((notice) => describeNotice(notice, 'en'))).toEqual([
      'Recipe auto: up to 14 epochs at a learning rate of 0.0005, layer-wise decay 1; stops after 8 evaluations ' +
        'without improvement, and the best becomes the model.',
    ]);
  });

  test('decides again what run.json holds', () => {
    const once = decide({}, 240, 12);
    expect(decideRecipe(parseSettings(once), { trainingRows: 9, config: { layers: 1 } })).toEqual(once);
  });
});

test('the recipe tutorial is three epochs, ten evaluations and the last checkpoint', () => {
  const fixed = {
    epochs: 3,
    evaluations: 10,
    layerDecay: 1,
    earlyStopping: false,
    patience: 2,
    best: 'loss',
    keep: 'last',
  };
  expect(decide({ recipe: 'tutorial' }, 20, 12)).toMatchObject(fixed);
  expect(decide({ recipe: 'tutorial', epochs: 7 }, 20, 12)).toMatchObject({ ...fixed, epochs: 7 });
  expect(recipeNotices(decide({ recipe: 'tutorial' }), 5e-5)).toEqual([]);
});

describe('a run on the recipe auto', () => {
  const open = { recipe: 'auto', epochs: undefined, evaluations: undefined } as const;

  test('keeps its decisions in run.json; after an early stop the best evaluation becomes the model', async () => {
    const kit = createKit();
    const { events, outcome } = await trainKit(kit, { ...open, validation: kit.contrary, patience: 2 });
    const evaluations = eventsOf(events, 'evaluation');
    expect(eventsOf(events, 'stoppedEarly')).toHaveLength(1);
    const best = evaluations.findLast((event) => event.best)!;
    expect(best.step).toBeLessThan(evaluations.at(-1)!.step);
    expect(outcome).toMatchObject({ event: 'done', scores: best.scores });
    expect(events).toContainEqual(expect.objectContaining({ event: 'notice', code: 'run.recipe' }));
    const { settings } = JSON.parse(readFileSync(`${kit.out}/run.json`, 'utf8')) as { settings: object };
    expect(settings).toMatchObject({ recipe: 'auto', keep: 'best', earlyStopping: true, layerDecay: 1 });
    expect(eventsOf(events, 'started')[0]?.settings).toMatchObject({ epochs: eventsOf(events, 'started')[0]?.epochs });
  });

  test('resumes to the same bytes', async () => {
    const whole = createKit();
    const stopped = createKit();
    await trainKit(whole, open);
    const stop = new AbortController();
    const onEvent = (event: RunEvent) => event.event === 'step' && event.step === 7 && stop.abort();
    const { outcome } = await trainKit(stopped, open, { signal: stop.signal, onEvent: (event) => void onEvent(event) });
    expect(outcome).toMatchObject({ event: 'interrupted', step: 7 });
    await resumeKit(stopped);
    expect(modelBytes(stopped).equals(modelBytes(whole))).toBe(true);
  });
});
