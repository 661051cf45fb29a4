// States of the panel, as a host would send them; each is parsed by the schema of the conversation.

import { type PanelState, panelStateSchema } from '../../src/shared/messages/panelState.js';
import { defaultSettings } from '../../src/shared/settings.js';

const texts: readonly (readonly [string, string, number])[] = [
  ['送餐比预计早了十分钟，汤还是烫的，包装也没洒，下次还点这家。', '正面', 32],
  ['等了一个半小时才到，面已经坨成一团，打电话客服也没人接。', '负面', 30],
  ['房间不大但很干净，前台帮忙免费升到高楼层，窗外能看到江景。', '正面', 31],
  ['味道一般吧，分量够，价格和别家差不多，没什么特别的。', '中性', 28],
  ['写着“现磨咖啡”，喝起来像速溶，杯盖还漏，书包湿了一片。', '负面', 30],
  ['隔音太差，隔壁的电视响到凌晨两点，退房时押金还拖了三天。', '负面', 30],
];

export function row(place: number): { row: number; line: number; cells: string[]; tokens: number } {
  const [text, label, tokens] = texts[place % texts.length]!;
  return { row: place, line: place + 2, cells: [text, label], tokens };
}

const rows = 12_480;
const usable = 12_477;
const labels = [
  { label: '正面', count: 5812 },
  { label: '负面', count: 4560 },
  { label: '中性', count: 2105 },
];
const layers = 12;
const problems = [
  {
    notice: { code: 'data.emptyText', values: { count: 3, lines: '214, 900, 1207' } },
    count: 3,
    lines: [214, 900, 1207],
  },
  { notice: { code: 'data.conflictingLabel', values: { count: 2, lines: '88, 3021' } }, count: 2, lines: [88, 3021] },
  { notice: { code: 'data.badRow', values: { count: 1, lines: '77' } }, count: 1, lines: [77] },
  { notice: { code: 'data.rareLabels', values: { count: 2, labels: '"咨询", "投诉"' } }, count: 2, lines: [61, 402] },
  { notice: { code: 'data.openQuote', values: { count: 1, lines: '96' } }, count: 1, lines: [96] },
  { notice: { code: 'data.nearDuplicateLabels', values: { labels: '正面 = “正面 ”' } }, count: 17, lines: [18] },
];
const columns = [
  { name: '评论内容', role: 'text', reason: 'name' },
  { name: '情感标签', role: 'label', reason: 'content' },
];
const table = {
  file: '/w/reviews.csv',
  format: 'csv',
  bytes: 1_432_118,
  encoding: 'utf-8',
  byteOrderMark: false,
  delimiter: 'comma',
  header: true,
  columns,
};

const inspection = {
  ...table,
  sha256: 'a'.repeat(64),
  rows,
  usable,
  labels,
  labelsAreMore: false,
  problems,
  columns: columns.map((column) => ({
    ...column,
    numberShare: 0,
    meanCharacters: 27,
    empty: 3,
    distinct: 1000,
    distinctIsMore: true,
  })),
  lengths: { mean: 27, maximum: 240, histogram: [{ upTo: null, count: rows }] },
};
const bins = Array.from({ length: 33 }, (_, bin) =>
  bin === 0 ? 1100 : Math.round(3600 * Math.exp(-bin / 3.2)) + (bin === 32 ? 40 : 0),
);
const measured = bins.reduce((sum, texts) => sum + texts, 0);
const lengths = {
  width: 8,
  bins,
  texts: measured,
  of: usable,
  sampled: false,
  median: 26,
  percentile95: 91,
  longest: 300,
};

const layerParts = (index: number) =>
  ['attention', 'feed-forward', 'norms'].map((name, kind) => ({
    part: `encoder.${index}.${name}`,
    parameters: [2_362_368, 4_722_432, 3_072][kind]!,
    parts: [],
  }));
const parts = [
  { part: 'embeddings', parameters: 16_622_592, parts: [] },
  ...Array.from({ length: layers }, (_, index) => ({
    part: `encoder.${index}`,
    parameters: 7_087_872,
    parts: layerParts(index),
  })),
  { part: 'pooler', parameters: 590_592, parts: [] },
  { part: 'classifier', parameters: 2_307, parts: [] },
];
const all = parts.reduce((sum, part) => sum + part.parameters, 0);

function cost(freeze: string, share: number, gigabytes: number, seconds: number, free = 14.2e9): object {
  const trainable = Math.round(all * share);
  const memory = {
    weights: 410e6,
    gradients: trainable * 4,
    optimizer: trainable * 8,
    activations: gigabytes * 1e9 - 560e6 - trainable * 12,
    cache: 0,
    runtime: 150e6,
    total: gigabytes * 1e9,
    beside: 0,
    free,
    fits: gigabytes * 1e9 <= free,
  };
  return {
    freeze,
    trainable,
    learningRate: 5e-5,
    device: 'tensorflow',
    memory,
    speeds: [
      { device: 'tensorflow', rowsPerSecond: 36, epochSeconds: seconds / 3, seconds },
      { device: 'onnx-cpu', rowsPerSecond: 29, epochSeconds: seconds / 2.4, seconds: seconds * 1.24 },
    ],
  };
}

const base = {
  file: { path: '/w/reviews.csv', name: 'reviews.csv', bytes: 1_432_118 },
  trusted: true,
  data: {
    phase: 'ready',
    data: 1,
    table,
    rows: Array.from({ length: 50 }, (_, place) => row(place)),
    counts: null,
    inspection,
    lengths,
    measuring: false,
    failure: null,
  },
  settings: { revision: 1, values: { learningRate: 3e-5 } },
  model: {
    choices: [
      { folder: null, name: 'bert-tiny-zh', kind: 'bundled' },
      { folder: '/m/bert-base-chinese', name: 'bert-base-chinese', kind: 'folder' },
    ],
    info: {
      folder: null,
      name: 'bert-tiny-zh',
      bytes: 412e6,
      config: {
        layers,
        hiddenSize: 768,
        heads: 12,
        intermediateSize: 3072,
        vocabularySize: 21128,
        maxPositions: 512,
        typeVocabularySize: 2,
      },
      task: 'single-label',
      labels: null,
      parts,
      parameters: all,
      taught: null,
    },
    failure: null,
    download: null,
  },
  devices: {
    measuring: false,
    measured: '2026-11-25T05:00:00.000Z',
    failure: null,
    devices: [
      {
        device: 'tensorflow',
        works: true,
        detail: '8 cores, fused kernels',
        problem: null,
        failure: null,
        gigaflops: 310,
        bfloat16: 130,
        notices: [],
      },
      {
        device: 'onnx-cpu',
        works: true,
        detail: '8 cores',
        problem: null,
        failure: null,
        gigaflops: 240,
        bfloat16: null,
        notices: [],
      },
      {
        device: 'onnx-webgpu',
        works: false,
        detail: '',
        problem: 'No usable graphics adapter',
        failure: null,
        gigaflops: null,
        bfloat16: null,
        notices: [],
      },
    ],
  },
  estimate: {
    revision: 1,
    failure: null,
    estimate: {
      parameters: all,
      threads: 8,
      plan: { training: 9982, validation: 2495, stepsPerEpoch: 624, steps: 1872 },
      memoryFree: 14.2e9,
      memoryTotal: 16e9,
      proposal: null,
      costs: [
        cost('', 1, 4.7, 840),
        cost('bert', 0.0000225, 1.1, 120),
        cost('embeddings,encoder.0-7', 0.283, 2.6, 420),
      ],
    },
  },
  run: null,
  history: { points: { step: [], loss: [], learningRate: [] }, log: [] },
  evaluation: { phase: 'none', evaluation: null, failure: null },
  startFailure: null,
};

/** The same figures at every call. */
function noise(step: number): number {
  const value = Math.sin(step * 12.9898) * 43758.5453;
  return value - Math.floor(value) - 0.5;
}

export function points(steps: number, of: number): PanelState['history']['points'] {
  const step = Array.from({ length: steps }, (_, index) => index + 1);
  return {
    step,
    loss: step.map((each) =>
      Math.max(
        0.02,
        0.95 * Math.exp((-each / of) * 9) + 0.22 + noise(each) * (0.12 + 0.3 * Math.exp((-each / of) * 6)),
      ),
    ),
    learningRate: step.map((each) => 3e-5 * Math.min(each / (of / 10), (of - each) / (of * 0.9))),
  };
}

const confusion = [
  [1098, 23, 41],
  [19, 847, 46],
  [52, 51, 318],
];
function scores(progress: number): object {
  const perClass = [
    ['正面', 0.939, 0.945, 0.942, 1162],
    ['负面', 0.92, 0.929, 0.924, 912],
    ['中性', 0.785, 0.755, 0.77, 421],
  ].map(([label, precision, recall, f1, support]) => ({ label, precision, recall, f1, support }));
  return {
    kind: 'classes',
    loss: 0.322 + 0.2 * (1 - progress) ** 3,
    accuracy: 0.907 - 0.13 * (1 - progress) ** 3,
    precision: 0.881,
    recall: 0.876,
    f1: 0.879 - 0.18 * (1 - progress) ** 3,
    microF1: 0.907,
    perClass,
    confusion,
  };
}

const startedAt = Date.parse('2026-11-25T14:23:59');
const started = {
  event: 'started',
  folder: '/w/.finetune/reviews-2',
  data: '/w/reviews.csv',
  settings: { ...defaultSettings(), learningRate: 3e-5 },
  rows: { training: 9982, validation: 2495, skipped: 3 },
  truncated: 225,
  labels: labels.map(({ label }) => label),
  labelRows: [4650, 3648, 1684],
  parameters: { trainable: all, total: all },
  device: 'onnx-cpu',
  threads: 8,
  epochs: 3,
  stepsPerEpoch: 624,
  steps: 1872,
};
const logOf = (evaluations: number) => [
  { at: startedAt, event: started },
  ...Array.from({ length: evaluations }, (_, index) => ({
    at: startedAt + (index + 1) * 71_000,
    event: {
      event: 'evaluation',
      step: (index + 1) * 156,
      epoch: (index + 1) / 4,
      scores: scores((index + 1) / 12),
      best: index < 11,
      sinceBest: index < 11 ? 0 : 1,
      seconds: (index + 1) * 71,
    },
  })),
];

const status = {
  phase: 'training',
  folder: '/w/.finetune/reviews-2',
  device: 'onnx-cpu',
  step: 1198,
  steps: 1872,
  epoch: 1.92,
  epochs: 3,
  loss: 0.243,
  rowsPerSecond: 36,
  secondsLeft: 305,
  seconds: 545,
  memoryBytes: 4.7e9,
  failure: null,
};
const run = {
  folder: '/w/.finetune/reviews-2',
  name: 'reviews-2',
  started: startedAt,
  checkpoint: null,
  status,
  resumable: true,
  model: null,
  hover: false,
  exporting: null,
};

const wrongTexts = [
  '难吃倒不至于，就是吃完再也不想点了。',
  '真行，三十块钱两片肉，我谢谢老板。',
  '除了地段好，想不出第二个优点。',
  '一开始很失望，换了房间以后完全改观。',
];
const evaluation = {
  format: 1,
  file: '/w/reviews.csv',
  step: 1716,
  rows: 2495,
  task: 'single-label',
  labels: started.labels,
  scores: scores(1),
  wrong: 232,
  cells: confusion.flatMap((row, expected) =>
    row.map((count, predicted) => ({ expected, predicted, count, lines: [12 + expected, 40 + predicted] })),
  ),
  mostWrong: Array.from({ length: 12 }, (_, index) => ({
    line: 3871 - index * 200,
    text: wrongTexts[index % 4]!,
    pair: null,
    expected: [[1, 1, 1, 0][index % 4]!],
    predicted: [[2, 0, 0, 1][index % 4]!],
    probability: 0.97 - index / 50,
    target: null,
    value: null,
  })),
};
const failure = { code: 'run.diverged', values: { step: 312, learningRate: 0.01, suggestion: 0.002 } };
const diverging = points(312, 1872);

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
