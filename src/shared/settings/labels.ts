// Settings of the labels of rows: the task, and how labels and numbers stand in their cells.

import type { Setting } from './setting.js';

export const labelsSettings = {
  task: {
    title: { en: 'Task', zh: '任务' },
    help: {
      en: 'One label a row, several labels a row, or a number a row.',
      zh: '每行一个标签、每行多个标签，或每行一个数值。',
    },
    group: 'data',
    form: 'more',
    kind: 'choice',
    choices: {
      'single-label': { en: 'one label a row', zh: '每行一个标签' },
      'multi-label': { en: 'several labels a row', zh: '每行多个标签' },
      regression: { en: 'a number a row', zh: '每行一个数值' },
    },
    default: 'single-label',
    affects: ['reading', 'estimate'],
    commands: ['inspect'],
    python: 'settings',
  },
  labelSeparator: {
    title: { en: 'Label separator', zh: '标签分隔符' },
    help: {
      en: 'What separates the labels of one row in a multi-label column; detected when not given.',
      zh: '多标签列中各标签之间的分隔符；不填则自动识别。',
    },
    group: 'data',
    form: 'more',
    kind: 'text',
    holds: 'text',
    default: null,
    affects: ['reading'],
    commands: ['inspect', 'evaluate'],
    python: 'settings',
  },
  decimal: {
    title: { en: 'Decimal character', zh: '小数点' },
    help: {
      en: `What stands before the decimals in the numbers of a regression; detected when not given. With a comma 1.234
        is 1234.`,
      zh: '回归任务的数值中小数部分之前的字符；不填则自动识别。选择逗号时 1.234 即 1234。',
    },
    group: 'data',
    form: 'more',
    kind: 'choice',
    choices: {
      auto: { en: 'automatic', zh: '自动' },
      point: { en: 'Point', zh: '点' },
      comma: { en: 'Comma', zh: '逗号' },
    },
    default: 'auto',
    affects: ['reading'],
    commands: ['inspect', 'evaluate'],
    python: 'rows',
  },
  mergeLabels: {
    title: { en: 'Merge near-equal labels', zh: '合并近似标签' },
    help: {
      en: `Treat labels that look alike as one: those that differ by case, spaces, width, accents or invisible
        characters.`,
      zh: '将看起来相同的标签（仅大小写、空格、全角半角、重音写法或不可见字符不同）视为同一个。',
    },
    group: 'data',
    form: 'more',
    kind: 'boolean',
    default: false,
    affects: ['reading'],
    commands: ['inspect', 'evaluate'],
    python: 'rows',
  },
  missing: {
    title: { en: 'Cells like nan and #N/A', zh: 'nan、#N/A 等单元格' },
    help: {
      en: 'Cells such as nan, None, N/A and errors of a spreadsheet (#N/A): texts and labels like others, or missing.',
      zh: '诸如 nan、None、N/A 以及表格错误值（#N/A）的单元格：视为普通的文本和标签（keep），或视为缺失（skip）。',
    },
    group: 'data',
    form: 'more',
    kind: 'choice',
    choices: { keep: { en: 'keep', zh: '保留' }, skip: { en: 'missing', zh: '视为缺失' } },
    default: 'keep',
    affects: ['reading'],
    commands: ['inspect', 'evaluate', 'predict'],
    python: 'rows',
  },
} as const satisfies Record<string, Setting>;
