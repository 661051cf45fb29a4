// The texts of the command `verify`, in both languages.

import type { Sentence } from '../../shared/catalogue.js';

export const verifyTexts = {
  verify: {
    en: 'Check that a run is as it was recorded: its files, sums, journal and checkpoints, and repeat steps of it.',
    zh: '检查运行是否与记录一致：文件、校验和、日志和检查点，并可重复其中的步骤。',
  },
  verifyStepsFlag: {
    en: 'Repeat this many recorded steps and compare their bits: those after the last checkpoint, or the first.',
    zh: '重复这么多已记录的步骤并逐位比较：最近检查点之后的步骤，若没有则为最初的步骤。',
  },
  verifyRunFile: { en: 'run.json', zh: 'run.json' },
  verifyJournal: { en: 'journal, {steps} step[s]', zh: '日志，{steps} 步' },
  verifyCheckpoint: { en: 'checkpoint {name}, step {step}', zh: '检查点 {name}，第 {step} 步' },
  verifyFiles: { en: 'data, base model and settings', zh: '数据、基础模型和设置' },
  verifyModel: { en: 'model, {files} file[s]', zh: '模型，{files} 个文件' },
  verifyEvaluation: { en: 'evaluation', zh: '评估' },
  verifySteps: { en: '{steps} repeated step[s], from step {from} on', zh: '重复 {steps} 步，从第 {from} 步起' },
  verifyGood: { en: '  right   {part}', zh: '  正确  {part}' },
  verifyBad: { en: '  wrong   {sentence}', zh: '  错误  {sentence}' },
  verified: { en: 'The run {folder} is as it was recorded.', zh: '运行 {folder} 与记录一致。' },
} as const satisfies Record<string, Sentence>;
