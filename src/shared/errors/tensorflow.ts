// Errors of installing and loading TensorFlow; see ../errors.ts for the mechanism.

import type { ErrorEntry } from './entry.js';

const choices = {
  en: `Run finetune-bert tensorflow install, or name a folder with libtensorflow in FINETUNE_BERT_TENSORFLOW; or train
    with --device onnx-cpu, which needs nothing.`,
  zh: `请运行 finetune-bert tensorflow install，
    或用环境变量 FINETUNE_BERT_TENSORFLOW 指定 libtensorflow 所在的文件夹；
    也可以使用 --device onnx-cpu 训练，无需安装任何东西。`,
} as const;

const tryAgain = {
  en: 'Try again: what was downloaded whole is kept. A mirror or a proxy is set with pip config.',
  zh: '请重试：已完整下载的部分会保留。镜像或代理可用 pip config 设置。',
} as const;

export const tensorflowErrors = {
  'tensorflow.notInstalled': {
    fault: 'machine',
    en: 'TensorFlow is not on this machine.',
    zh: '本机没有 TensorFlow。',
    next: choices,
  },
  'tensorflow.noBinding': {
    fault: 'machine',
    en: 'The binding between Node and TensorFlow is missing for {platform}.',
    zh: '缺少 {platform} 平台上连接 Node 与 TensorFlow 的模块。',
    next: {
      en: 'In a checkout run npm run setup:tensorflow; or train with --device onnx-cpu.',
      zh: '请在源码目录中运行 npm run setup:tensorflow；或使用 --device onnx-cpu 训练。',
    },
  },
  'tensorflow.badFolder': {
    fault: 'input',
    en: '{folder}, named in FINETUNE_BERT_TENSORFLOW, has no {file}.',
    zh: '环境变量 FINETUNE_BERT_TENSORFLOW 指定的 {folder} 中没有 {file}。',
    next: {
      en: 'Name the folder in which that file lies, or unset the variable.',
      zh: '请指定该文件所在的文件夹，或取消该变量。',
    },
  },
  'tensorflow.version': {
    fault: 'machine',
    en: 'TensorFlow {version} in {folder} is not supported: it takes 2.9 or a later 2.x.',
    zh: '不支持 {folder} 中的 TensorFlow {version}：需要 2.9 或更高的 2.x 版本。',
    next: choices,
  },
  'tensorflow.notLoaded': {
    fault: 'machine',
    en: 'TensorFlow in {folder} could not be loaded: {reason}.',
    zh: '无法加载 {folder} 中的 TensorFlow：{reason}。',
    next: {
      en: 'See finetune-bert tensorflow status, or install it anew: finetune-bert tensorflow remove, then install.',
      zh: '请查看 finetune-bert tensorflow status，或重新安装：先运行 finetune-bert tensorflow remove，再运行 install。',
    },
  },
  'tensorflow.crashed': {
    fault: 'machine',
    en: 'The process that uses TensorFlow ended unexpectedly ({reason}).',
    zh: '使用 TensorFlow 的进程意外结束（{reason}）。',
    next: {
      en: 'Its last words are in {log}; a run that was under way can be resumed.',
      zh: '其最后的输出见 {log}；进行中的运行可以恢复。',
    },
  },
  'tensorflow.platform': {
    fault: 'machine',
    en: 'There is no TensorFlow to install for {platform}.',
    zh: '没有可安装到 {platform} 的 TensorFlow。',
    next: { en: 'Train with --device onnx-cpu, or use Linux.', zh: '请使用 --device onnx-cpu 训练，或改用 Linux。' },
  },
  'tensorflow.noCuda': {
    fault: 'usage',
    en: 'There is no TensorFlow with CUDA to install for {platform}.',
    zh: '没有可安装到 {platform} 的 CUDA 版 TensorFlow。',
    next: { en: 'Leave --cuda out.', zh: '请去掉 --cuda。' },
  },
  'tensorflow.noPython': {
    fault: 'machine',
    en: 'There is no python3 on this machine, whose pip downloads TensorFlow.',
    zh: '本机没有 python3，无法用其 pip 下载 TensorFlow。',
    next: {
      en: `Install Python, or name a folder with libtensorflow in FINETUNE_BERT_TENSORFLOW; or train with --device
        onnx-cpu.`,
      zh: '请安装 Python，或用环境变量 FINETUNE_BERT_TENSORFLOW 指定 libtensorflow 所在的文件夹；也可以使用 --device onnx-cpu 训练。',
    },
  },
  'tensorflow.noPip': {
    fault: 'machine',
    en: '{python} has no pip, which downloads TensorFlow.',
    zh: '{python} 没有 pip，无法下载 TensorFlow。',
    next: {
      en: `Install pip (python3 -m ensurepip, or python3-pip of your system), or name a folder with libtensorflow in
        FINETUNE_BERT_TENSORFLOW; or train with --device onnx-cpu.`,
      zh: `请安装 pip（python3 -m ensurepip，或系统的 python3-pip），
        或用环境变量 FINETUNE_BERT_TENSORFLOW 指定 libtensorflow 所在的文件夹；
        也可以使用 --device onnx-cpu 训练。`,
    },
  },
  'tensorflow.notDownloaded': {
    fault: 'machine',
    en: 'pip could not download {wheel} ({reason}).',
    zh: 'pip 无法下载 {wheel}（{reason}）。',
    next: tryAgain,
  },
  'tensorflow.otherHash': {
    fault: 'machine',
    en: 'What pip downloaded as {wheel} is not the file that was published: its SHA-256 is {found}. It was deleted.',
    zh: 'pip 下载的 {wheel} 不是官方发布的文件：其 SHA-256 为 {found}。已将其删除。',
    next: {
      en: 'Try again, with another package index if it happens again.',
      zh: '请重试；如果再次出现，请换用其他软件源。',
    },
  },
  'tensorflow.corruptWheel': {
    fault: 'machine',
    en: '{wheel} could not be unpacked ({reason}).',
    zh: '无法解压 {wheel}（{reason}）。',
    next: tryAgain,
  },
  'tensorflow.noRoom': {
    fault: 'machine',
    en: 'TensorFlow needs {needed} MB on the disk of {folder}, where {free} MB are free.',
    zh: 'TensorFlow 需要在 {folder} 所在的磁盘上占用 {needed} MB，而可用空间只有 {free} MB。',
    next: {
      en: 'Free some space, or put the cache on another disk with XDG_CACHE_HOME.',
      zh: '请释放空间，或用环境变量 XDG_CACHE_HOME 将缓存放到其他磁盘。',
    },
  },
  'tensorflow.notAsked': {
    fault: 'usage',
    en: 'Installing TensorFlow downloads {download} MB and takes {disk} MB on the disk, which nobody can confirm here.',
    zh: '安装 TensorFlow 需要下载 {download} MB，占用磁盘 {disk} MB，而此处无法确认。',
    next: { en: 'Add --yes to agree.', zh: '请加上 --yes 表示同意。' },
  },
} as const satisfies Record<string, ErrorEntry>;
