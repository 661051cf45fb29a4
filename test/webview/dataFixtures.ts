// A panel with a file, a model and its devices, as a host would send it: the state from which the others are made.

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
export const labels = [
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
export const all = parts.reduce((sum, part) => sum + part.parameters, 0);

export function cost(freeze: string, share: number, gigabytes: number, seconds: number, free = 14.2e9): object {
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

export const base = {
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
      { folder: null, name: 'auto', kind: 'auto' },
      { folder: 'bert-tiny-zh', name: 'bert-tiny-zh', kind: 'bundled' },
      { folder: '/m/bert-base-chinese', name: 'bert-base-chinese', kind: 'folder' },
    ],
    info: {
      folder: '/m/bert-tiny-zh',
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
      notices: [],
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
      decided: { epochs: 3, evaluations: 10, layerDecay: 0.95 },
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
