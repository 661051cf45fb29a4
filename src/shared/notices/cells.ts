// Notices about cells that may not be what a person meant; see ../notices.ts for the mechanism.

import type { Sentence } from '../catalogue.js';

export const cellNotices = {
  'data.jsonTexts': {
    en: 'The texts in column {column} are JSON, and are learned as they are, with braces and names of fields.',
    zh: '列 {column} 中的文本是 JSON，将连同括号和字段名原样学习。',
  },
  'data.markup': {
    en: `{count} of the first {of} texts in column {column} [holds|hold] marks of HTML, such as &amp; or <br>, which are
      learned as they are.`,
    zh: '列 {column} 的前 {of} 条文本中有 {count} 条含有 HTML 标记（例如 &amp; 或 <br>），将原样学习。',
  },
  'data.decodedTwice': {
    en: `{count} of the first texts in column {column} [looks|look] as if read in a wrong encoding before the file was
      written: {sample}. They are learned as they are.`,
    zh: '列 {column} 开头部分有 {count} 条文本看起来在写入文件之前就用错了编码：{sample}。将原样学习。',
  },
  'data.truthLabels': {
    en: `The labels in {column} are spellings of yes and no: {labels}. They are learned as different labels; write each
      in one way.`,
    zh: '{column} 中的标签是“是”与“否”的多种写法：{labels}。它们会被视为不同的标签；请统一写法。',
  },
  'data.numberLabels': {
    en: `The labels in {column} are {count} different numbers, each learned as a class of its own; --task regression
      learns them as numbers.`,
    zh: '{column} 中的标签是 {count} 个不同的数值，每个都被视为一个类别；--task regression 可按数值学习。',
  },
  'data.severalInOne': {
    en: `A row may have several labels in {column}, such as {value}; each such combination is learned as a label of its
      own, and --task multi-label takes them apart.`,
    zh: '{column} 中一行可能有多个标签（例如 {value}），每种组合被视为一个标签；--task multi-label 可将其分开。',
  },
  'data.otherBinary': {
    en: `Beside {column}, {count} column[s] [holds|hold] zeros and ones too: {others}. --task multi-label learns all of
      them; the setting label names another.`,
    zh: '除 {column} 外，还有 {count} 列也只含 0 和 1：{others}。--task multi-label 可全部学习；也可用设置 label 指定其他列。',
  },
  'data.secondText': {
    en: `Only {column} is read; where the label says something about {column} and {other} together, give
      --pair {other}.`,
    zh: '只读取了 {column}；如果标签描述的是 {column} 与 {other} 的关系，请使用 --pair {other}。',
  },
  'data.repeatedHeadings': {
    en: 'Several columns are called {name}: the name means the first of them, and the next is {second}.',
    zh: '有多列名为 {name}：该名称指第一列，下一列为 {second}。',
  },
} as const satisfies Record<string, Sentence>;
