// Notices about a run; see ../notices.ts for the mechanism.

import type { Sentence } from '../catalogue.js';

export const runNotices = {
  'run.frozenNotCached': {
    en: 'What the frozen layers give does not fit on the disk, so they are computed anew in every epoch, with dropout.',
    zh: '磁盘空间不足以缓存冻结层的输出，因此每个轮次都会重新计算（使用 dropout）。',
  },
  'run.checkpointHeld': {
    en: 'Another program has {file} open, so that it could not be saved; it is tried again at the next checkpoint.',
    zh: '{file} 正被其他程序打开，本次未能保存；将在下一个检查点重试。',
  },
  'run.windowsNotCached': {
    en: `Long texts are learned in windows, of which every epoch takes another: what the frozen layers give is computed
      anew each time, with dropout.`,
    zh: '超长文本按窗口学习，每个轮次取不同的窗口，因此冻结层的输出每次都会重新计算（使用 dropout）。',
  },
  'run.memoryProposal': {
    en: 'This run needs about {need} GB of memory and {free} GB are free: with {flags} it needs {smaller} GB.',
    zh: '本次训练约需 {need} GB 内存，而可用内存为 {free} GB：使用 {flags} 则只需 {smaller} GB。',
  },
  'run.memoryTooSmall': {
    en: `This run needs about {need} GB of memory and {free} GB are free; a smaller batch, frozen layers and shorter
      texts would not suffice, a smaller model would.`,
    zh: '本次训练约需 {need} GB 内存，而可用内存为 {free} GB；减小批大小、冻结层和缩短文本均不足以解决，请选择更小的模型。',
  },
  'run.wrongGradients': {
    en: `Version {product} began this run, and on the processor it computed the gradients of the embeddings wrong in
      batches of about a thousand tokens or more. What this run has learned may be wrong: begin anew.`,
    zh: '本次训练由 {product} 版开始；该版本在处理器上对约一千个或更多词元的批次计算的词嵌入梯度有误。已学到的内容可能不正确：请重新开始训练。',
  },
  'run.otherThreads': {
    en: `This run was computed on {before} processor threads and goes on with {after}: sums may be rounded in another
      order, so that it does not end with the same bytes; its losses differ by less than a thousandth over the first
      seventy steps.`,
    zh: '本次训练此前使用 {before} 个处理器线程，现在使用 {after} 个：求和的舍入顺序可能不同，因此最终结果不会逐字节相同；损失在最初七十步内相差不到千分之一。',
  },
  'run.otherRuntime': {
    en: `This run was computed on {before} and goes on with {after}: numbers are rounded otherwise, so that it does not
      end with the same bytes; losses differ by about a hundred-thousandth at first.`,
    zh: '本次训练此前在 {before} 上计算，现在在 {after} 上继续：数值的舍入方式不同，因此最终结果不会逐字节相同；损失起初相差约十万分之一。',
  },
  'run.recipe': {
    en: `Recipe auto: up to {epochs} epoch[s] at a learning rate of {learningRate}, layer-wise decay {layerDecay}; stops
      after {patience} evaluation[s] without improvement, and the best becomes the model.`,
    zh: '自动方案：最多 {epochs} 轮，学习率 {learningRate}，逐层衰减 {layerDecay}；连续 {patience} 次评估没有改善则停止，并以最佳结果作为模型。',
  },
  'run.recipePlain': {
    en: 'Recipe auto: {epochs} epoch[s] at a learning rate of {learningRate}, layer-wise decay {layerDecay}.',
    zh: '自动方案：{epochs} 轮，学习率 {learningRate}，逐层衰减 {layerDecay}。',
  },
  'run.longWarmup': {
    en: `The warm-up takes {warmup} steps and the run {steps}: the learning rate reaches {reached} and not
      {learningRate}. Give fewer --warmup-steps, a smaller --warmup, or more epochs.`,
    zh: '预热需要 {warmup} 步，而训练共 {steps} 步：学习率只会达到 {reached}，而不是 {learningRate}。请减小 --warmup-steps 或 --warmup，或增加轮数。',
  },
  'run.neverRight': {
    en: `{count} label[s] [was|were] never recognised where the model was measured: {labels}. Try more epochs
      (--epochs), or more rows of [it|them].`,
    zh: '评估数据中有 {count} 个标签从未被识别：{labels}。可尝试更多轮次（--epochs）或更多该类数据。',
  },
  'run.rateTooHigh': {
    en: `After {steps} step[s] the training loss is about {loss}, and guessing without reading gives {guess}: nothing
      was learned. The learning rate of {learningRate} is probably too high: try --learning-rate {usual}.`,
    zh: `经过 {steps} 步，训练损失约为 {loss}，而不看文本的猜测为 {guess}：没有学到任何内容。学习率 {learningRate} 可能过高：
      可尝试 --learning-rate {usual}。`,
  },
  'run.rateTooLow': {
    en: `After {steps} step[s] the training loss is still about {loss}, and guessing without reading gives {guess}:
      nothing was learned. The learning rate of {learningRate} is very low for this model: try --learning-rate
      {usual}.`,
    zh: `经过 {steps} 步，训练损失仍约为 {loss}，而不看文本的猜测为 {guess}：没有学到任何内容。学习率 {learningRate} 对该模型过低：
      可尝试 --learning-rate {usual}。`,
  },
  'run.stayedAtGuess': {
    en: `After {steps} step[s] the training loss is still about {loss}, what guessing without reading gives ({guess}):
      nothing was learned. Try more epochs (--epochs), see whether the labels follow from the texts, or take another
      base model (--model).`,
    zh: `经过 {steps} 步，训练损失仍约为 {loss}，与不看文本的猜测（{guess}）相当：没有学到任何内容。
      可尝试更多轮次（--epochs），检查标签是否与文本相关，或更换基础模型（--model）。`,
  },
  'run.noBetterThanMean': {
    en: `The model's RMSE on the rows it was measured on is {rmse}, and always answering their mean would give {spread}:
      it has learned nothing of use. Try more epochs (--epochs), or learn the numbers with mean 0 and deviation 1
      (--scale-targets).`,
    zh: `评估数据上的 RMSE 为 {rmse}，而始终回答其均值的 RMSE 为 {spread}：模型没有学到任何有用的内容。可尝试更多轮次（--epochs），
      或以均值 0、标准差 1 学习数值（--scale-targets）。`,
  },
  'run.noBetter': {
    en: `The model is right on {accuracy} % of the rows it was measured on, and always answering “{label}” is right on
      {share} %: it has learned nothing that chance would not give. Try more epochs (--epochs), another base model
      (--model), or more rows.`,
    zh: '模型在评估数据上的正确率为 {accuracy}%，而始终回答“{label}”的正确率为 {share}%：它没有学到任何有用的内容。可尝试更多轮次（--epochs）、其他基础模型（--model）或更多数据。',
  },
} as const satisfies Record<string, Sentence>;
