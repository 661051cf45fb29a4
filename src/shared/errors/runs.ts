// Errors of runs and their folders; see ../errors.ts for the mechanism.

import type { ErrorEntry } from './entry.js';

export const runErrors = {
  'run.locked': {
    fault: 'input',
    en: 'The run {folder} is in use by process {pid}.',
    zh: '运行 {folder} 正被进程 {pid} 使用。',
    next: {
      en: 'Wait until it ends, or stop it; if that process is another program, delete {file} and try again.',
      zh: '请等待其结束或将其停止；若该进程是其他程序，请删除 {file} 后重试。',
    },
  },
  'run.lockedElsewhere': {
    fault: 'input',
    en: 'The run {folder} is in use by process {pid} of the machine {host}.',
    zh: '运行 {folder} 正被计算机 {host} 上的进程 {pid} 使用。',
    next: {
      en: 'Wait until it ends; if it no longer lives, delete {file} and try again.',
      zh: '请等待其结束；若该进程已不存在，请删除 {file} 后重试。',
    },
  },
  'run.notFound': {
    fault: 'input',
    en: 'There is no run in {folder}: it has no run.json.',
    zh: '{folder} 中没有运行：缺少 run.json。',
    next: { en: 'Name the folder that `train` printed.', zh: '请指定 `train` 输出的文件夹。' },
  },
  'run.ofPython': {
    fault: 'input',
    en: 'The run in {folder} is trained by the train.py of its export, not by this product.',
    zh: '{folder} 中的运行由导出的 train.py 训练，而不是由本产品训练。',
    next: {
      en: 'Start train.py again: it goes on after the last evaluation.',
      zh: '请再次启动 train.py：它会从最近一次评估之后继续。',
    },
  },
  'run.notBegun': {
    fault: 'input',
    en: 'The run in {folder} was ended before it had begun: it has no run.json, and nothing that could be continued.',
    zh: '{folder} 中的运行在开始之前就已结束：没有 run.json，也没有可以继续的内容。',
    next: { en: 'Begin it again: train DATA --out {out}', zh: '请重新开始：train 数据 --out {out}' },
  },
  'run.exists': {
    fault: 'input',
    en: 'The folder {folder} already holds a run.',
    zh: '文件夹 {folder} 中已有一个运行。',
    next: {
      en: 'Continue it with `resume`, or choose another folder.',
      zh: '请用 `resume` 继续该运行，或另选文件夹。',
    },
  },
  'run.folderNotEmpty': {
    fault: 'input',
    en: 'The folder {folder} is not empty, and what it holds is not a run.',
    zh: '文件夹 {folder} 不是空的，且其内容不是一个运行。',
    next: { en: 'Choose an empty or a new folder.', zh: '请选择空文件夹或新文件夹。' },
  },
  'run.otherUpdates': {
    fault: 'input',
    en: `A resumed run keeps its updates, of {rows} row[s] each: --batch has to divide {batch}, and --batch times
      --accumulate has to be {rows}.`,
    zh: '恢复的运行保持每次更新 {rows} 行不变：--batch 必须整除 {batch}，且 --batch 与 --accumulate 的乘积必须为 {rows}。',
    next: {
      en: 'Resume for instance with --batch {smaller} --accumulate {times}.',
      zh: '例如使用 --batch {smaller} --accumulate {times} 恢复。',
    },
  },
  'run.damaged': {
    fault: 'input',
    en: 'The file {file} is damaged at {place}.',
    zh: '文件 {file} 在 {place} 处已损坏。',
    next: { en: 'Restore it from a copy, or train anew.', zh: '请从备份恢复，或重新训练。' },
  },
  'run.newerFormat': {
    fault: 'input',
    en: 'The file {file} has format {format}, but this version knows formats up to {known}.',
    zh: '文件 {file} 的格式版本为 {format}，而当前版本最高支持 {known}。',
    next: { en: 'Use a newer version of the program.', zh: '请使用更新版本的程序。' },
  },
  'run.checkpointDamaged': {
    fault: 'input',
    en: 'The checkpoint {file} is damaged or belongs to another run: {reason}',
    zh: '检查点 {file} 已损坏，或属于另一个运行：{reason}',
    next: {
      en: 'Delete it and resume: the run then starts from the beginning.',
      zh: '请删除它后再恢复，运行将从头开始。',
    },
  },
  'run.settingsChanged': {
    fault: 'input',
    en: `{file} was edited since the last checkpoint, and the run would no longer be what it says: {differences}; in
      brackets, what it was.`,
    zh: '自上一个检查点以来 {file} 被修改，运行将与其内容不符：{differences}（括号内为原值）。',
    next: {
      en: 'Put back what was changed, or begin a new run from it: {command}',
      zh: '请还原修改，或据此开始新的运行：{command}',
    },
  },
  'run.fileEdited': {
    fault: 'input',
    en: '{file} is not as the run wrote it: it was edited or damaged, or an earlier version wrote it without its sum.',
    zh: '{file} 与该运行写入时不同：它被修改或已损坏，或由未写入校验和的早期版本写成。',
    next: { en: 'Restore it from a copy.', zh: '请从备份恢复。' },
  },
  'run.journalDamaged': {
    fault: 'input',
    en: `Line {line} of {file} is not as the run wrote it: it or one before it was edited, damaged or lost, or an
      earlier version wrote it without its sum.`,
    zh: '{file} 的第 {line} 行与该运行写入时不同：该行或其前面的行被修改、损坏或丢失，或由未写入校验和的早期版本写成。',
    next: { en: 'Restore it from a copy; training itself does not need it.', zh: '请从备份恢复；训练本身不需要它。' },
  },
  'run.journalOrder': {
    fault: 'input',
    en: 'Line {line} of {file} is step {step}, where step {expected} was to follow.',
    zh: '{file} 的第 {line} 行是第 {step} 步，而此处应为第 {expected} 步。',
    next: { en: 'Restore it from a copy; training itself does not need it.', zh: '请从备份恢复；训练本身不需要它。' },
  },
  'run.behindCheckpoint': {
    fault: 'input',
    en: '{file} ends with step {step}, before the checkpoint of step {expected}.',
    zh: '{file} 止于第 {step} 步，早于第 {expected} 步的检查点。',
    next: { en: 'Restore it from a copy; training itself does not need it.', zh: '请从备份恢复；训练本身不需要它。' },
  },
  'run.stepDiffers': {
    fault: 'input',
    en: 'Step {step} gives a {what} of {repeated} when it is repeated; the journal has {recorded}.',
    zh: '重复第 {step} 步得到的 {what} 为 {repeated}，而日志中为 {recorded}。',
    next: {
      en: 'Another number of threads, device or runtime differs by rounding; else the run cannot be trusted.',
      zh: '线程数、设备或运行时不同会造成舍入差异；否则该运行不可信。',
    },
  },
  'run.notAsRecorded': {
    fault: 'input',
    en: 'The run {folder} is not as it was recorded: {count} part[s] differ[s|].',
    zh: '运行 {folder} 与记录不符：{count} 个部分不同。',
    next: { en: 'The lines above say which.', zh: '详见以上各行。' },
  },
  'run.fileChanged': {
    fault: 'input',
    en: 'The file {file} is no longer the one that the run {folder} started with.',
    zh: '文件 {file} 与运行 {folder} 开始时的内容不同。',
    next: { en: 'Restore the file, or start a new run with `train`.', zh: '请还原该文件，或用 `train` 开始新的运行。' },
  },
  'run.diverged': {
    fault: 'input',
    en: `The loss is no longer a number at step {step}: the learning rate {learningRate} is too high for this model and
      data.`,
    zh: '第 {step} 步的损失已不是有效数值：学习率 {learningRate} 对该模型和数据来说过高。',
    next: {
      en: 'Train again with a learning rate of {suggestion}; what was saved before is kept.',
      zh: '请以学习率 {suggestion} 重新训练；此前保存的内容已保留。',
    },
  },
  'run.noModel': {
    fault: 'input',
    en: 'The run {folder} is not finished: it has no model yet.',
    zh: '运行 {folder} 尚未完成，还没有模型。',
    next: { en: 'Finish it with `resume`.', zh: '请用 `resume` 完成该运行。' },
  },
  'run.evaluationLost': {
    fault: 'input',
    en: 'The evaluation of the run {folder} is no longer on the disk.',
    zh: '运行 {folder} 的评估结果已不在磁盘上。',
    next: {
      en: 'Trust the workspace and open the run again: it is then made again from the model.',
      zh: '请信任此工作区后重新打开该运行，届时会用模型重新评估。',
    },
  },
  'run.tooFewRows': {
    fault: 'input',
    en: 'After the split {rows} row[s] [is|are] left to learn from.',
    zh: '划分后仅剩 {rows} 行可用于训练。',
    next: { en: 'Give more rows, or hold out fewer for validation.', zh: '请提供更多数据，或减少验证行。' },
  },
  'run.pythonLongTexts': {
    fault: 'input',
    en: `The run {folder} keeps of long texts what transformers cannot (longTexts is {value}), so that its Python would
      not repeat it.`,
    zh: '运行 {folder} 对超长文本的处理方式（longTexts 为 {value}）是 transformers 所不支持的，导出的 Python 无法重现该运行。',
    next: {
      en: 'Train with --long-texts head or tail, or export the model itself.',
      zh: '请用 --long-texts head 或 tail 训练，或导出模型本身。',
    },
  },
} as const satisfies Record<string, ErrorEntry>;
