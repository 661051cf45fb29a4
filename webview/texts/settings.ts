// Titles of the settings, and what their choices are called. What each does, its own definition says.

import type { Sentence } from '../../src/shared/catalogue.js';
import type { SettingName } from '../../src/shared/settings.js';
import { sentence } from '../locale.js';

const titles = {
  text: { en: 'Text column', zh: '文本列' },
  label: { en: 'Label column', zh: '标签列' },
  pair: { en: 'Second text', zh: '第二文本' },
  header: { en: 'Column names', zh: '列名' },
  delimiter: { en: 'Delimiter', zh: '分隔符' },
  quotes: { en: 'Open quotes', zh: '未闭合的引号' },
  encoding: { en: 'Encoding', zh: '编码' },
  task: { en: 'Task', zh: '任务' },
  labelSeparator: { en: 'Label separator', zh: '标签分隔符' },
  mergeLabels: { en: 'Merge near-equal labels', zh: '合并近似标签' },
  rareLabels: { en: 'Rare labels', zh: '稀有标签' },
  rareRows: { en: 'Rare below (rows)', zh: '稀有标签行数上限' },
  rareName: { en: 'Name of rare labels', zh: '稀有标签合并名' },
  duplicates: { en: 'Repeated rows', zh: '重复行' },
  leaks: { en: 'Leaks into validation', zh: '验证集泄漏' },
  validation: { en: 'Validation share', zh: '验证集比例' },
  rows: { en: 'Rows to use', zh: '使用行数' },
  model: { en: 'Base model', zh: '基础模型' },
  shape: { en: 'Shape', zh: '形状' },
  vocabulary: { en: 'Vocabulary', zh: '词表' },
  device: { en: 'Device', zh: '设备' },
  threads: { en: 'Threads', zh: '线程数' },
  precision: { en: 'Precision of products', zh: '乘法精度' },
  checkpointActivations: { en: 'Save memory by recomputing', zh: '以重新计算节省内存' },
  xla: { en: 'Compile with XLA', zh: '用 XLA 编译' },
  freeze: { en: 'Frozen parts', zh: '冻结部分' },
  cacheFrozen: { en: 'Cache frozen layers', zh: '缓存冻结层' },
  cacheMegabytes: { en: 'Cache size (MB)', zh: '缓存大小（MB）' },
  epochs: { en: 'Epochs', zh: '训练轮数' },
  batch: { en: 'Batch size', zh: '批大小' },
  learningRate: { en: 'Learning rate', zh: '学习率' },
  maxLength: { en: 'Maximum length', zh: '最大长度' },
  longTexts: { en: 'Long texts', zh: '超长文本' },
  padding: { en: 'Padding', zh: '补齐方式' },
  seed: { en: 'Seed', zh: '随机种子' },
  accumulate: { en: 'Gradient accumulation', zh: '梯度累积' },
  schedule: { en: 'Schedule', zh: '学习率调度' },
  warmup: { en: 'Warm-up', zh: '预热' },
  weightDecay: { en: 'Weight decay', zh: '权重衰减' },
  decayAll: { en: 'Decay everything', zh: '全部衰减' },
  clip: { en: 'Gradient clipping', zh: '梯度裁剪' },
  beta1: { en: 'Beta 1', zh: 'Beta 1' },
  beta2: { en: 'Beta 2', zh: 'Beta 2' },
  epsilon: { en: 'Epsilon', zh: 'Epsilon' },
  layerDecay: { en: 'Layer-wise decay', zh: '逐层衰减' },
  dropout: { en: 'Dropout', zh: 'Dropout' },
  labelSmoothing: { en: 'Label smoothing', zh: '标签平滑' },
  classWeights: { en: 'Class weights', zh: '类别权重' },
  resample: { en: 'Resampling', zh: '重采样' },
  earlyStopping: { en: 'Early stopping', zh: '提前停止' },
  patience: { en: 'Patience', zh: '耐心次数' },
  best: { en: 'Best by', zh: '最佳指标' },
  keep: { en: 'Keep at the end', zh: '最终保留' },
  evaluations: { en: 'Evaluations', zh: '评估次数' },
  checkpointMinutes: { en: 'Checkpoint every (minutes)', zh: '检查点间隔（分钟）' },
} as const satisfies Record<SettingName, Sentence>;

const choices = {
  auto: { en: 'automatic', zh: '自动' },
  yes: { en: 'yes', zh: '是' },
  no: { en: 'no', zh: '否' },
  comma: { en: 'Comma', zh: '逗号' },
  tab: { en: 'Tab', zh: '制表符' },
  semicolon: { en: 'Semicolon', zh: '分号' },
  strict: { en: 'an error', zh: '报错' },
  lenient: { en: 'text', zh: '当作文本' },
  'single-label': { en: 'one label a row', zh: '每行一个标签' },
  'multi-label': { en: 'several labels a row', zh: '每行多个标签' },
  regression: { en: 'a number a row', zh: '每行一个数值' },
  longest: { en: 'to the longest text', zh: '按最长文本' },
  maximum: { en: 'to the maximum length', zh: '按最大长度' },
  head: { en: 'their beginning', zh: '保留开头' },
  tail: { en: 'their end', zh: '保留结尾' },
  headAndTail: { en: 'beginning and end', zh: '保留开头和结尾' },
  windows: { en: 'windows over all', zh: '窗口覆盖全文' },
  keep: { en: 'keep', zh: '保留' },
  drop: { en: 'drop', zh: '舍弃' },
  merge: { en: 'merge into one', zh: '合并为一个' },
  remove: { en: 'remove', zh: '去除' },
  oversample: { en: 'repeat rare labels', zh: '重复稀有标签' },
  constant: { en: 'constant', zh: '恒定' },
  linear: { en: 'linear', zh: '线性' },
  cosine: { en: 'cosine', zh: '余弦' },
  none: { en: 'none', zh: '无' },
  balanced: { en: 'balanced', zh: '均衡' },
  loss: { en: 'loss', zh: '损失' },
  accuracy: { en: 'accuracy', zh: '准确率' },
  f1: { en: 'macro F1', zh: '宏平均 F1' },
  last: { en: 'the last', zh: '最后一个' },
  best: { en: 'the best', zh: '最佳' },
} as const satisfies Record<string, Sentence>;

/** Names that are the same in every language. */
const properNames: Readonly<Record<string, string>> = {
  'utf-8': 'UTF-8',
  'utf-16le': 'UTF-16 LE',
  'utf-16be': 'UTF-16 BE',
  gb18030: 'GB18030',
  big5: 'Big5',
  shift_jis: 'Shift-JIS',
  'euc-jp': 'EUC-JP',
  'euc-kr': 'EUC-KR',
  'iso-8859-2': 'ISO 8859-2',
  'koi8-r': 'KOI8-R',
  'windows-1250': 'Windows-1250',
  'windows-1251': 'Windows-1251',
  'windows-1252': 'Windows-1252',
  'windows-1253': 'Windows-1253',
  'windows-1254': 'Windows-1254',
  'onnx-cpu': 'CPU (ONNX Runtime)',
  tensorflow: 'TensorFlow',
};

export function settingTitle(name: SettingName): string {
  return sentence(titles[name]);
}

export function choiceText(choice: string): string {
  const known: Readonly<Record<string, Sentence>> = choices;
  const text = known[choice];
  return text === undefined ? (properNames[choice] ?? choice) : sentence(text);
}
