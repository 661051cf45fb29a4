// Errors of the worker processes; see ../errors.ts for the mechanism.

import type { ErrorEntry } from './entry.js';

const showLog = { en: 'The log has the detail: {log}', zh: '详细信息见日志：{log}' } as const;

export const workerErrors = {
  'worker.notStarted': {
    fault: 'machine',
    en: 'The process that computes could not be started ({reason}).',
    zh: '无法启动计算进程（{reason}）。',
    next: showLog,
  },
  'worker.lost': {
    fault: 'machine',
    en: 'The process that computes ended unexpectedly; the system may have been short of memory.',
    zh: '计算进程意外结束，可能是系统内存不足。',
    next: {
      en: 'Resume the run to continue from its last checkpoint, or try again.',
      zh: '请恢复运行以从最近的检查点继续，或重试。',
    },
  },
  'worker.timeout': {
    fault: 'machine',
    en: 'The process that computes did not answer within {seconds} seconds.',
    zh: '计算进程在 {seconds} 秒内没有响应。',
    next: { en: 'Try again; if it does not help, reload the window.', zh: '请重试；如果仍无效，请重新加载窗口。' },
  },
  'worker.otherRights': {
    fault: 'input',
    en: 'The run is worked on by a process with other rights ({pid}), such as that of an administrator’s window.',
    zh: '该运行正由拥有其他权限的进程（{pid}）处理，例如以管理员身份启动的窗口。',
    next: {
      en: 'Open the run in that window, or wait until it ends.',
      zh: '请在那个窗口中打开该运行，或等待其结束。',
    },
  },
  'worker.otherVersion': {
    fault: 'input',
    en: 'The run is worked on by another version of the extension (process {pid}).',
    zh: '该运行正由另一版本的扩展处理（进程 {pid}）。',
    next: {
      en: 'Wait until it ends, or stop it and resume the run here.',
      zh: '请等待其结束，或将其停止后在此恢复运行。',
    },
  },
  'worker.defect': {
    fault: 'machine',
    en: 'Something went wrong in the extension itself: {reason}',
    zh: '扩展自身出现错误：{reason}',
    next: { en: 'Try again; please report it if it comes again.', zh: '请重试；如果再次出现，请反馈给我们。' },
  },
  'worker.answerTooLong': {
    fault: 'input',
    en: 'The answer is too long to be shown ({megabytes} MB).',
    zh: '结果过大，无法显示（{megabytes} MB）。',
    next: { en: 'Use a file with fewer or shorter columns.', zh: '请使用列数更少或列更短的文件。' },
  },
  'worker.tooMany': {
    fault: 'input',
    en: 'Too many requests at once: {limit} are being worked on or wait.',
    zh: '同时请求过多：已有 {limit} 个请求正在处理或等待。',
    next: { en: 'Try again when they are done.', zh: '请待其完成后重试。' },
  },
  'worker.noData': {
    fault: 'input',
    en: 'The data file is no longer open.',
    zh: '数据文件已不再处于打开状态。',
    next: { en: 'Open it again.', zh: '请重新打开。' },
  },
} as const satisfies Record<string, ErrorEntry>;
