// Notices about TensorFlow on this machine; see ../notices.ts for the mechanism.

import type { Sentence } from '../catalogue.js';

export const tensorflowNotices = {
  'tensorflow.cudaFilesMissing': {
    en: `There is an NVIDIA driver, but TensorFlow computes on the CPU: it misses {files}. finetune-bert tensorflow
      install --cuda brings them.`,
    zh: '检测到 NVIDIA 驱动，但 TensorFlow 将使用 CPU：缺少 {files}。运行 finetune-bert tensorflow install --cuda 即可安装。',
  },
  'tensorflow.cpuBuild': {
    en: `There is an NVIDIA driver, but this TensorFlow was built for the CPU alone. finetune-bert tensorflow install
      --cuda brings one that uses the GPU.`,
    zh: '检测到 NVIDIA 驱动，但当前的 TensorFlow 只支持 CPU。运行 finetune-bert tensorflow install --cuda 可安装使用 GPU 的版本。',
  },
  'tensorflow.driverMissing': {
    en: `TensorFlow with CUDA is installed, but the NVIDIA driver’s {files} is not on this machine: it computes on the
      CPU.`,
    zh: '已安装 CUDA 版 TensorFlow，但本机没有 NVIDIA 驱动的 {files}，将使用 CPU。',
  },
  'tensorflow.gpuNotFound': {
    en: `There is an NVIDIA driver, but TensorFlow found no GPU that it can use (CUDA_VISIBLE_DEVICES: {visible}) and
      computes on the CPU. Its lines in the log say why; finetune-bert devices lists what is there.`,
    zh: `检测到 NVIDIA 驱动，但 TensorFlow 没有找到可用的 GPU（CUDA_VISIBLE_DEVICES：{visible}），将使用 CPU。
      原因见日志中 TensorFlow 的输出；可运行 finetune-bert devices 查看可用设备。`,
  },
} as const satisfies Record<string, Sentence>;
