// Notices about a model that was loaded; see ../notices.ts for the mechanism.

import type { Sentence } from '../catalogue.js';

export const modelNotices = {
  'model.headInitialized': {
    en: 'The model has no classification head; a new one with {labels} output[s] was initialised from seed {seed}.',
    zh: '该模型没有分类头；已用随机种子 {seed} 初始化了一个有 {labels} 个输出的新分类头。',
  },
  'model.headReplacedSize': {
    en: `The model’s classification head has {found} output[s] and the data needs {labels}: it was replaced by a new
      one, initialised from seed {seed}.`,
    zh: '该模型的分类头有 {found} 个输出，而数据需要 {labels} 个：已替换为用随机种子 {seed} 初始化的新分类头。',
  },
  'model.headReplacedLabels': {
    en: `The model’s classification head is for other labels ({found}): it was replaced by a new one with {labels}
      output[s], initialised from seed {seed}.`,
    zh: '该模型的分类头对应其他标签（{found}）：已替换为用随机种子 {seed} 初始化、有 {labels} 个输出的新分类头。',
  },
  'model.headReplacedTask': {
    en: `The model’s classification head is for another kind of task ({found}): it was replaced by a new one with
      {labels} output[s], initialised from seed {seed}.`,
    zh: '该模型的分类头用于另一类任务（{found}）：已替换为用随机种子 {seed} 初始化、有 {labels} 个输出的新分类头。',
  },
  'model.headKept': {
    en: 'The model’s classification head was kept, since its labels are the data’s.',
    zh: '已保留该模型的分类头，因为其标签与数据一致。',
  },
  'model.headReordered': {
    en: `The model’s classification head was kept, since its labels are the data’s; they were in another order
    ({found}).`,
    zh: '已保留该模型的分类头，因为其标签与数据一致，只是顺序不同（{found}），现已按数据的顺序排列。',
  },
  'model.headKeptAsAsked': {
    en: 'The model’s classification head was kept, as asked.',
    zh: '已按要求保留该模型的分类头。',
  },
  'model.poolerInitialized': {
    en: 'The model has no pooler; a new one was initialised from seed {seed}.',
    zh: '该模型没有池化层；已用随机种子 {seed} 初始化了新的池化层。',
  },
  'model.prefixTaken': {
    en: `The names of the weights in {file} begin with “{prefix}”, which was left out: a class of one’s own may compute
      something else than the model that these names are of.`,
    zh: '{file} 中权重的名称以“{prefix}”开头，已去掉该前缀：自定义的类所计算的可能与这些名称对应的模型不同。',
  },
  'model.extraWeights': {
    en: '{count} weight[s] of the model [is|are] not needed and [was|were] left out: {names}.',
    zh: '该模型有 {count} 个权重用不到，已忽略：{names}。',
  },
  'model.chosen': {
    en: `The texts look {textLanguage}: the base model is {model} (tiny, {megabytes} MB, comes with the product). To
      download a larger one: --model {download} ({size} MB).`,
    zh: '文本看起来是{textLanguage}：基础模型采用 {model}（小型，{megabytes} MB，随产品提供）。可下载更大的模型：--model {download}（{size} MB）。',
  },
  'model.chosenUnsure': {
    en: `The language of the texts is not clear: the base model is {model} (tiny, {megabytes} MB, comes with the
      product). To download one of many languages: --model {download} ({size} MB).`,
    zh: '无法确定文本的语言：基础模型采用 {model}（小型，{megabytes} MB，随产品提供）。可下载多语言模型：--model {download}（{size} MB）。',
  },
  'model.chosenHere': {
    en: `The texts look {textLanguage}: the base model is {model}, the largest on this computer that reads them
      ({millions} million weights without the embeddings).`,
    zh: '文本看起来是{textLanguage}：基础模型采用 {model}，即本机能读懂它们的最大模型（嵌入以外 {millions} 百万参数）。',
  },
  'model.chosenHereUnsure': {
    en: `The language of the texts is not clear: the base model is {model}, the largest on this computer that reads them
      ({millions} million weights without the embeddings).`,
    zh: '无法确定文本的语言：基础模型采用 {model}，即本机能读懂它们的最大模型（嵌入以外 {millions} 百万参数）。',
  },
  'model.unreadOther': {
    en: `{percent} % of the words of your texts are unknown to {model} or break into pieces: it is a model for
      {modelLanguage}, and the texts look {textLanguage}. What reads them: {offer}.`,
    zh: '您的文本中有 {percent}% 的词是 {model} 不认识或只能拆成碎片的：它是{modelLanguage}模型，而文本看起来是{textLanguage}。能读懂的模型：{offer}。',
  },
  'model.unread': {
    en: `{percent} % of the words of your texts are unknown to {model} or break into pieces, and the texts look
      {textLanguage}. What reads them: {offer}.`,
    zh: '您的文本中有 {percent}% 的词是 {model} 不认识或只能拆成碎片的，而文本看起来是{textLanguage}。能读懂的模型：{offer}。',
  },
  'model.unreadUnsure': {
    en: `{percent} % of the words of your texts are unknown to {model} or break into pieces. What may read them:
      {offer}.`,
    zh: '您的文本中有 {percent}% 的词是 {model} 不认识或只能拆成碎片的。可能读懂的模型：{offer}。',
  },
} as const satisfies Record<string, Sentence>;
