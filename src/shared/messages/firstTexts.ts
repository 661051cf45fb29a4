// Texts of the panel that appear with its first rows: the host writes them before the page draws itself.

import type { Sentence } from '../catalogue.js';

export const firstTexts = {
  'tab.data': { en: 'Data', zh: '数据' },
  'tab.model': { en: 'Model', zh: '模型' },
  'tab.layers': { en: 'Layers', zh: '层' },
  'tab.training': { en: 'Training', zh: '训练' },
  'tab.evaluation': { en: 'Evaluation', zh: '评估' },
  'part.data': { en: 'Data', zh: '数据' },
  'bar.reading': { en: 'Reading {file}…', zh: '正在读取 {file}…' },
  'bar.start': { en: 'Start Training', zh: '开始训练' },
  'data.field.text': { en: 'Text column', zh: '文本列' },
  'data.field.label': { en: 'Label column', zh: '标签列' },
  'data.field.pair': { en: 'Second text (optional)', zh: '第二文本（可选）' },
  'data.field.encoding': { en: 'Encoding', zh: '编码' },
  'data.field.delimiter': { en: 'Delimiter', zh: '分隔符' },
  'data.preview': { en: 'Preview', zh: '预览' },
  'data.tokens': { en: 'Tokens', zh: '词元数' },
  'role.text': { en: 'text', zh: '文本' },
  'role.label': { en: 'label', zh: '标签' },
  'role.pair': { en: 'second text', zh: '第二文本' },
} as const satisfies Record<string, Sentence>;
