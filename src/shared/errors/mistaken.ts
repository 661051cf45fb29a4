// Errors of folders and files that are something else than the model they were taken for; see ../errors.ts for the
// mechanism.

import type { ErrorEntry } from './entry.js';

export const mistakenErrors = {
  'model.webPage': {
    fault: 'input',
    en: '{file} is a web page, not the file itself.',
    zh: '{file} 是网页，而不是该文件本身。',
    next: {
      en: 'Download the file itself: on its page, the button for downloading or the address of the raw file.',
      zh: '请下载文件本身：使用其页面上的下载按钮或原始文件地址。',
    },
  },
  'model.innerFolder': {
    fault: 'input',
    en: '{folder} holds no model itself; {inner} does.',
    zh: '{folder} 本身不包含模型；模型位于 {inner}。',
    next: { en: 'Choose that folder.', zh: '请选择该文件夹。' },
  },
  'model.cacheOfModels': {
    fault: 'input',
    en: '{folder} is the cache of the hub, with {count} model[s], not a model.',
    zh: '{folder} 是模型中心的缓存（含 {count} 个模型），而不是模型。',
    next: { en: 'Name a model as the hub does, OWNER/NAME.', zh: '请按模型中心的方式指定模型：OWNER/NAME。' },
  },
  'model.adapterOnly': {
    fault: 'input',
    en: '{folder} holds an adapter (LoRA) for another model, not the weights of a model.',
    zh: '{folder} 中是另一个模型的适配器（LoRA），而不是模型的权重。',
    next: {
      en: 'Merge it in Python: PeftModel.from_pretrained(MODEL, FOLDER).merge_and_unload().save_pretrained(OUT).',
      zh: '请在 Python 中合并：PeftModel.from_pretrained(模型, 文件夹).merge_and_unload().save_pretrained(输出)。',
    },
  },
  'model.otherFramework': {
    fault: 'input',
    en: 'The weights in {folder} are of another program than PyTorch ({file}), which are not read.',
    zh: '{folder} 中的权重属于 PyTorch 以外的程序（{file}），此处不支持。',
    next: {
      en: `Download model.safetensors of the model that it was made from. Weights of TensorFlow and Flax are written as
        PyTorch's with transformers 4 in Python:
        AutoModelForSequenceClassification.from_pretrained(FOLDER, from_tf=True).save_pretrained(FOLDER).`,
      zh: `请下载其来源模型的 model.safetensors。TensorFlow 和 Flax 的权重可在 Python 中用 transformers 4 转换：
        AutoModelForSequenceClassification.from_pretrained(文件夹, from_tf=True).save_pretrained(文件夹)。`,
    },
  },
  'model.trainingState': {
    fault: 'input',
    en: '{folder} holds what a training goes on with ({files}), but no weights.',
    zh: '{folder} 中只有用于继续训练的状态（{files}），没有权重。',
    next: {
      en: 'Copy model.safetensors or pytorch_model.bin of the same checkpoint into it.',
      zh: '请将同一检查点的 model.safetensors 或 pytorch_model.bin 复制到其中。',
    },
  },
  'model.severalNumbers': {
    fault: 'input',
    en: 'The model of {file} predicts {count} numbers at once; here a model predicts one.',
    zh: '{file} 的模型一次预测 {count} 个数值；此处的模型只预测一个。',
    next: { en: 'Train a model for each number.', zh: '请为每个数值各训练一个模型。' },
  },
} as const satisfies Record<string, ErrorEntry>;
