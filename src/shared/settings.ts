// The one definition of every setting of a run: type, default, limits and help. The command line's flags, run.json and
// the panel's form all follow from this table. src/runs/ turns it into a parser.

import type { Sentence } from './catalogue.js';
import { tensorflowDevices, webgpuDevices } from './devices.js';

interface Common {
  readonly help: Sentence;
  /** Where a form shows it. */
  readonly group: 'data' | 'model' | 'training' | 'advanced';
}
interface NumberSetting extends Common {
  readonly kind: 'number' | 'integer';
  readonly default: number | null;
  readonly minimum: number;
  readonly maximum: number;
}
interface ChoiceSetting extends Common {
  readonly kind: 'choice';
  readonly default: string;
  readonly choices: readonly string[];
}
interface BooleanSetting extends Common {
  readonly kind: 'boolean';
  readonly default: boolean;
}
interface TextSetting extends Common {
  readonly kind: 'text';
  readonly default: string | null;
}
export type Setting = NumberSetting | ChoiceSetting | BooleanSetting | TextSetting;

/**
 * A default of null means "decided from the data, the model or the machine"; `run.json` then holds what was decided.
 */
export const settings = {
  // data
  text: {
    kind: 'text',
    group: 'data',
    default: null,
    help: {
      en: 'Column with the texts, or a text with names of columns in braces: "{title}: {body}"; guessed when not given.',
      zh: '文本所在的列，或含有列名的模板："{title}：{body}"；不填则自动识别。',
    },
  },
  label: {
    kind: 'text',
    group: 'data',
    default: null,
    help: {
      en: 'Column with the labels, or names of several columns of 0 and 1 between commas, one for each label; guessed when not given.',
      zh: '标签所在的列，或多个 0/1 列的列名（用逗号分隔，每列一个标签）；不填则自动识别。',
    },
  },
  pair: {
    kind: 'text',
    group: 'data',
    default: null,
    help: { en: 'Column with the second text of a sentence pair.', zh: '句对任务中第二个文本所在的列。' },
  },
  header: {
    kind: 'choice',
    group: 'data',
    default: 'auto',
    choices: ['auto', 'yes', 'no'],
    help: { en: 'Whether the first row names the columns.', zh: '第一行是否为列名。' },
  },
  delimiter: {
    kind: 'choice',
    group: 'data',
    default: 'auto',
    choices: ['auto', 'comma', 'tab', 'semicolon'],
    help: { en: 'What separates the columns.', zh: '列分隔符。' },
  },
  quotes: {
    kind: 'choice',
    group: 'data',
    default: 'strict',
    choices: ['strict', 'lenient'],
    help: {
      en: 'A quote that opens a column of a CSV and is not closed: an error that names its line (strict), or text (lenient).',
      zh: 'CSV 中某列以引号开头却没有闭合时：报错并指出行号（strict），或将该引号当作文本（lenient）。',
    },
  },
  encoding: {
    kind: 'choice',
    group: 'data',
    default: 'auto',
    choices: [
      'auto',
      'utf-8',
      'utf-16le',
      'utf-16be',
      'gb18030',
      'big5',
      'shift_jis',
      'euc-jp',
      'euc-kr',
      'windows-1252',
      'windows-1250',
      'iso-8859-2',
      'windows-1251',
      'koi8-r',
      'windows-1253',
      'windows-1254',
    ],
    help: {
      en: 'Character encoding of the file; gb18030 includes GBK, windows-1252 includes Latin-1.',
      zh: '文件的字符编码；gb18030 包含 GBK，windows-1252 包含 Latin-1。',
    },
  },
  task: {
    kind: 'choice',
    group: 'data',
    default: 'single-label',
    choices: ['single-label', 'multi-label', 'regression'],
    help: {
      en: 'One label a row, several labels a row, or a number a row.',
      zh: '每行一个标签、每行多个标签，或每行一个数值。',
    },
  },
  labelSeparator: {
    kind: 'text',
    group: 'data',
    default: null,
    help: {
      en: 'What separates the labels of one row in a multi-label column; detected when not given.',
      zh: '多标签列中各标签之间的分隔符；不填则自动识别。',
    },
  },
  mergeLabels: {
    kind: 'boolean',
    group: 'data',
    default: false,
    help: {
      en: 'Treat labels that look alike as one: those that differ by case, spaces, width, accents or invisible characters.',
      zh: '将看起来相同的标签（仅大小写、空格、全角半角、重音写法或不可见字符不同）视为同一个。',
    },
  },
  missing: {
    kind: 'choice',
    group: 'data',
    default: 'keep',
    choices: ['keep', 'skip'],
    help: {
      en: 'Cells such as nan, None, N/A and errors of a spreadsheet (#N/A): texts and labels like others, or missing.',
      zh: '诸如 nan、None、N/A 以及表格错误值（#N/A）的单元格：视为普通的文本和标签（keep），或视为缺失（skip）。',
    },
  },
  rareLabels: {
    kind: 'choice',
    group: 'data',
    default: 'keep',
    choices: ['keep', 'drop', 'merge'],
    help: {
      en: 'Labels with few rows: kept, dropped with their rows (of several labels a row, from them), or made one label.',
      zh: '数据过少的标签：保留、连同数据行一并舍弃（每行多个标签时仅舍弃该标签），或合并为一个标签。',
    },
  },
  rareRows: {
    kind: 'integer',
    group: 'data',
    default: 10,
    minimum: 2,
    maximum: 1e6,
    help: { en: 'A label with fewer rows than this is rare.', zh: '不足这么多行的标签视为稀有。' },
  },
  rareName: {
    kind: 'text',
    group: 'data',
    default: 'other',
    help: { en: 'Name of the label that rare ones are made.', zh: '稀有标签合并后的名称。' },
  },
  duplicates: {
    kind: 'choice',
    group: 'data',
    default: 'keep',
    choices: ['keep', 'remove'],
    help: { en: 'Rows that repeat text and label of an earlier one.', zh: '文本和标签都与之前某行相同的数据行。' },
  },
  leaks: {
    kind: 'choice',
    group: 'data',
    default: 'keep',
    choices: ['keep', 'remove'],
    help: { en: 'Validation rows whose text is learned from too.', zh: '文本也在训练集中的验证行。' },
  },
  validation: {
    kind: 'text',
    group: 'data',
    default: '0.2',
    help: {
      en: 'Share of rows held out for validation (0 to 0.9), or a second file.',
      zh: '留作验证的行的比例（0 到 0.9），或另一个文件。',
    },
  },
  rows: {
    kind: 'integer',
    group: 'data',
    default: null,
    minimum: 2,
    maximum: 1e9,
    help: { en: 'Use only so many rows, drawn with the seed.', zh: '只使用这么多行（按种子随机抽取）。' },
  },
  // model
  model: {
    kind: 'text',
    group: 'model',
    default: null,
    help: {
      en: 'Folder of the base model, or its name on the Hugging Face hub, which is downloaded once: bert-base-chinese, OWNER/NAME, with @REVISION, or the address of its page. The bundled bert-tiny-zh when not given.',
      zh: '基础模型所在的文件夹，或其在 Hugging Face Hub 上的名称（只下载一次）：bert-base-chinese、所有者/名称，可加 @版本，也可以是其页面地址。不填则使用自带的 bert-tiny-zh。',
    },
  },
  shape: {
    kind: 'text',
    group: 'model',
    default: null,
    help: {
      en: 'Random weights of this shape instead of a base model: LAYERS-HIDDEN-HEADS.',
      zh: '不用基础模型，而用该形状的随机权重：层数-宽度-头数。',
    },
  },
  vocabulary: {
    kind: 'text',
    group: 'model',
    default: null,
    help: { en: 'A vocab.txt, for random weights.', zh: '随机权重所用的 vocab.txt。' },
  },
  device: {
    kind: 'choice',
    group: 'model',
    default: 'auto',
    choices: ['auto', 'onnx-cpu', ...webgpuDevices, ...tensorflowDevices],
    help: {
      en: 'What computes: the fastest device that was measured (finetune-bert devices), the processor where none was; or one by its name. onnx-webgpu is any GPU; TensorFlow, on a CUDA GPU or the processor, has to be installed, and its GPUs have the numbers that nvidia-smi gives them.',
      zh: '计算设备：默认为已测量设备中最快的（finetune-bert devices），未测量时为处理器；也可按名称指定。onnx-webgpu 为任意 GPU；TensorFlow（使用 CUDA GPU 或处理器）需另行安装，其 GPU 编号与 nvidia-smi 一致。',
    },
  },
  precision: {
    kind: 'choice',
    group: 'advanced',
    default: 'float32',
    choices: ['float32', 'bfloat16', 'float16'],
    help: {
      en: 'Numbers of matrix products: bfloat16 on TensorFlow, float16 on WebGPU; weights stay float32. Faster only where the device computes in them.',
      zh: '矩阵乘法所用的数值精度：TensorFlow 可用 bfloat16，WebGPU 可用 float16；权重始终为 float32。仅当设备支持时才更快。',
    },
  },
  checkpointActivations: {
    kind: 'boolean',
    group: 'advanced',
    default: false,
    help: {
      en: 'Keep little of each layer between the forward and the backward pass and compute the rest again: less memory, longer steps, the same numbers. Not with xla.',
      zh: '前向与反向传播之间每层只保留少量数据，其余重新计算：内存更少，每步更慢，结果相同。不能与 xla 同时使用。',
    },
  },
  xla: {
    kind: 'boolean',
    group: 'advanced',
    default: false,
    help: {
      en: 'Let TensorFlow compile the graph with XLA: slow first steps, one for each length of texts.',
      zh: '让 TensorFlow 用 XLA 编译计算图：每种文本长度的第一步会较慢。',
    },
  },
  threads: {
    kind: 'integer',
    group: 'advanced',
    default: null,
    minimum: 1,
    maximum: 256,
    help: { en: 'Processor threads; the number of cores when not given.', zh: '处理器线程数；不填则为核心数。' },
  },
  freeze: {
    kind: 'text',
    group: 'model',
    default: '',
    help: {
      en: 'Parts that do not learn, separated by commas: bert (all but the classifier), embeddings, encoder.0-9, encoder.11.attention, encoder.11.feed-forward, encoder.11.norms, pooler, classifier.',
      zh: '不参与训练的部分，用逗号分隔：bert（分类层以外的全部）、embeddings、encoder.0-9、encoder.11.attention、encoder.11.feed-forward、encoder.11.norms、pooler、classifier。',
    },
  },
  cacheFrozen: {
    kind: 'boolean',
    group: 'advanced',
    default: true,
    help: {
      en: 'Compute what frozen layers give once and keep it. Frozen layers then run without dropout.',
      zh: '冻结层的输出只计算一次并缓存。此时冻结层不使用 dropout。',
    },
  },
  cacheMegabytes: {
    kind: 'integer',
    group: 'advanced',
    default: 1024,
    minimum: 0,
    maximum: 1e6,
    help: {
      en: 'Memory for the outputs of frozen layers, in MB; what does not fit goes to a file in the run folder.',
      zh: '缓存冻结层输出的内存上限（MB），超出部分写入运行文件夹中的文件。',
    },
  },
  // training
  epochs: {
    kind: 'integer',
    group: 'training',
    default: 3,
    minimum: 1,
    maximum: 1000,
    help: { en: 'How many times every training row is seen.', zh: '每个训练样本被学习的次数。' },
  },
  batch: {
    kind: 'integer',
    group: 'training',
    default: 16,
    minimum: 1,
    maximum: 4096,
    help: { en: 'Rows in one batch.', zh: '每批的行数。' },
  },
  learningRate: {
    kind: 'number',
    group: 'training',
    default: null,
    minimum: 0,
    maximum: 1,
    help: {
      en: 'Peak learning rate; 5e-5 when not given (5e-4 for a small model, 1e-3 for the head alone).',
      zh: '最高学习率；不填则为 5e-5（小模型 5e-4，只训练分类头 1e-3）。',
    },
  },
  maxLength: {
    kind: 'integer',
    group: 'training',
    default: 128,
    minimum: 4,
    maximum: 8192,
    help: {
      en: 'Longest text in tokens, special tokens included; what is longer is cut.',
      zh: '文本的最大长度（token 数，含特殊符号），超出部分会被截断。',
    },
  },
  longTexts: {
    kind: 'choice',
    group: 'training',
    default: 'head',
    choices: ['head', 'tail', 'headAndTail', 'windows'],
    help: {
      en: 'What is kept of a text over the maximum length: its beginning, its end, a quarter of the length from the beginning and the rest from the end, or all of it in overlapping windows. Every epoch then learns from one window of each text, drawn anew, so that an epoch stays as long as it was and every part is met; evaluations and predictions average the logits of all windows.',
      zh: '文本超过最大长度时保留哪一部分：开头、结尾、开头四分之一加结尾其余部分，或以相互重叠的窗口覆盖全文。使用窗口时，每轮对每个文本随机取一个窗口学习：每轮时长不变，各部分都会学到；评估和预测时取所有窗口 logits 的平均。',
    },
  },
  padding: {
    kind: 'choice',
    group: 'advanced',
    default: 'longest',
    choices: ['longest', 'maximum'],
    help: {
      en: 'Pad a batch to its longest text, or every batch to the maximum length (slower; for comparisons).',
      zh: '按批内最长文本补齐，或一律补齐到最大长度（更慢，仅用于对比）。',
    },
  },
  seed: {
    kind: 'integer',
    group: 'training',
    default: 42,
    minimum: 0,
    maximum: 2147483647,
    help: {
      en: 'Seed of the split, the order, the new head and dropout.',
      zh: '用于划分、顺序、新分类头和 dropout 的随机种子。',
    },
  },
  accumulate: {
    kind: 'integer',
    group: 'advanced',
    default: 1,
    minimum: 1,
    maximum: 1024,
    help: { en: 'Batches whose gradients are averaged before one update.', zh: '每次更新前累积梯度的批数。' },
  },
  schedule: {
    kind: 'choice',
    group: 'advanced',
    default: 'linear',
    choices: ['constant', 'linear', 'cosine'],
    help: { en: 'How the learning rate falls after warm-up.', zh: '预热后学习率的下降方式。' },
  },
  warmup: {
    kind: 'number',
    group: 'advanced',
    default: 0.1,
    minimum: 0,
    maximum: 1,
    help: {
      en: 'Share of the steps over which the learning rate rises from zero.',
      zh: '学习率从零升起的步数所占比例。',
    },
  },
  weightDecay: {
    kind: 'number',
    group: 'advanced',
    default: 0.01,
    minimum: 0,
    maximum: 1,
    help: { en: 'Decoupled weight decay of AdamW.', zh: 'AdamW 的解耦权重衰减。' },
  },
  decayAll: {
    kind: 'boolean',
    group: 'advanced',
    default: false,
    help: { en: 'Decay biases and layer norms too.', zh: '偏置和层归一化参数也衰减。' },
  },
  clip: {
    kind: 'number',
    group: 'advanced',
    default: 1,
    minimum: 0,
    maximum: 1e9,
    help: {
      en: 'Largest global norm of the gradients; 0 turns clipping off.',
      zh: '梯度全局范数的上限；0 表示不裁剪。',
    },
  },
  beta1: {
    kind: 'number',
    group: 'advanced',
    default: 0.9,
    minimum: 0,
    maximum: 0.999999,
    help: { en: "Decay rate of AdamW's first moment.", zh: 'AdamW 一阶矩的衰减率。' },
  },
  beta2: {
    kind: 'number',
    group: 'advanced',
    default: 0.999,
    minimum: 0,
    maximum: 0.999999,
    help: { en: "Decay rate of AdamW's second moment.", zh: 'AdamW 二阶矩的衰减率。' },
  },
  epsilon: {
    kind: 'number',
    group: 'advanced',
    default: 1e-8,
    minimum: 1e-16,
    maximum: 1,
    help: { en: 'Term added to the denominator of AdamW.', zh: 'AdamW 分母中的附加项。' },
  },
  layerDecay: {
    kind: 'number',
    group: 'advanced',
    default: 1,
    minimum: 0.01,
    maximum: 1,
    help: {
      en: 'Factor on the learning rate for each layer further from the classifier; 1 treats all alike.',
      zh: '每远离分类头一层，学习率乘以该系数；1 表示各层相同。',
    },
  },
  dropout: {
    kind: 'number',
    group: 'advanced',
    default: null,
    minimum: 0,
    maximum: 0.9,
    help: {
      en: "Dropout everywhere; the model's own rates when not given.",
      zh: '统一的 dropout 比例；不填则使用模型自身的设置。',
    },
  },
  labelSmoothing: {
    kind: 'number',
    group: 'advanced',
    default: 0,
    minimum: 0,
    maximum: 0.9,
    help: { en: 'Share of the target spread evenly over all labels.', zh: '均匀分给所有标签的目标概率。' },
  },
  classWeights: {
    kind: 'choice',
    group: 'advanced',
    default: 'none',
    choices: ['none', 'balanced'],
    help: {
      en: 'Weigh rare labels more in the loss (balanced: rows / (labels × rows of the label)).',
      zh: '在损失中提高稀有标签的权重（balanced：总行数 /（标签数 × 该标签行数））。',
    },
  },
  resample: {
    kind: 'choice',
    group: 'advanced',
    default: 'none',
    choices: ['none', 'oversample'],
    help: {
      en: 'Have rows of rare labels come again within every epoch, until each label has as many as the largest.',
      zh: '每轮中重复稀有标签的数据行，直到各标签的行数与最多的标签相同。',
    },
  },
  earlyStopping: {
    kind: 'boolean',
    group: 'training',
    default: false,
    help: { en: 'Stop when validation no longer improves.', zh: '验证指标不再改善时提前停止。' },
  },
  patience: {
    kind: 'integer',
    group: 'training',
    default: 2,
    minimum: 1,
    maximum: 1000,
    help: { en: 'Evaluations without improvement before an early stop.', zh: '提前停止前允许的无改善评估次数。' },
  },
  best: {
    kind: 'choice',
    group: 'advanced',
    default: 'loss',
    choices: ['loss', 'accuracy', 'f1'],
    help: { en: 'Validation figure that decides which checkpoint is best.', zh: '用于选择最佳检查点的验证指标。' },
  },
  keep: {
    kind: 'choice',
    group: 'advanced',
    default: 'last',
    choices: ['last', 'best'],
    help: { en: 'Which checkpoint becomes the model at the end.', zh: '训练结束后采用哪个检查点作为模型。' },
  },
  evaluations: {
    kind: 'integer',
    group: 'advanced',
    default: 10,
    minimum: 1,
    maximum: 10000,
    help: {
      en: 'At least so many evaluations a run, and one at the end of every epoch.',
      zh: '整个训练中至少评估这么多次，并在每个轮次结束时评估。',
    },
  },
  checkpointMinutes: {
    kind: 'number',
    group: 'advanced',
    default: 10,
    minimum: 0,
    maximum: 1440,
    help: {
      en: 'Write a checkpoint at least this often, besides those after evaluations.',
      zh: '除评估之后外，至少每隔这么久写一次检查点。',
    },
  },
} as const satisfies Record<string, Setting>;

export type SettingName = keyof typeof settings;
type Definitions = typeof settings;

type ValueOf<S extends Setting> = S extends { kind: 'number' | 'integer' }
  ? number | (null extends S['default'] ? null : never)
  : S extends { kind: 'choice'; choices: readonly (infer C)[] }
    ? C
    : S extends { kind: 'boolean' }
      ? boolean
      : string | (null extends S['default'] ? null : never);

/** What a person asks for: every setting, with null where the run decides. */
export type Settings = { -readonly [Name in SettingName]: ValueOf<Definitions[Name]> };

/**
 * Settings by name: only those that were given. Numbers may be text, as flags are; src/runs/settings.ts parses them.
 */
export type GivenSettings = { readonly [Name in SettingName]?: unknown };

export const settingNames = Object.keys(settings) as SettingName[];

/** A setting's name as a flag: `learningRate` → `learning-rate`. */
export function flagOf(name: SettingName): string {
  return name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}

export function defaultSettings(): Settings {
  return Object.fromEntries(settingNames.map((name) => [name, settings[name].default])) as Settings;
}
