// The state that the host keeps for a panel and sends in few messages, and the history of a run.

import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';

import { PanelStore } from '../../../../src/host/panel/panelStore.js';
import { emptyHistory, RunHistory } from '../../../../src/host/runs/runHistory.js';
import type { StepEvent } from '../../../../src/shared/events.js';
import type { ToPanel } from '../../../../src/shared/messages/panel.js';
import type { PanelState } from '../../../../src/shared/messages/panelState.js';

const state: PanelState = {
  file: { path: '/data.csv', name: 'data.csv', bytes: 10 },
  trusted: true,
  data: {
    phase: 'reading',
    data: null,
    table: null,
    rows: [],
    counts: null,
    inspection: null,
    lengths: null,
    measuring: false,
    failure: null,
  },
  settings: { revision: 0, values: {} },
  model: { choices: [], info: null, failure: null, download: null },
  devices: { measuring: false, devices: [], measured: null, failure: null },
  estimate: { revision: 0, estimate: null, failure: null },
  run: null,
  history: emptyHistory(),
  evaluation: { phase: 'none', evaluation: null, failure: null },
  startFailure: null,
};

const step = (number: number, loss = 1): StepEvent => ({
  event: 'step',
  step: number,
  epoch: 0,
  loss,
  learningRate: 1e-5,
  gradientNorm: 1,
  accuracy: null,
  rowsPerSecond: 1,
  tokensPerSecond: 1,
  secondsLeft: 1,
  seconds: 1,
});

describe('a panel', () => {
  const sent: ToPanel[] = [];
  let store: PanelStore;
  beforeEach(() => {
    vi.useFakeTimers();
    sent.length = 0;
    store = new PanelStore(structuredClone(state), (message) => sent.push(message));
  });
  afterEach(() => vi.useRealTimers());

  test('gets every step in about ten messages a second', () => {
    store.begin();
    const history = new RunHistory();
    for (let at = 1; at <= 1000; at++) {
      store.addHistory(history.add([step(at)], null));
      store.set({ trusted: at % 2 === 0 });
      vi.advanceTimersByTime(1);
    }
    expect(sent.length).toBeGreaterThan(2);
    expect(sent.length).toBeLessThanOrEqual(1 + 10 + 2);
    vi.advanceTimersByTime(1000);
    const steps = sent.flatMap((message) => (message.type === 'history' ? message.history.points.step : []));
    expect(steps).toEqual(Array.from({ length: 1000 }, (_, index) => index + 1));
  });

  test('gets what happened before its page was there in its first message', () => {
    store.addHistory(new RunHistory().add([step(1)], null));
    store.set({ trusted: false });
    vi.advanceTimersByTime(1000);
    expect(sent).toEqual([]);
    store.begin();
    expect(sent).toHaveLength(1);
    expect(sent[0]).toMatchObject({ type: 'state', state: { trusted: false, history: { points: { step: [1] } } } });
  });

  test('gets each step once when a whole history and an addition coincide', () => {
    store.begin();
    const history = new RunHistory();
    history.add([step(1)], null);
    store.set({ history: history.all() });
    store.addHistory(history.add([step(2)], null));
    vi.advanceTimersByTime(1000);
    expect(sent.filter(({ type }) => type === 'history')).toEqual([]);
    expect(sent.at(-1)).toMatchObject({ type: 'update', changes: { history: { points: { step: [1, 2] } } } });
  });
});

describe('the history of a run', () => {
  test('holds each step once after a resume', () => {
    const history = new RunHistory();
    history.add([step(1, 5), step(2, 4), step(3, 3)], null);
    const added = history.add([step(2, 2)], 7);
    expect(added.points).toEqual({ step: [2], loss: [2], learningRate: [1e-5] });
    expect(history.all().points).toEqual({ step: [1, 2], loss: [5, 2], learningRate: [1e-5, 1e-5] });
  });

  test('holds null for a loss that is not a number', () => {
    expect(new RunHistory().add([step(1, Number.NaN)], null).points.loss).toEqual([null]);
  });

  test('knows the scores and the folder of the finished model', () => {
    const history = new RunHistory();
    const scores = { kind: 'regression', loss: 1, rmse: 1, mae: 0.5, pearson: null } as const;
    expect(history.scores).toBeNull();
    history.add([{ event: 'done', folder: '/r', model: '/r/model', step: 3, scores, seconds: 1 }], 1);
    expect(history.scores).toEqual(scores);
    expect(history.model).toBe('/r/model');
  });
});
