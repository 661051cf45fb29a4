// Errors of a model's vocabulary and tokenizer; see ../errors.ts for the mechanism.

import type { ErrorEntry } from './entry.js';

export const tokenizerErrors = {
  'model.noVocabulary': {
    fault: 'input',
    en: `The model folder {folder} has neither tokenizer.json nor a vocabulary (vocab.txt, or vocab.json with
      merges.txt).`,
    zh: '模型文件夹 {folder} 中既没有 tokenizer.json，也没有词表（vocab.txt，或 vocab.json 与 merges.txt）。',
    next: { en: 'Download one of them into it.', zh: '请将其中之一下载到该文件夹。' },
  },
  'model.notSentencePiece': {
    fault: 'input',
    en: '{file} is no model of SentencePiece, or is damaged.',
    zh: '{file} 不是 SentencePiece 模型，或已损坏。',
    next: { en: 'Download or copy the file again.', zh: '请重新下载或复制该文件。' },
  },
  'model.sentencePieceOnly': {
    fault: 'input',
    en: `The model folder {folder} has its tokenizer in {file} alone, which is read of XLM-RoBERTa
      (sentencepiece.bpe.model) and ALBERT (spiece.model) only; tokenizer.json says the same and is needed.`,
    zh: `模型文件夹 {folder} 中只有 {file} 形式的分词器，
      此处只能读取 XLM-RoBERTa 的 sentencepiece.bpe.model 和 ALBERT 的 spiece.model；
      需要内容相同的 tokenizer.json。`,
    next: {
      en: `Download tokenizer.json from the model's page, or have Python write it:
        AutoTokenizer.from_pretrained(FOLDER).save_pretrained(FOLDER).`,
      zh: '请从模型页面下载 tokenizer.json，或用 Python 生成：AutoTokenizer.from_pretrained(文件夹).save_pretrained(文件夹)。',
    },
  },
  'model.emptyVocabulary': {
    fault: 'input',
    en: 'The vocabulary {file} is empty.',
    zh: '词表 {file} 为空。',
    next: { en: 'Download or copy the file again.', zh: '请重新下载或复制该文件。' },
  },
  'model.vocabularyLacks': {
    fault: 'input',
    en: 'The vocabulary {file} lacks the token {token}, which BERT needs.',
    zh: '词表 {file} 缺少 BERT 所需的标记 {token}。',
    next: {
      en: `Take the vocabulary that belongs to the model; where the token goes by another name, tokenizer_config.json
        must say so.`,
      zh: '请使用与模型配套的词表；如果该标记另有名称，须在 tokenizer_config.json 中注明。',
    },
  },
  'model.tokenizerField': {
    fault: 'input',
    en: '{file} cannot be used as a tokenizer: {field} is missing or malformed.',
    zh: '{file} 不能用作分词器：{field} 缺失或格式错误。',
    next: { en: 'Download or copy the file again.', zh: '请重新下载或复制该文件。' },
  },
  'model.tokenizerPattern': {
    fault: 'input',
    en: '{file} is not used: its pattern or replacement {pattern} could take endless time or memory.',
    zh: '未使用 {file}：其中的模式或替换内容 {pattern} 可能耗费无限的时间或内存。',
    next: {
      en: "Take the tokenizer from the model's own page, or another model.",
      zh: '请使用模型官方页面提供的分词器，或换用其他模型。',
    },
  },
  'model.tokenizerSlow': {
    fault: 'input',
    en: 'The tokenizer {file} did not finish one text within {seconds} s.',
    zh: '分词器 {file} 未能在 {seconds} 秒内处理完一条文本。',
    next: {
      en: "Take the tokenizer from the model's own page; where it is that one, shorten the longest texts.",
      zh: '请使用模型官方页面提供的分词器；若已是该分词器，请缩短最长的文本。',
    },
  },
  'model.foreignTokenizer': {
    fault: 'input',
    en: '{file} names the tokenizer {name}, whose rules are not known here: texts would be split otherwise.',
    zh: '{file} 指定了分词器 {name}，此处不支持其规则：文本会被切分得不同。',
    next: {
      en: 'Take a model with the tokenizer of BERT, RoBERTa, XLM-RoBERTa, ALBERT or ELECTRA.',
      zh: '请使用带有 BERT、RoBERTa、XLM-RoBERTa、ALBERT 或 ELECTRA 分词器的模型。',
    },
  },
  'model.tokenizerBroken': {
    fault: 'input',
    en: 'The tokenizer {file} ended the process that read a text with it: the file is damaged, or made to do that.',
    zh: '分词器 {file} 在处理文本时使其进程意外结束：该文件已损坏，或是蓄意构造的。',
    next: {
      en: "Take the tokenizer from the model's own page, or another model.",
      zh: '请使用模型官方页面提供的分词器，或换用其他模型。',
    },
  },
  'model.noNativeTokenizer': {
    fault: 'machine',
    en: `The tokenizer {file} needs the package tokenizers for these texts, which cannot be loaded on this computer
      ({platform}); without it, only BERT's own tokenizer is read, for texts without rare characters.`,
    zh: `对这些文本，分词器 {file} 需要 tokenizers 软件包，而本机（{platform}）无法加载它；没有它时，
      只能读取 BERT 自身的分词器，且文本不能含罕见字符。`,
    next: {
      en: 'Install the product again for this computer, or take a model with a plain vocab.txt.',
      zh: '请为本机重新安装本产品，或使用带有普通 vocab.txt 的模型。',
    },
  },
  'model.unsupportedTokenizer': {
    fault: 'input',
    en: '{file} describes a tokenizer of the kind {kind}, which cannot be used with BERT here.',
    zh: '{file} 描述的是 {kind} 类型的分词器，此处无法与 BERT 一起使用。',
    next: {
      en: "Take a model with BERT's own tokenizer (WordPiece).",
      zh: '请使用带有 BERT 自身分词器（WordPiece）的模型。',
    },
  },
  'model.vocabularyTooLarge': {
    fault: 'input',
    en: 'The tokenizer of {model} has {tokens} tokens, but its weights embed only {rows}.',
    zh: '{model} 的分词器有 {tokens} 个 token，但其权重只包含 {rows} 个嵌入。',
    next: { en: 'Take the tokenizer files that belong to these weights.', zh: '请使用与这些权重配套的分词器文件。' },
  },
} as const satisfies Record<string, ErrorEntry>;
