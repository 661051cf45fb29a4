// Errors of the machine: memory, disks and devices; see ../errors.ts for the mechanism.

import type { ErrorEntry } from './entry.js';

const otherDevice = {
  en: 'Update its driver, or compute on another device.',
  zh: '请更新其驱动，或换用其他设备。',
} as const;

export const machineErrors = {
  'machine.diskFull': {
    fault: 'machine',
    en: 'The disk is full: {file} could not be written.',
    zh: '磁盘已满：无法写入 {file}。',
    next: {
      en: 'Free some space, and resume or try again; what was saved before is intact.',
      zh: '请释放空间后恢复运行或重试；此前保存的内容完好无损。',
    },
  },
  'machine.fileTooLarge': {
    fault: 'machine',
    en: '{file} is larger than the disk or a limit of the system allows.',
    zh: '{file} 超出了磁盘或系统允许的文件大小。',
    next: { en: 'Choose a folder on another disk.', zh: '请选择其他磁盘上的文件夹。' },
  },
  'machine.notWritable': {
    fault: 'machine',
    en: '{file} may not be written: permission denied.',
    zh: '没有权限写入 {file}。',
    next: {
      en: 'Change the permissions of its folder, or choose another folder.',
      zh: '请修改其所在文件夹的权限，或选择其他文件夹。',
    },
  },
  'machine.heldByProgram': {
    fault: 'machine',
    en: 'Another program has {file} open and lets no other use it.',
    zh: '{file} 正被其他程序打开并独占使用。',
    next: {
      en: 'Close it there (in Excel, for example), or wait for a virus scanner or a synchronisation, and try again.',
      zh: '请在该程序（例如 Excel）中关闭它，或等待杀毒软件或同步完成后重试。',
    },
  },
  'machine.readOnly': {
    fault: 'machine',
    en: '{file} is on a read-only disk.',
    zh: '{file} 位于只读磁盘上。',
    next: { en: 'Choose a folder on another disk.', zh: '请选择其他磁盘上的文件夹。' },
  },
  'machine.folderMissing': {
    fault: 'input',
    en: 'The folder of {file} does not exist.',
    zh: '{file} 所在的文件夹不存在。',
    next: { en: 'Create it, or check the path.', zh: '请创建该文件夹，或检查路径。' },
  },
  'machine.isFolder': {
    fault: 'input',
    en: '{file} is a folder, where a file was to be written.',
    zh: '{file} 是文件夹，无法作为文件写入。',
    next: { en: 'Choose another name.', zh: '请换一个名称。' },
  },
  'machine.writeFailed': {
    fault: 'machine',
    en: 'Writing {file} failed ({reason}).',
    zh: '写入 {file} 失败（{reason}）。',
    next: { en: 'Check the disk and try again.', zh: '请检查磁盘后重试。' },
  },
  'machine.notReadable': {
    fault: 'machine',
    en: '{file} may not be read: permission denied.',
    zh: '没有权限读取 {file}。',
    next: { en: 'Change its permissions.', zh: '请修改其权限。' },
  },
  'machine.readFailed': {
    fault: 'machine',
    en: 'Reading {file} failed ({reason}).',
    zh: '读取 {file} 失败（{reason}）。',
    next: { en: 'Check the path and the disk, and try again.', zh: '请检查路径和磁盘后重试。' },
  },
  'machine.tooManyFiles': {
    fault: 'machine',
    en: 'The system lets this process open too few files.',
    zh: '系统允许本进程打开的文件过少。',
    next: { en: 'Raise the limit (ulimit -n 1024) and try again.', zh: '请提高上限（ulimit -n 1024）后重试。' },
  },
  'machine.notRegular': {
    fault: 'input',
    en: '{file} is no ordinary file: it is a folder, a pipe, a socket or a device.',
    zh: '{file} 不是普通文件，而是文件夹、管道、套接字或设备。',
    next: { en: 'Put a file in its place, or name another one.', zh: '请将其替换为文件，或指定另一个文件。' },
  },
  'machine.hollow': {
    fault: 'input',
    en: '{file} claims {bytes} bytes, and has {written} of them on the disk: the rest was never written.',
    zh: '{file} 声称有 {bytes} 字节，但磁盘上只有 {written} 字节，其余部分从未写入。',
    next: { en: 'Copy or download the file again.', zh: '请重新复制或下载该文件。' },
  },
  'machine.linkLeadsOut': {
    fault: 'input',
    en: '{file} is a link that leads out of its folder, to {target}; such a link is not followed.',
    zh: '{file} 是指向其所在文件夹之外（{target}）的链接，此类链接不会被跟随。',
    next: { en: 'Put the file itself in its place.', zh: '请将其替换为文件本身。' },
  },
  'machine.outOfMemory': {
    fault: 'machine',
    en: 'The memory does not suffice: another {megabytes} MB could not be reserved for the weights and the optimiser.',
    zh: '内存不足：无法再为权重和优化器分配 {megabytes} MB。',
    next: {
      en: 'Close other programs, freeze more layers, or choose a smaller model.',
      zh: '请关闭其他程序、冻结更多层，或选择更小的模型。',
    },
  },
  'machine.stepMemory': {
    fault: 'machine',
    en: "The device's memory does not suffice for {batch} rows at a time; what was saved before is intact.",
    zh: '设备内存不足以一次处理 {batch} 行；此前保存的内容完好无损。',
    next: {
      en: '{command} continues with {smaller} row[s] at a time and the same updates.',
      zh: '运行 {command} 可改为每次 {smaller} 行继续训练，更新结果相同。',
    },
  },
  'machine.deviceMemory': {
    fault: 'machine',
    en: "The device's memory does not suffice for {batch} row[s] at a time.",
    zh: '设备内存不足以一次处理 {batch} 行。',
    next: {
      en: 'Choose a smaller --max-length, freeze more layers, or compute on another device.',
      zh: '请减小 --max-length、冻结更多层，或换用其他设备。',
    },
  },
  'machine.modelMemory': {
    fault: 'machine',
    en: "The device's memory does not suffice for the model's weights and what the optimiser keeps of them.",
    zh: '设备内存不足以容纳模型权重及优化器状态。',
    next: {
      en: 'Freeze more layers, choose a smaller model, or compute on another device.',
      zh: '请冻结更多层、选择更小的模型，或换用其他设备。',
    },
  },
  'machine.noGpu': {
    fault: 'machine',
    en: 'No GPU answers through WebGPU here: its driver for Vulkan, Metal or D3D12 is missing, or the GPU is gone.',
    zh: '无法通过 WebGPU 使用 GPU：缺少 Vulkan、Metal 或 D3D12 驱动，或 GPU 已不可用。',
    next: {
      en: 'Install or update the driver of the GPU; or train with --device onnx-cpu.',
      zh: '请安装或更新 GPU 驱动；或使用 --device onnx-cpu 训练。',
    },
  },
  'machine.gpuCrashed': {
    fault: 'machine',
    en: 'The process that uses the GPU ended unexpectedly ({reason}).',
    zh: '使用 GPU 的进程意外结束（{reason}）。',
    next: {
      en: `The last words of its driver are in {log}; a run that was under way can be resumed, and --device onnx-cpu
        needs no GPU.`,
      zh: '驱动的最后输出见 {log}；进行中的运行可以恢复，也可以使用 --device onnx-cpu。',
    },
  },
  'machine.noHalf': {
    fault: 'machine',
    en: 'This GPU does not compute in float16.',
    zh: '该 GPU 不支持 float16 计算。',
    next: { en: 'Train with --precision float32.', zh: '请使用 --precision float32 训练。' },
  },
  'machine.gpuLost': {
    fault: 'machine',
    en: 'The GPU was lost: its driver was reset, or it was taken away; what was saved before is intact.',
    zh: 'GPU 已丢失：驱动被重置，或 GPU 已被移除；此前保存的内容完好无损。',
    next: {
      en: 'Resume the run; if it is lost again, update the driver or train with --device onnx-cpu.',
      zh: '请恢复运行；若再次丢失，请更新驱动或使用 --device onnx-cpu 训练。',
    },
  },
  'machine.deviceSilent': {
    fault: 'machine',
    en: 'The device did not answer within {seconds} s, and the process that tried it was ended.',
    zh: '该设备在 {seconds} 秒内没有响应，测试进程已被终止。',
    next: otherDevice,
  },
  'machine.deviceCrashed': {
    fault: 'machine',
    en: 'The process that tried the device crashed ({reason}).',
    zh: '测试该设备的进程崩溃（{reason}）。',
    next: otherDevice,
  },
  'machine.wrongProduct': {
    fault: 'machine',
    en: 'The device computes wrongly: a matrix product is off by {difference}.',
    zh: '该设备计算有误：矩阵乘法的误差为 {difference}。',
    next: otherDevice,
  },
  'machine.wrongSoftmax': {
    fault: 'machine',
    en: 'The device computes wrongly: a softmax is off by {difference}.',
    zh: '该设备计算有误：softmax 的误差为 {difference}。',
    next: otherDevice,
  },
  'machine.wrongStep': {
    fault: 'machine',
    en: "The device computes wrongly: steps of a small BERT differ from the processor's by {difference}.",
    zh: '该设备计算有误：小型 BERT 的训练步与处理器结果相差 {difference}。',
    next: otherDevice,
  },
  'machine.devicesUnmeasured': {
    fault: 'machine',
    en: 'The devices could not be measured: the process that tried them ended ({reason}).',
    zh: '无法测量计算设备：用于测试的进程已结束（{reason}）。',
    next: {
      en: 'Measure again, or choose a device and start: the log has the detail.',
      zh: '请重新测量，或直接选择设备开始训练；详细信息见日志。',
    },
  },
  'machine.devicesUntrusted': {
    fault: 'input',
    en: 'The devices are not measured in Restricted Mode: that starts other programs.',
    zh: '受限模式下不测量计算设备：测量需要启动其他程序。',
    next: { en: 'Trust the workspace, and they are.', zh: '信任此工作区后即会测量。' },
  },
  'machine.isFile': {
    fault: 'input',
    en: '{file} is a file, where a folder was to be made.',
    zh: '{file} 是文件，无法作为文件夹创建。',
    next: { en: 'Choose another name.', zh: '请换一个名称。' },
  },
} as const satisfies Record<string, ErrorEntry>;
