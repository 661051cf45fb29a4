// Errors of model folders; see ../errors.ts for the mechanism.

import type { ErrorEntry } from './entry.js';

export const modelErrors = {
  'model.notFound': {
    fault: 'input',
    en: 'There is no model folder {folder}.',
    zh: '找不到模型文件夹 {folder}。',
    next: { en: 'Check the path.', zh: '请检查路径。' },
  },
  'model.fileMissing': {
    fault: 'input',
    en: 'There is no file {file}.',
    zh: '找不到文件 {file}。',
    next: { en: 'Check the path.', zh: '请检查路径。' },
  },
  'model.noConfig': {
    fault: 'input',
    en: 'The model folder {folder} has no config.json.',
    zh: '模型文件夹 {folder} 中没有 config.json。',
    next: {
      en: `Choose a folder in the layout of Hugging Face: config.json, model.safetensors, and tokenizer.json or
        vocab.txt.`,
      zh: '请选择 Hugging Face 格式的文件夹：config.json、model.safetensors，以及 tokenizer.json 或 vocab.txt。',
    },
  },
  'model.noWeights': {
    fault: 'input',
    en: `The model folder {folder} has no weights: no .safetensors, .bin, .pt, .pth or .ckpt of PyTorch, and no
      TensorFlow checkpoint.`,
    zh: '模型文件夹 {folder} 中没有权重：没有 PyTorch 的 .safetensors、.bin、.pt、.pth 或 .ckpt，也没有 TensorFlow 检查点。',
    next: { en: 'Download model.safetensors into it.', zh: '请将 model.safetensors 下载到该文件夹。' },
  },
  'model.pickleRefused': {
    fault: 'input',
    en: '{file} wants to run {name}, which no weights need; it was not read.',
    zh: '{file} 想要运行 {name}，而权重并不需要它；因此未读取该文件。',
    next: {
      en: `Save the weights alone, in Python: torch.save(model.state_dict(), file); or take model.safetensors from where
        you got it. Do not open a file that you do not trust in Python.`,
      zh: '请在 Python 中只保存权重：torch.save(model.state_dict(), file)；或从来源处获取 model.safetensors。不要在 Python 中打开不可信的文件。',
    },
  },
  'model.notPytorch': {
    fault: 'input',
    en: '{file} is not a file of weights that PyTorch wrote, or it is damaged: {what}.',
    zh: '{file} 不是 PyTorch 写出的权重文件，或已损坏：{what}。',
    next: { en: 'Download or copy the file again.', zh: '请重新下载或复制该文件。' },
  },
  'model.notCheckpoint': {
    fault: 'input',
    en: '{file} is not the index of a TensorFlow checkpoint, or it is damaged: {what}.',
    zh: '{file} 不是 TensorFlow 检查点的索引，或已损坏：{what}。',
    next: {
      en: 'Download or copy the file again, with the .data files beside it.',
      zh: '请重新下载或复制该文件，以及同目录下的 .data 文件。',
    },
  },
  'model.noStateDict': {
    fault: 'input',
    en: '{file} holds no weights by name (a state dict).',
    zh: '{file} 中没有按名称保存的权重（state dict）。',
    next: {
      en: 'Save the weights, in Python: torch.save(model.state_dict(), file).',
      zh: '请在 Python 中保存权重：torch.save(model.state_dict(), file)。',
    },
  },
  'model.torchScript': {
    fault: 'input',
    en: '{file} is a TorchScript program, not a file of weights.',
    zh: '{file} 是 TorchScript 程序，而不是权重文件。',
    next: {
      en: 'Take the weights it was made from: model.safetensors or pytorch_model.bin.',
      zh: '请使用制作它的权重：model.safetensors 或 pytorch_model.bin。',
    },
  },
  'model.bigEndian': {
    fault: 'input',
    en: '{file} was written on a machine with another byte order.',
    zh: '{file} 由字节序不同的机器写出。',
    next: {
      en: 'Save it anew as model.safetensors, whose byte order is fixed.',
      zh: '请重新保存为字节序固定的 model.safetensors。',
    },
  },
  'model.severalWeights': {
    fault: 'input',
    en: 'The model folder {folder} has several files that may be its weights: {files}.',
    zh: '模型文件夹 {folder} 中有多个可能是权重的文件：{files}。',
    next: {
      en: 'Leave one of them there, or name it pytorch_model.bin.',
      zh: '请只保留其中一个，或将其命名为 pytorch_model.bin。',
    },
  },
  'model.invalidJson': {
    fault: 'input',
    en: '{file} is not valid JSON.',
    zh: '{file} 不是有效的 JSON。',
    next: { en: 'Download or copy the file again.', zh: '请重新下载或复制该文件。' },
  },
  'model.fileTooLong': {
    fault: 'input',
    en: '{file} is {bytes} bytes long; at most {limit} are expected of such a file.',
    zh: '{file} 长 {bytes} 字节，此类文件最多应为 {limit} 字节。',
    next: { en: 'Check that it is the right file.', zh: '请确认文件是否正确。' },
  },
  'model.notUtf8': {
    fault: 'input',
    en: '{file} is not a text in UTF-8.',
    zh: '{file} 不是 UTF-8 编码的文本。',
    next: { en: 'Download or write it again.', zh: '请重新下载或生成该文件。' },
  },
  'model.gitLfsPointer': {
    fault: 'input',
    en: '{file} is a Git LFS pointer, not the file itself.',
    zh: '{file} 是 Git LFS 指针，而不是该文件本身。',
    next: {
      en: 'Run `git lfs pull` in its folder, or download the file itself.',
      zh: '请在其文件夹中运行 `git lfs pull`，或直接下载该文件。',
    },
  },
  'model.notSafetensors': {
    fault: 'input',
    en: '{file} is not a safetensors file: its header cannot be read.',
    zh: '{file} 不是 safetensors 文件：无法读取文件头。',
    next: { en: 'Download or copy the file again.', zh: '请重新下载或复制该文件。' },
  },
  'model.truncatedFile': {
    fault: 'input',
    en: '{file} is cut short: {expected} bytes are expected, {actual} are there.',
    zh: '{file} 不完整：应有 {expected} 字节，实际只有 {actual} 字节。',
    next: { en: 'Download or copy the file again.', zh: '请重新下载或复制该文件。' },
  },
  'model.headerTooLong': {
    fault: 'input',
    en: 'The header of {file} claims to be {bytes} bytes long; at most {limit} are accepted.',
    zh: '{file} 的文件头声称有 {bytes} 字节，最多接受 {limit} 字节。',
    next: { en: 'Download or copy the file again.', zh: '请重新下载或复制该文件。' },
  },
  'model.duplicateKey': {
    fault: 'input',
    en: '{file} names {key} twice.',
    zh: '{file} 中 {key} 出现了两次。',
    next: { en: 'Download or copy the file again.', zh: '请重新下载或复制该文件。' },
  },
  'model.tensorEntry': {
    fault: 'input',
    en: 'The entry of {tensor} in the header of {file} is malformed.',
    zh: '{file} 的文件头中 {tensor} 的条目格式错误。',
    next: { en: 'Download or copy the file again.', zh: '请重新下载或复制该文件。' },
  },
  'model.tensorPlace': {
    fault: 'input',
    en: 'The data of {tensor} in {file} overlaps that of another tensor, or leaves a gap before it.',
    zh: '{file} 中 {tensor} 的数据与其他张量重叠，或其前留有空隙。',
    next: { en: 'Download or copy the file again.', zh: '请重新下载或复制该文件。' },
  },
  'model.tensorSize': {
    fault: 'input',
    en: 'The data of {tensor} in {file} is not as long as its shape and type say.',
    zh: '{file} 中 {tensor} 的数据长度与其形状和类型不符。',
    next: { en: 'Download or copy the file again.', zh: '请重新下载或复制该文件。' },
  },
  'model.trailingBytes': {
    fault: 'input',
    en: '{file} ends with {bytes} bytes that belong to no tensor.',
    zh: '{file} 末尾有 {bytes} 字节不属于任何张量。',
    next: { en: 'Download or copy the file again.', zh: '请重新下载或复制该文件。' },
  },
  'model.tensorType': {
    fault: 'input',
    en: 'The tensor {tensor} in {file} has the type {type}; supported are {supported}.',
    zh: '{file} 中的张量 {tensor} 类型为 {type}；支持的类型有 {supported}。',
    next: { en: 'Take the model in float32, float16 or bfloat16.', zh: '请使用 float32、float16 或 bfloat16 的模型。' },
  },
  'model.configField': {
    fault: 'input',
    en: 'In {file}, {field} cannot be {value}.',
    zh: '{file} 中的 {field} 不能为 {value}。',
    next: { en: 'Correct the file, or take another model.', zh: '请改正该文件，或换用其他模型。' },
  },
  'model.headsDivide': {
    fault: 'input',
    en: 'In {file}, {hiddenField} {hidden} is not a multiple of {headsField} {heads}.',
    zh: '{file} 中的 {hiddenField} {hidden} 不是 {headsField} {heads} 的倍数。',
    next: { en: 'Correct the file, or take another model.', zh: '请改正该文件，或换用其他模型。' },
  },
  'model.otherArchitecture': {
    fault: 'input',
    en: 'The model in {folder} is of the architecture {architecture}; supported are {titles}.',
    zh: '{folder} 中的模型属于 {architecture} 架构；支持的有 {titles}。',
    next: {
      en: 'Take a model whose config.json has one of these as its "model_type": {supported}.',
      zh: '请使用 config.json 中 "model_type" 为以下之一的模型：{supported}。',
    },
  },
  'model.unsupportedActivation': {
    fault: 'input',
    en: 'The model uses the activation {activation}; supported are {supported}.',
    zh: '该模型使用激活函数 {activation}；支持的有 {supported}。',
    next: { en: 'Take another model.', zh: '请换用其他模型。' },
  },
  'model.unsupportedPositions': {
    fault: 'input',
    en: 'The model uses position embeddings of the type {type}; only absolute ones are supported.',
    zh: '该模型使用 {type} 类型的位置嵌入；只支持 absolute。',
    next: { en: 'Take another model.', zh: '请换用其他模型。' },
  },
  'model.unsupportedFeature': {
    fault: 'input',
    en: '{file} sets {field}: such a model is not supported.',
    zh: '{file} 设置了 {field}：不支持这样的模型。',
    next: { en: 'Take an ordinary encoder, as BERT is one.', zh: '请使用普通的编码器，如 BERT。' },
  },
  'model.missingWeights': {
    fault: 'input',
    en: '{file} lacks {count} of the weights that its config.json asks for: {names}.',
    zh: '{file} 缺少 config.json 所要求的 {count} 个权重：{names}。',
    next: { en: 'Take the complete model.', zh: '请使用完整的模型。' },
  },
  'model.weightShape': {
    fault: 'input',
    en: 'The weight {tensor} in {file} has the shape {found}; config.json asks for {expected}.',
    zh: '{file} 中权重 {tensor} 的形状为 {found}；config.json 要求 {expected}。',
    next: { en: 'Use the config.json that belongs to these weights.', zh: '请使用与这些权重配套的 config.json。' },
  },
  'model.notFinite': {
    fault: 'input',
    en: 'The weight {tensor} in {file} holds NaN or infinity.',
    zh: '{file} 中的权重 {tensor} 含有 NaN 或无穷大。',
    next: { en: 'Take an undamaged model.', zh: '请使用未损坏的模型。' },
  },
  'model.shardName': {
    fault: 'input',
    en: '{file} names {name} as a file of the model; only a file of the same folder may be named.',
    zh: '{file} 将 {name} 列为模型文件；只允许同一文件夹中的文件。',
    next: { en: 'Download or copy the file again.', zh: '请重新下载或复制该文件。' },
  },
  'model.shardLacks': {
    fault: 'input',
    en: '{file} lacks {tensor}, which the index says it holds.',
    zh: '{file} 缺少索引中列出的 {tensor}。',
    next: { en: 'Download or copy the file again.', zh: '请重新下载或复制该文件。' },
  },
  'model.noHead': {
    fault: 'input',
    en: 'The model in {folder} has no classification head.',
    zh: '{folder} 中的模型没有分类头。',
    next: { en: 'Fine-tune it first.', zh: '请先对其进行微调。' },
  },
  'model.headDoesNotFit': {
    fault: 'input',
    en: 'The classification head in {folder} has {found} outputs, but {wanted} are needed: it cannot be kept.',
    zh: '{folder} 中的分类头有 {found} 个输出，但需要 {wanted} 个：无法保留。',
    next: { en: 'Let it be replaced by a new one.', zh: '请改用新的分类头。' },
  },
  'model.noPairs': {
    fault: 'input',
    en: 'The model {model} knows one text at a time, no pairs.',
    zh: '模型 {model} 只支持单个文本，不支持句对。',
    next: {
      en: 'Leave the second column out, or take a model with two token types.',
      zh: '请去掉第二个文本列，或使用支持两种 token 类型的模型。',
    },
  },
  'model.stateMissing': {
    fault: 'input',
    en: 'The saved state does not belong to this model: {name} is missing.',
    zh: '保存的状态不属于该模型：缺少 {name}。',
    next: { en: 'Continue with the run that it was saved from.', zh: '请在保存它的运行上继续。' },
  },
  'model.stateShape': {
    fault: 'input',
    en: 'The saved state does not belong to this model: {name} has the shape {found}, not {expected}.',
    zh: '保存的状态不属于该模型：{name} 的形状为 {found}，应为 {expected}。',
    next: { en: 'Continue with the run that it was saved from.', zh: '请在保存它的运行上继续。' },
  },
} as const satisfies Record<string, ErrorEntry>;
