// Errors of the command line itself; see ../errors.ts for the mechanism.

import type { ErrorEntry } from './entry.js';

const seeHelp = { en: 'See finetune-bert {command} --help.', zh: '请参阅 finetune-bert {command} --help。' } as const;

export const usageErrors = {
  'usage.tooLong': {
    fault: 'usage',
    en: 'The command is {bytes} bytes long, and {most} are the most.',
    zh: '命令长度为 {bytes} 字节，最多允许 {most} 字节。',
    next: {
      en: 'Write long texts to a file, one a line below the heading text, and give that as DATA.',
      zh: '请将较长的文本写入文件（首行为列名 text，其下每行一条），并作为 DATA 给出。',
    },
  },
  'usage.unknownCommand': {
    fault: 'usage',
    en: 'There is no command {command}.',
    zh: '没有名为 {command} 的命令。',
    next: { en: 'Did you mean finetune-bert {nearest}?', zh: '您是否想用 finetune-bert {nearest}？' },
  },
  'usage.unknownFlag': {
    fault: 'usage',
    en: 'The command {command} knows no {flag}.',
    zh: '命令 {command} 没有 {flag} 选项。',
    next: {
      en: 'Did you mean {nearest}? See finetune-bert {command} --help.',
      zh: '您是否想用 {nearest}？请参阅 finetune-bert {command} --help。',
    },
  },
  'usage.missingArgument': {
    fault: 'usage',
    en: 'The command {command} needs {argument}.',
    zh: '命令 {command} 缺少参数 {argument}。',
    next: seeHelp,
  },
  'usage.missingFlag': {
    fault: 'usage',
    en: 'The command {command} needs {flag}.',
    zh: '命令 {command} 缺少选项 {flag}。',
    next: seeHelp,
  },
  'usage.missingValue': {
    fault: 'usage',
    en: '{flag} needs a value after it.',
    zh: '{flag} 后面需要一个值。',
    next: seeHelp,
  },
  'usage.tooManyArguments': {
    fault: 'usage',
    en: 'The command {command} does not expect {argument}.',
    zh: '命令 {command} 不接受多余的参数 {argument}。',
    next: {
      en: 'Put a name with spaces in quotes, or see finetune-bert {command} --help.',
      zh: '含空格的名称请加引号，或参阅 finetune-bert {command} --help。',
    },
  },
  'usage.exclusive': {
    fault: 'usage',
    en: '{first} and {second} exclude each other.',
    zh: '{first} 与 {second} 不能同时使用。',
    next: { en: 'Leave one of them out.', zh: '请去掉其中一个。' },
  },
  'usage.emptyText': {
    fault: 'usage',
    en: 'The text number {number} that {flag} gives is empty: there is nothing to classify.',
    zh: '{flag} 给出的第 {number} 个文本为空：没有可分类的内容。',
    next: seeHelp,
  },
  'usage.noInput': {
    fault: 'usage',
    en: 'There is nothing to classify.',
    zh: '没有要分类的内容。',
    next: { en: 'Give --text "…", or a CSV with --out.', zh: '请给出 --text "…"，或给出一个 CSV 和 --out。' },
  },
  'usage.pairsDiffer': {
    fault: 'usage',
    en: '--text was given {texts} times and --pair {pairs} times.',
    zh: '--text 给出了 {texts} 次，而 --pair 给出了 {pairs} 次。',
    next: { en: 'Give one --pair for each --text, or none.', zh: '请为每个 --text 各给出一个 --pair，或都不给。' },
  },
  'usage.exportFormat': {
    fault: 'usage',
    en: 'There is no format {format}.',
    zh: '没有名为 {format} 的格式。',
    next: { en: 'Choose one of: {formats}.', zh: '请从以下格式中选择：{formats}。' },
  },
  'usage.configMissing': {
    fault: 'usage',
    en: 'There is no file {file} to take the settings from.',
    zh: '找不到设置文件 {file}。',
    next: { en: 'Check the path after --config.', zh: '请检查 --config 后的路径。' },
  },
  'usage.configUnreadable': {
    fault: 'usage',
    en: 'The file {file} cannot be read as settings: {reason}.',
    zh: '无法从文件 {file} 读取设置：{reason}。',
    next: {
      en: 'Give a run.json, or a JSON object of setting names and values.',
      zh: '请提供 run.json，或由设置名称和值组成的 JSON 对象。',
    },
  },
  'usage.defect': {
    fault: 'machine',
    en: 'Something went wrong inside Fine-tune BERT ({reason}).',
    zh: 'Fine-tune BERT 内部出错（{reason}）。',
    next: {
      en: 'This is a defect: please report it with the log, {log}.',
      zh: '这是程序缺陷，请附上日志 {log} 反馈。',
    },
  },
  'usage.noRuntime': {
    fault: 'machine',
    en: 'The runtime that computes could not be loaded on {platform}: {reason}',
    zh: '无法在 {platform} 上加载计算运行库：{reason}',
    next: {
      en: 'Install again with npm ci; where the platform is not supported by onnxruntime-node, use another machine.',
      zh: '请用 npm ci 重新安装；若 onnxruntime-node 不支持该平台，请换用其他机器。',
    },
  },
  'usage.noRuntimeWindows': {
    fault: 'machine',
    en: 'The runtime that computes could not be loaded on {platform}: {reason}',
    zh: '无法在 {platform} 上加载计算运行库：{reason}',
    next: {
      en: `It needs Microsoft’s Visual C++ runtime: install {address} and try again. If it is there, install this
        product again.`,
      zh: '它需要微软的 Visual C++ 运行库：请安装 {address} 后重试；若已安装，请重新安装本产品。',
    },
  },
  'usage.noRuntimeMac': {
    fault: 'machine',
    en: 'The runtime that computes could not be loaded on {platform}: {reason}',
    zh: '无法在 {platform} 上加载计算运行库：{reason}',
    next: {
      en: 'It needs macOS 14 or newer; if you have that, install this product again.',
      zh: '它需要 macOS 14 或更高版本；若系统符合要求，请重新安装本产品。',
    },
  },
  'usage.noRuntimeIntelMac': {
    fault: 'machine',
    en: 'The runtime that computes is not made for programs of Intel Macs, and this is one.',
    zh: '计算运行库不支持 Intel 版 Mac 程序，而当前程序正是此类。',
    next: {
      en: `On a Mac with Apple silicon, install VS Code or Node for Apple silicon (this one runs translated). On a Mac
        with Intel, use another machine.`,
      zh: '若 Mac 使用 Apple 芯片，请安装 Apple 芯片版的 VS Code 或 Node（当前为转译运行）；若为 Intel 芯片，请换用其他机器。',
    },
  },
  'usage.noRuntimeMusl': {
    fault: 'machine',
    en: 'The runtime that computes needs the C library of most Linux systems, glibc 2.28 or newer: {reason}',
    zh: '计算运行库需要多数 Linux 系统所用的 C 库（glibc 2.28 或更高版本）：{reason}',
    next: {
      en: 'Alpine has another one: use a system or an image with glibc, such as Debian, and install again there.',
      zh: 'Alpine 使用其他 C 库：请改用带 glibc 的系统或镜像（例如 Debian），并在其中重新安装。',
    },
  },
} as const satisfies Record<string, ErrorEntry>;
