// States of the panel as a host would send them; each is parsed by the schema of the messages.

import { type PanelState, panelStateSchema } from '../../src/shared/messages/panelState.js';
import { base, cost, labels } from './dataFixtures.js';
import { diverging, evaluation, failure, logOf, points, run, scores, startedAt, status } from './runFixtures.js';

const download = {
  model: 'hfl/chinese-macbert-base',
  phase: 'running',
  file: 'model.safetensors',
  bytes: 163e6,
  total: 412.4e6,
  rate: 11.7e6,
  failure: null,
};
const missing = { code: 'hub.notDownloaded', values: { model: 'google-bert/bert-base-chinese' } };
const hubName = `google-bert/bert-base-chinese@${'8'.repeat(40)}`;
const hubChoices = [...base.model.choices, { folder: hubName, name: 'google-bert/bert-base-chinese', kind: 'hub' }];

const states = {
  data: base,
  reading: {
    ...base,
    estimate: { revision: 1, estimate: null, failure: null },
    data: {
      ...base.data,
      phase: 'reading',
      inspection: null,
      lengths: null,
      counts: {
        bytesRead: 600_000,
        bytes: 1_432_118,
        rows: 5200,
        usable: 5199,
        labels,
        labelsAreMore: false,
        problems: [],
      },
    },
  },
  untrusted: { ...base, trusted: false },
  unreadable: {
    ...base,
    data: {
      ...base.data,
      phase: 'failed',
      inspection: null,
      lengths: null,
      rows: [],
      failure: { code: 'data.encodingUnknown', values: { file: 'reviews.csv', guess: 'windows-1251' } },
    },
  },
  openQuote: {
    ...base,
    data: {
      ...base.data,
      phase: 'failed',
      inspection: null,
      lengths: null,
      failure: { code: 'data.unbalancedQuote', values: { file: 'reviews.csv', line: 3002 } },
    },
  },
  large: {
    ...base,
    estimate: {
      ...base.estimate,
      estimate: {
        ...base.estimate.estimate,
        memoryFree: 3e9,
        costs: [cost('', 1, 4.7, 840, 3e9)],
        proposal: { settings: { batch: 4, accumulate: 4 }, bytes: 2.6e9 },
      },
    },
  },
  downloading: { ...base, model: { ...base.model, download } },
  stopped: { ...base, model: { ...base.model, download: { ...download, phase: 'stopped', rate: null } } },
  cut: {
    ...base,
    model: {
      ...base.model,
      download: {
        ...download,
        phase: 'failed',
        rate: null,
        failure: { code: 'hub.cut', values: { host: 'huggingface.co' } },
      },
    },
  },
  missing: {
    ...base,
    settings: { revision: 1, values: { model: hubName } },
    model: { choices: hubChoices, info: null, failure: missing, download: null },
    estimate: { revision: 1, estimate: null, failure: missing },
  },
  fetching: {
    ...base,
    run: {
      ...run,
      status: {
        ...status,
        phase: 'preparing',
        step: 0,
        steps: 0,
        epoch: 0,
        loss: null,
        rowsPerSecond: null,
        secondsLeft: null,
        download: { model: 'google-bert/bert-base-chinese', file: 'model.safetensors', bytes: 98e6, total: 412.4e6 },
      },
    },
  },
  training: { ...base, run, history: { points: points(1198, 1872), log: logOf(7) } },
  done: {
    ...base,
    run: {
      ...run,
      status: { ...status, phase: 'done', step: 1872, epoch: 3, secondsLeft: 0, seconds: 852 },
      model: { path: '.finetune/reviews-2/model', bytes: 410e6 },
    },
    history: {
      points: points(1872, 1872),
      log: [
        ...logOf(12),
        {
          at: startedAt + 852_000,
          event: {
            event: 'done',
            folder: run.folder,
            model: '.finetune/reviews-2/model',
            step: 1872,
            scores: scores(1),
            seconds: 852,
          },
        },
      ],
    },
    evaluation: { phase: 'ready', evaluation, failure: null },
  },
  failed: {
    ...base,
    run: { ...run, status: { ...status, phase: 'failed', step: 312, epoch: 0.5, failure } },
    history: {
      points: { ...diverging, loss: diverging.loss.map((loss, index) => (index < 309 ? loss : null)) },
      log: [...logOf(2), { at: startedAt + 190_000, event: { event: 'failed', ...failure } }],
    },
  },
  memory: {
    ...base,
    run: {
      ...run,
      status: {
        ...status,
        phase: 'failed',
        device: 'tensorflow:gpu:0',
        step: 96,
        epoch: 0.15,
        failure: {
          code: 'machine.stepMemory',
          values: {
            batch: 16,
            smaller: 8,
            command: 'finetune-bert resume .finetune/reviews-2 --batch 8 --accumulate 2',
          },
        },
      },
    },
    history: { points: points(96, 1872), log: logOf(0) },
  },
} as const;
export type StateName = keyof typeof states;
export const stateNames = Object.keys(states) as StateName[];

export function stateOf(name: StateName): PanelState {
  return panelStateSchema.parse(states[name]);
}
