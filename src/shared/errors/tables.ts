// Errors of which table is meant, and what its columns hold: a sheet, a file in an archive; see ../errors.ts for the
// mechanism.

import type { ErrorEntry } from './entry.js';

export const tableErrors = {
  'data.sheetNotFound': {
    fault: 'input',
    en: '{file} has no sheet {sheet}; its sheets are {sheets}.',
    zh: '{file} 中没有工作表 {sheet}；现有的工作表为 {sheets}。',
    next: {
      en: 'Give the name of one of them, or its number, with --sheet.',
      zh: '请用 --sheet 指定其中一个的名称或序号。',
    },
  },
  'data.archiveTables': {
    fault: 'input',
    en: '{file} has to hold one table, but holds {count}: {names}.',
    zh: '{file} 应只含一个数据文件，但含有 {count} 个：{names}。',
    next: { en: 'Unpack it and give the file that is meant.', zh: '请解压后给出所需的文件。' },
  },
  'data.uniqueLabels': {
    fault: 'input',
    en: `Every row of {file}, or nearly, has its own label in {column} ({labels} labels in {rows} rows): this looks
      like an identifier or a text, and nothing can be learned from it.`,
    zh: '{file} 的列 {column} 几乎每行的标签都不同（{rows} 行，{labels} 种标签）：看起来是编号或文本，无法学习。',
    next: {
      en: 'Name another column with --label; where the labels are numbers, choose --task regression.',
      zh: '请用 --label 指定其他列；如果标签是数值，请使用 --task regression。',
    },
  },
  'data.softValue': {
    fault: 'input',
    en: 'Column {column} of {file} is to hold the probability of a label, and holds “{value}”.',
    zh: '{file} 的列 {column} 应为标签的概率，却含有“{value}”。',
    next: { en: 'Write a number of 0 or more, or leave the cell empty.', zh: '请填写 0 或以上的数值，或留空。' },
  },
  'data.otherDecimal': {
    fault: 'input',
    en: `The numbers in column {column} of {file} are to be read with a decimal {decimal}, as it was given or as the
      model learned them, but are written with a decimal {other}: {written}.`,
    zh: '{file} 的列 {column} 中的数值应以 {decimal} 为小数点读取（由设置给出，或模型训练时如此），但实际使用的是 {other}：{written}。',
    next: { en: 'Give --decimal {other} for this file.', zh: '请为该文件使用 --decimal {other}。' },
  },
  'data.unsureDecimal': {
    fault: 'input',
    en: `The numbers in column {column} of {file}, such as {written}, may be read in two ways: with thousands apart, or
      with a decimal comma.`,
    zh: '{file} 的列 {column} 中的数值（例如 {written}）有两种读法：逗号可能分隔千位，也可能是小数点。',
    next: {
      en: 'Give --decimal point for thousands apart, --decimal comma for decimals.',
      zh: '如为千位分隔，请使用 --decimal point；如为小数，请使用 --decimal comma。',
    },
  },
  'data.noWeights': {
    fault: 'input',
    en: 'No row of {file} that has a text and a label has a weight above 0 in column {column}.',
    zh: '{file} 中有文本和标签的数据行在列 {column} 中都没有大于 0 的权重。',
    next: {
      en: 'Write numbers above 0 there, or leave --weights out.',
      zh: '请在该列填写大于 0 的数值，或去掉 --weights。',
    },
  },
  'data.noTimes': {
    fault: 'input',
    en: 'No row of {file} that has a text and a label has a time that can be read in column {column}.',
    zh: '{file} 中有文本和标签的数据行在列 {column} 中都没有可识别的时间。',
    next: {
      en: 'Write times as 2024-05-31 or 2024-05-31 18:30, or leave --time out.',
      zh: '请写成 2024-05-31 或 2024-05-31 18:30，或去掉 --time。',
    },
  },
  'data.jsonLabels': {
    fault: 'input',
    en: 'The labels in column {column} of {file} are JSON with fields of its own, such as {value}, and no classes.',
    zh: '{file} 的列 {column} 中的标签是带有字段的 JSON（例如 {value}），不是类别。',
    next: {
      en: 'Name another column with --label, or write one label a row; marked places in texts are not learned.',
      zh: '请用 --label 指定其他列，或每行只写一个标签；不支持学习文本中的标注片段。',
    },
  },
  'data.oneGroup': {
    fault: 'input',
    en: 'All rows of {file} have the same value in column {column}: there is nothing to hold out apart from the rest.',
    zh: '{file} 的列 {column} 在所有行中取值相同，无法划分出验证集。',
    next: { en: 'Name another column, or leave {flag} out.', zh: '请指定其他列，或去掉 {flag}。' },
  },
} as const satisfies Record<string, ErrorEntry>;
