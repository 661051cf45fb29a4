// The texts of the command line, in both languages. Errors and notices have catalogues of their own in src/shared.

import { fill, type Locale, type Sentence, type ValueArguments } from '../shared/catalogue.js';
import { plainLine } from '../shared/plainText.js';
import { resumeTexts } from './commands/resumeTexts.js';
import { verifyTexts } from './commands/verifyTexts.js';

const texts = {
  ...resumeTexts,
  ...verifyTexts,
  // Help.
  program: {
    en: 'Fine-tune BERT on a CSV of texts and labels: no Python, no account, no upload.',
    zh: '用 CSV 中的文本和标签微调 BERT：无需 Python、账号或上传数据。',
  },
  train: { en: 'Fine-tune a model on a file of texts and labels.', zh: '用包含文本和标签的文件微调模型。' },
  resume: { en: 'Continue a stopped or killed run.', zh: '继续被停止或中断的运行。' },
  predict: { en: 'Classify texts, or a column of a file.', zh: '对文本或文件的一列进行分类。' },
  evaluate: {
    en: 'Measure a model on a labelled file: accuracy, precision, recall, F1, confusion matrix.',
    zh: '用带标签的文件评估模型：准确率、精确率、召回率、F1 和混淆矩阵。',
  },
  inspect: {
    en: 'Show what a file holds: columns, encoding, labels, lengths, problems.',
    zh: '查看文件的内容：列、编码、标签、长度和问题。',
  },
  export: { en: 'Write a model in another format.', zh: '将模型导出为其他格式。' },
  devices: { en: 'Show every device, whether it works, and how fast it is.', zh: '列出所有设备、是否可用及其速度。' },
  helpFlag: { en: 'Show this help.', zh: '显示本帮助。' },
  versionFlag: { en: 'Show the version.', zh: '显示版本号。' },
  jsonFlag: {
    en: 'Print one JSON object a line on stdout; messages for people go to stderr.',
    zh: '在 stdout 上每行输出一个 JSON 对象；给人看的信息写到 stderr。',
  },
  outFolderFlag: {
    en: 'Folder of the run; .finetune/NAME beside the data when not given.',
    zh: '运行文件夹；不填则为数据旁的 .finetune/名称。',
  },
  configFlag: {
    en: 'Take the settings from this file, such as the run.json of another run; flags override it.',
    zh: '从该文件读取设置，例如另一次运行的 run.json；命令行选项优先。',
  },
  textFlag: { en: 'A text to classify; may be given several times.', zh: '要分类的文本；可多次给出。' },
  pairTextFlag: {
    en: 'Second text of a sentence pair (with --text), or its column (with a file).',
    zh: '句对的第二个文本（配合 --text），或其所在的列（配合文件）。',
  },
  columnFlag: { en: 'Column with the texts; guessed when not given.', zh: '文本所在的列；不填则自动识别。' },
  outTableFlag: {
    en: 'The file to write (.csv, .tsv, .jsonl or .json): the columns of DATA, then label and probabilities.',
    zh: '要写入的文件（.csv、.tsv、.jsonl 或 .json）：原有各列，加上标签和概率。',
  },
  formulasFlag: {
    en: `Texts that a spreadsheet would compute (=, +, - or @ at the start): with an apostrophe before them (text), or
      as they are (keep).`,
    zh: '会被表格软件当作公式的文本（以 =、+、- 或 @ 开头）：在前面加撇号（text），或保持原样（keep）。',
  },
  formatFlag: {
    en: 'Format to write; python is of a run: a train.py that repeats it with transformers and Accelerate.',
    zh: '要写入的格式；python 针对一次运行：生成用 transformers 和 Accelerate 重现它的 train.py。',
  },
  outFileFlag: { en: 'File to write; for python a folder.', zh: '要写入的文件；python 格式则为文件夹。' },
  dataArgument: {
    en: `a file ({endings}), a folder with a folder of .txt files for each class, or one of a Hugging Face dataset
      (FOLDER/SPLIT for one split of it)`,
    zh: '文件（{endings}）、按类别分文件夹存放 .txt 的文件夹，或 Hugging Face 数据集的文件夹（文件夹/划分名 指定其中一个划分）',
  },
  modelArgument: {
    en: 'folder of a model or of a finished run, or name of a model on the hub',
    zh: '模型文件夹、已完成的运行文件夹，或 Hub 上的模型名称',
  },
  runArgument: { en: 'folder of the run', zh: '运行文件夹' },
  usageTitle: { en: 'Usage:', zh: '用法：' },
  argumentsTitle: { en: 'Arguments:', zh: '参数：' },
  optionsTitle: { en: 'Options:', zh: '选项：' },
  commandsTitle: { en: 'Commands:', zh: '命令：' },
  dataTitle: { en: 'Data:', zh: '数据：' },
  modelTitle: { en: 'Model:', zh: '模型：' },
  trainingTitle: { en: 'Training:', zh: '训练：' },
  advancedTitle: { en: 'Advanced:', zh: '高级：' },
  defaultValue: { en: '(default: {value})', zh: '（默认：{value}）' },
  choices: { en: '(one of: {choices})', zh: '（可选：{choices}）' },
  range: { en: '({minimum} to {maximum})', zh: '（{minimum} 到 {maximum}）' },
  // TensorFlow.
  tensorflow: {
    en: 'Get TensorFlow, the faster runtime; see what of it is here; remove it.',
    zh: '安装、查看或删除更快的运行库 TensorFlow。',
  },
  tensorflowInstall: {
    en: 'Download TensorFlow through pip, with CUDA where there is an NVIDIA driver.',
    zh: '通过 pip 下载 TensorFlow；有 NVIDIA 驱动时下载 CUDA 版。',
  },
  tensorflowStatus: {
    en: 'Show where TensorFlow is, whether it works, and what is missing.',
    zh: '查看 TensorFlow 的位置、是否可用以及缺少什么。',
  },
  tensorflowRemove: { en: 'Delete what install has downloaded.', zh: '删除 install 下载的内容。' },
  cudaFlag: {
    en: 'With CUDA, for NVIDIA GPUs, even where no driver is found.',
    zh: '即使没有检测到驱动，也安装用于 NVIDIA GPU 的 CUDA 版。',
  },
  yesFlag: { en: 'Do not ask before TensorFlow is installed.', zh: '安装 TensorFlow 前不再询问。' },
  tensorflowQuestion: {
    en: 'TensorFlow {version} for the CPU: {download} MB to download, {disk} MB on the disk. Install it?',
    zh: 'TensorFlow {version}（CPU 版）：下载 {download} MB，占用磁盘 {disk} MB。是否安装？',
  },
  tensorflowQuestionCuda: {
    en: 'TensorFlow {version} with CUDA: {download} MB to download, {disk} MB on the disk. Install it?',
    zh: 'TensorFlow {version}（CUDA 版）：下载 {download} MB，占用磁盘 {disk} MB。是否安装？',
  },
  tensorflowDeclined: { en: 'Nothing was installed.', zh: '未安装任何内容。' },
  tensorflowDownloading: {
    en: 'Downloading {megabytes} of {total} MB: {wheel}',
    zh: '正在下载 {megabytes}/{total} MB：{wheel}',
  },
  tensorflowUnpacking: {
    en: 'Unpacking {megabytes} of {total} MB: {wheel}',
    zh: '正在解压 {megabytes}/{total} MB：{wheel}',
  },
  tensorflowStopping: { en: 'Stopping; what was downloaded whole is kept.', zh: '正在停止；已完整下载的部分会保留。' },
  tensorflowInstalled: {
    en: 'TensorFlow {version} is installed in {folder}',
    zh: 'TensorFlow {version} 已安装到 {folder}',
  },
  tensorflowIsThere: {
    en: 'TensorFlow {version} is there already, in {folder}',
    zh: 'TensorFlow {version} 已经安装在 {folder}',
  },
  tensorflowRemoved: { en: '{megabytes} MB were freed', zh: '已释放 {megabytes} MB' },
  tensorflowNothingToRemove: { en: 'There was nothing to remove.', zh: '没有可删除的内容。' },
  tensorflowLibrary: { en: 'Library: {folder} ({source})', zh: '运行库：{folder}（{source}）' },
  tensorflowFromVariable: { en: 'named in FINETUNE_BERT_TENSORFLOW', zh: '由环境变量 FINETUNE_BERT_TENSORFLOW 指定' },
  tensorflowFromInstall: { en: 'installed by finetune-bert', zh: '由 finetune-bert 安装' },
  tensorflowFromPython: { en: 'of a Python package', zh: '来自 Python 包' },
  tensorflowFromNpm: { en: 'downloaded by npm', zh: '由 npm 下载' },
  tensorflowBinding: { en: 'Binding: {file} ({source})', zh: '绑定模块：{file}（{source}）' },
  tensorflowBindingShipped: { en: 'shipped with finetune-bert', zh: '随 finetune-bert 提供' },
  tensorflowBindingCompiled: { en: 'compiled on this machine', zh: '在本机编译' },
  tensorflowBindingNpm: { en: 'built by npm', zh: '由 npm 构建' },
  tensorflowDisk: { en: 'The cache folder takes {megabytes} MB', zh: '缓存文件夹占用 {megabytes} MB' },
  tensorflowWorksCpu: { en: 'It works: TensorFlow {version}, on the CPU', zh: '可用：TensorFlow {version}，使用 CPU' },
  tensorflowWorksGpu: { en: 'It works: TensorFlow {version}, on the GPU', zh: '可用：TensorFlow {version}，使用 GPU' },
  // A model of the hub.
  downloading: {
    en: 'Downloading {model}: {percent} of {megabytes} MB  {file}',
    zh: '正在下载 {model}：{megabytes} MB 的 {percent}  {file}',
  },
  // A run.
  started: {
    en: '{data}: {training} rows to train on, {validation} to validate, {skipped} skipped',
    zh: '{data}：训练 {training} 行，验证 {validation} 行，跳过 {skipped} 行',
  },
  labels: { en: 'Labels: {labels}', zh: '标签：{labels}' },
  truncated: {
    en: '{rows} text[s] [is|are] longer than {length} tokens and [was|were] cut',
    zh: '有 {rows} 条文本超过 {length} 个 token，已截断',
  },
  estimate: { en: 'About {need} of memory needed', zh: '约需内存 {need}' },
  estimateFree: { en: 'About {need} of memory needed, {free} free', zh: '约需内存 {need}，可用 {free}' },
  estimateTime: { en: '; about {time}', zh: '；约 {time}' },
  plan: {
    en: `{trainable} of {total} parameters learn, {steps} step[s] in {epochs} epoch[s], on {device} with {threads}
      thread[s]`,
    zh: '{total} 个参数中训练 {trainable} 个，{epochs} 个轮次共 {steps} 步，设备 {device}，{threads} 个线程',
  },
  runFolder: { en: 'Run: {folder}', zh: '运行文件夹：{folder}' },
  resumed: {
    en: 'Continuing {folder} after step {step} of {steps}',
    zh: '从第 {step} 步（共 {steps} 步）继续 {folder}',
  },
  caching: {
    en: 'Computing the frozen layers once: {rows} of {total} rows',
    zh: '正在一次性计算冻结层：{rows}/{total} 行',
  },
  progress: {
    en: 'epoch {epoch}/{epochs} {bar} {percent}  loss {loss}  {rate} rows/s  {left} left',
    zh: '轮次 {epoch}/{epochs} {bar} {percent}  损失 {loss}  {rate} 行/秒  剩余 {left}',
  },
  evaluationClasses: {
    en: 'step {step}, epoch {epoch}: validation loss {loss}, accuracy {accuracy}, F1 {f1}',
    zh: '第 {step} 步，轮次 {epoch}：验证损失 {loss}，准确率 {accuracy}，F1 {f1}',
  },
  evaluationRegression: {
    en: 'step {step}, epoch {epoch}: validation loss {loss}, RMSE {rmse}, Pearson {pearson}',
    zh: '第 {step} 步，轮次 {epoch}：验证损失 {loss}，RMSE {rmse}，Pearson {pearson}',
  },
  best: { en: ' (best so far)', zh: '（目前最佳）' },
  stoppedEarly: {
    en: 'Stopped early at step {step}: no improvement in {evaluations} evaluations',
    zh: '在第 {step} 步提前停止：连续 {evaluations} 次评估没有改善',
  },
  stopping: {
    en: 'Stopping as soon as what is done is saved; press Ctrl-C again to stop at once.',
    zh: '保存进度后即停止；再按一次 Ctrl-C 立即停止。',
  },
  stuck: {
    en: 'The computation did not react and was ended; a run can be resumed from its last checkpoint.',
    zh: '计算没有响应，已被终止；运行可从最近的检查点恢复。',
  },
  interrupted: {
    en: 'Stopped after step {step} of {steps}. Continue with: {program} resume {folder}',
    zh: '已在第 {step} 步（共 {steps} 步）后停止。继续运行：{program} resume {folder}',
  },
  done: { en: 'Done in {time}. The model is in {model}', zh: '完成，用时 {time}。模型位于 {model}' },
  tryIt: { en: 'Try it: {program} predict {model} --text "…"', zh: '试一试：{program} predict {model} --text "…"' },
  // Scores.
  label: { en: 'label', zh: '标签' },
  precision: { en: 'precision', zh: '精确率' },
  recall: { en: 'recall', zh: '召回率' },
  f1: { en: 'F1', zh: 'F1' },
  rows: { en: 'rows', zh: '行数' },
  mean: { en: 'mean', zh: '平均' },
  accuracyLine: { en: 'Accuracy {accuracy}, F1 {f1}, loss {loss}', zh: '准确率 {accuracy}，F1 {f1}，损失 {loss}' },
  classFiguresLine: {
    en: 'Weighted F1 {weightedF1}, Matthews {matthews}, area under ROC {auc}',
    zh: '加权 F1 {weightedF1}，马修斯相关系数 {matthews}，ROC 曲线下面积 {auc}',
  },
  regressionLine: {
    en: 'RMSE {rmse}, MAE {mae}, Pearson {pearson}, loss {loss}',
    zh: 'RMSE {rmse}，MAE {mae}，Pearson {pearson}，损失 {loss}',
  },
  confusionTitle: { en: 'true \\ predicted', zh: '真实 \\ 预测' },
  confusionTooWide: {
    en: 'The confusion matrix has {labels} labels: see it with --json.',
    zh: '混淆矩阵有 {labels} 个标签，请用 --json 查看。',
  },
  evaluated: { en: '{rows} row[s] evaluated, {skipped} skipped', zh: '评估 {rows} 行，跳过 {skipped} 行' },
  // An inspection.
  inspectedFile: {
    en: '{file}: {size}, {encoding}, separated by {delimiter}',
    zh: '{file}：{size}，编码 {encoding}，分隔符 {delimiter}',
  },
  inspectedLines: { en: '{file}: {size}, JSON Lines, {encoding}', zh: '{file}：{size}，JSON Lines，编码 {encoding}' },
  inspectedRecords: {
    en: '{file}: {size}, {format}; where lines are named below, rows are meant',
    zh: '{file}：{size}，{format}；下文的行号为数据行的序号',
  },
  'format.xlsx': { en: 'an Excel workbook', zh: 'Excel 工作簿' },
  'format.parquet': { en: 'Parquet', zh: 'Parquet' },
  'format.json': { en: 'JSON', zh: 'JSON' },
  'format.arrow': { en: 'Arrow', zh: 'Arrow' },
  'format.texts': { en: 'a folder of texts for each class', zh: '按类别分文件夹的文本' },
  inspectedRows: { en: '{rows} row[s], {usable} of them usable', zh: '共 {rows} 行，可用 {usable} 行' },
  column: { en: 'column', zh: '列' },
  use: { en: 'use', zh: '用途' },
  distinct: { en: 'distinct', zh: '不同值' },
  empty: { en: 'empty', zh: '空值' },
  meanCharacters: { en: 'mean length', zh: '平均字数' },
  textRole: { en: 'text', zh: '文本' },
  labelRole: { en: 'label', zh: '标签' },
  pairRole: { en: 'second text', zh: '第二文本' },
  moreLabels: { en: '… {labels} labels in all', zh: '…… 共 {labels} 个标签' },
  lengths: {
    en: 'Lengths of the texts in characters: {mean} on average, {maximum} at most',
    zh: '文本字数：平均 {mean}，最多 {maximum}',
  },
  // Other commands.
  predictedFile: {
    en: '{rows} row[s] written to {out}, {empty} of them without a text',
    zh: '已将 {rows} 行写入 {out}，其中 {empty} 行没有文本',
  },
  roundingAccuracy: {
    en: 'On the {rows} held-out row[s]: {before} right in 32 bits, {after} in 8.',
    zh: '在 {rows} 行留出数据上：32 位正确率 {before}，8 位正确率 {after}。',
  },
  roundingError: {
    en: 'On the {rows} held-out row[s]: mean absolute error {before} in 32 bits, {after} in 8.',
    zh: '在 {rows} 行留出数据上：32 位平均绝对误差 {before}，8 位平均绝对误差 {after}。',
  },
  roundingUnknown: {
    en: 'What eight bits cost in accuracy was not measured: export a run that held rows out.',
    zh: '未测量 8 位精度对准确率的影响：请导出留有验证数据的运行。',
  },
  exported: { en: 'Written: {file}', zh: '已写入：{file}' },
  device: { en: 'device', zh: '设备' },
  works: { en: 'works', zh: '可用' },
  speed: { en: 'speed', zh: '速度' },
  fastestDevice: { en: 'The fastest that computes rightly: {device}.', zh: '计算正确且最快的设备：{device}。' },
  detail: { en: 'detail', zh: '说明' },
  yes: { en: 'yes', zh: '是' },
  no: { en: 'no', zh: '否' },
} as const satisfies Record<string, Sentence>;

export type TextCode = keyof typeof texts;

/** A sentence in the user's language. Its values may come from a file: they stay on its line, without controls. */
export function text<Code extends TextCode>(
  locale: Locale,
  code: Code,
  ...values: ValueArguments<(typeof texts)[Code]['en']>
): string {
  const plain = Object.entries<string | number>(values[0] ?? {}).map(
    ([name, value]) => [name, typeof value === 'string' ? plainLine(value) : value] as const,
  );
  return fill(texts[code], Object.fromEntries(plain), locale);
}

/** Every sentence, for a test that compares the languages. */
export const textEntries: Readonly<Record<string, Sentence>> = texts;
