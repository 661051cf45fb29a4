// Texts of the training part: charts and log.

import type { Sentence } from '../../src/shared/catalogue.js';

export const trainingTexts = {
  'training.none': { en: 'Nothing trained yet', zh: '尚未训练' },
  'training.noneWhy': {
    en: 'Loss, accuracy and learning rate appear here from the first step.',
    zh: '从第一步起，这里会显示损失、准确率和学习率。',
  },
  'training.preparing': { en: 'Preparing the graph', zh: '正在准备计算图' },
  'training.downloadFirst': { en: 'Training begins once it is on this computer.', zh: '下载到本机后开始训练。' },
  'training.preparingWhy': { en: 'The first step follows in a few seconds.', zh: '几秒后开始第一步。' },
  'training.caching': {
    en: 'Outputs of the frozen layers: {rows} of {total} rows',
    zh: '冻结层的输出：{total} 行中的 {rows} 行',
  },
  'training.noSteps': { en: 'No step was made', zh: '没有完成任何一步' },
  'training.summaryDone': {
    en: '{steps} step[s] · {epochs} epoch[s] · {evaluations} evaluation[s]',
    zh: '{steps} 步 · {epochs} 轮 · {evaluations} 次评估',
  },
  'training.stepOf': { en: 'step {step} of {steps}', zh: '第 {step} 步，共 {steps} 步' },
  'training.started': { en: 'started {time}', zh: '{time} 开始' },
  'training.checkpoint': { en: 'checkpoint {ago} ago', zh: '{ago}前保存检查点' },
  'chart.loss': { en: 'Loss', zh: '损失' },
  'chart.scores': { en: 'Accuracy and F1', zh: '准确率与 F1' },
  'chart.errors': { en: 'Errors', zh: '误差' },
  'chart.rate': { en: 'Learning rate', zh: '学习率' },
  'chart.eachStep': { en: 'each step', zh: '每步' },
  'chart.smoothed': { en: 'training, smoothed', zh: '训练（平滑）' },
  'chart.training': { en: 'training', zh: '训练' },
  'chart.validation': { en: 'validation', zh: '验证' },
  'chart.accuracy': { en: 'accuracy', zh: '准确率' },
  'chart.f1': { en: 'macro F1', zh: '宏平均 F1' },
  'chart.now': { en: 'now', zh: '当前' },
  'chart.best': { en: 'best {loss}', zh: '最佳 {loss}' },
  'chart.epoch': { en: 'Epoch {epoch}', zh: '第 {epoch} 轮' },
  'chart.stepEpoch': { en: 'Step {step}, epoch {epoch}', zh: '第 {step} 步，第 {epoch} 轮' },
  'chart.crosshair': { en: '{title}: crosshair', zh: '{title}：十字线' },
  'chart.zoomHint': {
    en: 'Drag to zoom, or Ctrl and the wheel; double-click shows all.',
    zh: '拖动或按 Ctrl 加滚轮可缩放，双击恢复。',
  },
  'chart.wholeRun': { en: 'Show the whole run', zh: '显示整个运行' },
  'log.title': { en: 'Log', zh: '日志' },
  'log.started': {
    en: 'Started on {device} with {training} row[s], {validation} held out; closing this panel does not stop the run',
    zh: '已在 {device} 上开始：训练 {training} 行，留出 {validation} 行；关闭本面板不会中断训练',
  },
  'log.evaluation': {
    en: 'Evaluation {number} at step {step}: loss {loss}, accuracy {accuracy}',
    zh: '第 {number} 次评估，第 {step} 步：损失 {loss}，准确率 {accuracy}',
  },
  'log.evaluationNumber': {
    en: 'Evaluation {number} at step {step}: loss {loss}, RMSE {rmse}',
    zh: '第 {number} 次评估，第 {step} 步：损失 {loss}，RMSE {rmse}',
  },
  'log.best': { en: ', best so far; checkpoint kept', zh: '，目前最佳，已保留检查点' },
  'log.resumed': { en: 'Resumed at step {step} of {steps}', zh: '已从第 {step} 步（共 {steps} 步）继续' },
  'log.stoppedEarly': {
    en: 'Stopped early at step {step}: no better evaluation in {count}',
    zh: '在第 {step} 步提前停止：连续 {count} 次评估没有改善',
  },
  'log.stoppedAsked': {
    en: 'Stopped at step {step} as asked; the best model is kept',
    zh: '已按要求在第 {step} 步停止，保留最佳模型',
  },
  'log.interrupted': {
    en: 'Stopped at step {step} of {steps}; it can be resumed',
    zh: '已在第 {step} 步（共 {steps} 步）停止，可以继续',
  },
  'log.done': { en: 'Finished at step {step}; the model is in {model}', zh: '已在第 {step} 步完成；模型位于 {model}' },
} as const satisfies Record<string, Sentence>;
