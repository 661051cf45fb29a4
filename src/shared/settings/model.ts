// Settings of the model and of the device.

import type { TensorflowDevice, WebgpuDevice } from '../devices.js';
import type { ChoiceTitle, Setting } from './setting.js';

/** The compiler asks for the title of each device in devices.ts. */
const deviceTitles = {
  auto: { en: 'automatic', zh: '自动' },
  'onnx-cpu': 'CPU (ONNX Runtime)',
  'onnx-webgpu': 'onnx-webgpu',
  'onnx-webgpu:low-power': 'onnx-webgpu:low-power',
  tensorflow: 'TensorFlow',
  'tensorflow:cpu': 'tensorflow:cpu',
  'tensorflow:gpu:0': 'tensorflow:gpu:0',
  'tensorflow:gpu:1': 'tensorflow:gpu:1',
  'tensorflow:gpu:2': 'tensorflow:gpu:2',
  'tensorflow:gpu:3': 'tensorflow:gpu:3',
  'tensorflow:gpu:4': 'tensorflow:gpu:4',
  'tensorflow:gpu:5': 'tensorflow:gpu:5',
  'tensorflow:gpu:6': 'tensorflow:gpu:6',
  'tensorflow:gpu:7': 'tensorflow:gpu:7',
} as const satisfies Record<'auto' | 'onnx-cpu' | WebgpuDevice | TensorflowDevice, ChoiceTitle>;

export const modelSettings = {
  model: {
    title: { en: 'Base model', zh: '基础模型' },
    help: {
      en: `Folder of the base model, or its name on the Hugging Face hub, which is downloaded once: bert-base-chinese,
        OWNER/NAME, with @REVISION, or the address of its page; or a bundled one, bert-tiny-en or bert-tiny-zh. auto, or
        none, takes the best that is on this computer and reads the texts.`,
      zh: `基础模型所在的文件夹，或其在 Hugging Face Hub 上的名称（只下载一次）：bert-base-chinese、所有者/名称，可加 @版本，
        也可以是其页面地址；或自带的 bert-tiny-en、bert-tiny-zh。auto 或不填则采用本机能读懂文本的最佳模型。`,
    },
    group: 'model',
    form: 'ownPlace',
    kind: 'text',
    holds: 'path',
    default: null,
    affects: ['tokens', 'estimate'],
    commands: [],
    python: 'model',
  },
  shape: {
    title: { en: 'Shape', zh: '形状' },
    help: {
      en: 'Random weights of this shape instead of a base model: LAYERS-HIDDEN-HEADS.',
      zh: '不用基础模型，而用该形状的随机权重：层数-宽度-头数。',
    },
    group: 'model',
    form: 'more',
    kind: 'text',
    holds: 'text',
    default: null,
    affects: ['tokens', 'estimate'],
    commands: [],
    python: 'model',
  },
  vocabulary: {
    title: { en: 'Vocabulary', zh: '词表' },
    help: { en: 'A vocab.txt, for random weights.', zh: '随机权重所用的 vocab.txt。' },
    group: 'model',
    form: 'more',
    kind: 'text',
    holds: 'path',
    default: null,
    affects: ['tokens', 'estimate'],
    commands: [],
    python: 'model',
  },
  device: {
    title: { en: 'Device', zh: '设备' },
    help: {
      en: `What computes: the fastest device that was measured (finetune-bert devices), the processor where none was; or
        one by its name. onnx-webgpu is any GPU; TensorFlow, on a CUDA GPU or the processor, has to be installed, and
        its GPUs have the numbers that nvidia-smi gives them.`,
      zh: `计算设备：默认为已测量设备中最快的（finetune-bert devices），未测量时为处理器；也可按名称指定。onnx-webgpu 为任意 GPU；
        TensorFlow（使用 CUDA GPU 或处理器）需另行安装，其 GPU 编号与 nvidia-smi 一致。`,
    },
    group: 'model',
    form: 'ownPlace',
    kind: 'choice',
    choices: deviceTitles,
    default: 'auto',
    affects: ['estimate'],
    commands: ['evaluate', 'predict'],
    python: 'nowhere',
  },
  precision: {
    title: { en: 'Precision of products', zh: '乘法精度' },
    help: {
      en: `Numbers of matrix products: bfloat16 on TensorFlow, float16 on WebGPU; weights stay float32. Faster only
        where the device computes in them.`,
      zh: '矩阵乘法所用的数值精度：TensorFlow 可用 bfloat16，WebGPU 可用 float16；权重始终为 float32。仅当设备支持时才更快。',
    },
    group: 'advanced',
    form: 'more',
    kind: 'choice',
    choices: { float32: 'float32', bfloat16: 'bfloat16', float16: 'float16' },
    default: 'float32',
    affects: ['estimate'],
    commands: [],
    python: 'nowhere',
  },
  checkpointActivations: {
    title: { en: 'Save memory by recomputing', zh: '以重新计算节省内存' },
    help: {
      en: `Keep little of each layer between the forward and the backward pass and compute the rest again: less memory,
        longer steps, the same numbers. Not with xla.`,
      zh: '前向与反向传播之间每层只保留少量数据，其余重新计算：内存更少，每步更慢，结果相同。不能与 xla 同时使用。',
    },
    group: 'advanced',
    form: 'more',
    kind: 'boolean',
    default: false,
    affects: ['estimate'],
    commands: [],
    python: 'settings',
  },
  xla: {
    title: { en: 'Compile with XLA', zh: '用 XLA 编译' },
    help: {
      en: 'Let TensorFlow compile the graph with XLA: slow first steps, one for each length of texts.',
      zh: '让 TensorFlow 用 XLA 编译计算图：每种文本长度的第一步会较慢。',
    },
    group: 'advanced',
    form: 'more',
    kind: 'boolean',
    default: false,
    affects: [],
    commands: [],
    python: 'nowhere',
  },
  threads: {
    title: { en: 'Threads', zh: '线程数' },
    help: { en: 'Processor threads; the number of cores when not given.', zh: '处理器线程数；不填则为核心数。' },
    group: 'advanced',
    form: 'more',
    kind: 'integer',
    default: null,
    minimum: 1,
    maximum: 256,
    affects: ['estimate'],
    commands: ['evaluate', 'predict'],
    python: 'nowhere',
  },
  freeze: {
    title: { en: 'Frozen parts', zh: '冻结部分' },
    help: {
      en: `Parts that do not learn, separated by commas: bert (all but the classifier), embeddings, encoder.0-9,
        encoder.11.attention, encoder.11.feed-forward, encoder.11.norms, pooler, classifier.`,
      zh: `不参与训练的部分，用逗号分隔：bert（分类层以外的全部）、embeddings、encoder.0-9、encoder.11.attention、
        encoder.11.feed-forward、encoder.11.norms、pooler、classifier。`,
    },
    group: 'model',
    form: 'ownPlace',
    kind: 'text',
    holds: 'text',
    default: '',
    affects: ['estimate'],
    commands: [],
    python: { decided: 'frozen' },
  },
  cacheFrozen: {
    title: { en: 'Cache frozen layers', zh: '缓存冻结层' },
    help: {
      en: 'Compute what frozen layers give once and keep it. Frozen layers then run without dropout.',
      zh: '冻结层的输出只计算一次并缓存。此时冻结层不使用 dropout。',
    },
    group: 'advanced',
    form: 'more',
    kind: 'boolean',
    default: true,
    affects: ['estimate'],
    commands: [],
    python: { decided: 'withoutDropout' },
  },
  cacheMegabytes: {
    title: { en: 'Cache size (MB)', zh: '缓存大小（MB）' },
    help: {
      en: 'Memory for the outputs of frozen layers, in MB; what does not fit goes to a file in the run folder.',
      zh: '缓存冻结层输出的内存上限（MB），超出部分写入运行文件夹中的文件。',
    },
    group: 'advanced',
    form: 'more',
    kind: 'integer',
    default: 1024,
    minimum: 0,
    maximum: 1e6,
    affects: ['estimate'],
    commands: [],
    python: 'nowhere',
  },
} as const satisfies Record<string, Setting>;
