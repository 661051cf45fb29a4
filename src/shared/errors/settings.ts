// Errors of settings; see ../errors.ts for the mechanism.

import type { ErrorEntry } from './entry.js';

const correct = { en: 'Correct it and start again.', zh: '请改正后重试。' } as const;

export const settingErrors = {
  'setting.number': {
    fault: 'usage',
    en: 'The setting {name} is {value}, but has to be a number from {minimum} to {maximum}.',
    zh: '设置 {name} 的值为 {value}，但必须是 {minimum} 到 {maximum} 之间的数。',
    next: correct,
  },
  'setting.integer': {
    fault: 'usage',
    en: 'The setting {name} is {value}, but has to be a whole number from {minimum} to {maximum}.',
    zh: '设置 {name} 的值为 {value}，但必须是 {minimum} 到 {maximum} 之间的整数。',
    next: correct,
  },
  'setting.choice': {
    fault: 'usage',
    en: 'The setting {name} is {value}, but has to be one of: {choices}.',
    zh: '设置 {name} 的值为 {value}，但必须是以下之一：{choices}。',
    next: correct,
  },
  'setting.boolean': {
    fault: 'usage',
    en: 'The setting {name} is {value}, but has to be true or false.',
    zh: '设置 {name} 的值为 {value}，但必须为 true 或 false。',
    next: correct,
  },
  'setting.text': {
    fault: 'usage',
    en: 'The setting {name} is {value}, but has to be a text that is not empty.',
    zh: '设置 {name} 的值为 {value}，但必须是非空文本。',
    next: correct,
  },
  'setting.unknown': {
    fault: 'usage',
    en: 'There is no setting {name}.',
    zh: '没有名为 {name} 的设置。',
    next: { en: 'Did you mean {nearest}?', zh: '您是否想用 {nearest}？' },
  },
  'setting.notObject': {
    fault: 'usage',
    en: 'The settings are not a JSON object of names and values.',
    zh: '设置不是由名称和值组成的 JSON 对象。',
    next: correct,
  },
  'setting.validationShare': {
    fault: 'usage',
    en: 'The setting {name} is {value}, but a share has to lie between 0 and 0.9.',
    zh: '设置 {name} 的值为 {value}，但比例必须在 0 到 0.9 之间。',
    next: { en: 'Give such a share, or the path of a second file.', zh: '请给出该范围内的比例，或另一个文件的路径。' },
  },
  'setting.needsValidation': {
    fault: 'usage',
    en: 'The setting {name} is {value}, which needs validation rows, but none are held out.',
    zh: '设置 {name} 的值为 {value}，这需要验证数据，但没有留出任何验证行。',
    next: {
      en: 'Give validation a share such as 0.2, or change {name}.',
      zh: '请将 validation 设为 0.2 之类的比例，或更改 {name}。',
    },
  },
  'setting.notForRegression': {
    fault: 'usage',
    en: 'The setting {name} is {value}, which has no meaning for a regression.',
    zh: '设置 {name} 的值为 {value}，这对回归任务没有意义。',
    next: { en: 'Leave {name} out.', zh: '请去掉 {name}。' },
  },
  'setting.onlyMultiLabel': {
    fault: 'usage',
    en: 'The setting {name} is {value}, which has a meaning only where a row may have several labels.',
    zh: '设置 {name} 的值为 {value}，这仅对多标签任务有意义。',
    next: { en: 'Leave {name} out.', zh: '请去掉 {name}。' },
  },
  'setting.notForMultiLabel': {
    fault: 'usage',
    en: 'The setting {name} is {value}, which has no meaning where a row may have several labels.',
    zh: '设置 {name} 的值为 {value}，这对多标签任务没有意义。',
    next: { en: 'Leave {name} out.', zh: '请去掉 {name}。' },
  },
  'setting.conflict': {
    fault: 'usage',
    en: 'The settings {name} and {other} exclude each other.',
    zh: '设置 {name} 与 {other} 不能同时使用。',
    next: { en: 'Leave one of them out.', zh: '请去掉其中一个。' },
  },
  'setting.missing': {
    fault: 'usage',
    en: 'The setting {name} needs {other} too.',
    zh: '设置 {name} 还需要同时给出 {other}。',
    next: { en: 'Give {other}, or leave {name} out.', zh: '请给出 {other}，或去掉 {name}。' },
  },
  'setting.precisionDevice': {
    fault: 'usage',
    en: 'The setting {name} is {value}, but the device {device} computes in float32.',
    zh: '设置 {name} 的值为 {value}，但设备 {device} 以 float32 计算。',
    next: {
      en: 'bfloat16 needs --device tensorflow, float16 needs --device onnx-webgpu.',
      zh: 'bfloat16 需要 --device tensorflow，float16 需要 --device onnx-webgpu。',
    },
  },
  'setting.shape': {
    fault: 'usage',
    en: `The setting {name} is {value}, which is not LAYERS-HIDDEN-HEADS with a width that the heads divide, such as
      12-768-12.`,
    zh: '设置 {name} 的值为 {value}，不符合“层数-宽度-头数”（宽度须能被头数整除），例如 12-768-12。',
    next: correct,
  },
  'setting.maxLengthModel': {
    fault: 'usage',
    en: 'The setting {name} is {value}, but the model {model} knows {positions} positions.',
    zh: '设置 {name} 的值为 {value}，但模型 {model} 只支持 {positions} 个位置。',
    next: { en: 'Choose at most {positions}.', zh: '请设为不超过 {positions}。' },
  },
  'setting.freezePart': {
    fault: 'usage',
    en: 'The setting {name} has the part {part}, which a model of {layers} layers does not have.',
    zh: '设置 {name} 中有部分 {part}，而 {layers} 层的模型没有这一部分。',
    next: { en: 'The parts are, for instance: {parts}.', zh: '可用的部分例如：{parts}。' },
  },
  'setting.freezeAll': {
    fault: 'usage',
    en: 'The setting {name} is {value}, which leaves nothing to learn.',
    zh: '设置 {name} 的值为 {value}，没有留下任何可训练的部分。',
    next: { en: 'Leave a part out, the classifier for instance.', zh: '请留出一部分，例如 classifier。' },
  },
} as const satisfies Record<string, ErrorEntry>;
