// What the command line says to people, in both languages. Errors and notices have catalogues of their own in src/shared.

import { fill, type Locale, type Sentence, type ValueArguments } from '../shared/catalogue.js';

const texts = {
  // help
  program: { en: 'Fine-tune BERT on a CSV of texts and labels: no Python, no account, no upload.', zh: '用 CSV 中的文本和标签微调 BERT：无需 Python、账号或上传数据。' },
  train: { en: 'Fine-tune a model on a CSV.', zh: '用 CSV 微调模型。' },
  resume: { en: 'Continue a stopped or killed run.', zh: '继续被停止或中断的运行。' },
  predict: { en: 'Classify texts, or a column of a CSV.', zh: '对文本或 CSV 的一列进行分类。' },
  evaluate: { en: 'Measure a model on a labelled CSV: accuracy, precision, recall, F1, confusion matrix.', zh: '用带标签的 CSV 评估模型：准确率、精确率、召回率、F1 和混淆矩阵。' },
  inspect: { en: 'Show what a CSV holds: columns, encoding, labels, lengths, problems.', zh: '查看 CSV 的内容：列、编码、标签、长度和问题。' },
  export: { en: 'Write a model in another format.', zh: '将模型导出为其他格式。' },
  devices: { en: 'Show every device, whether it works, and how fast it is.', zh: '列出所有设备、是否可用及其速度。' },
  helpFlag: { en: 'Show this help.', zh: '显示本帮助。' },
  versionFlag: { en: 'Show the version.', zh: '显示版本号。' },
  jsonFlag: { en: 'Print one JSON object a line on stdout; messages for people go to stderr.', zh: '在 stdout 上每行输出一个 JSON 对象；给人看的信息写到 stderr。' },
  outFolderFlag: { en: 'Folder of the run; .finetune/NAME beside the CSV when not given.', zh: '运行文件夹；不填则为 CSV 旁的 .finetune/名称。' },
  configFlag: { en: 'Take the settings from this file, such as the run.json of another run; flags override it.', zh: '从该文件读取设置，例如另一次运行的 run.json；命令行选项优先。' },
  textFlag: { en: 'A text to classify; may be given several times.', zh: '要分类的文本；可多次给出。' },
  pairTextFlag: { en: 'Second text of a sentence pair (with --text), or its column (with a CSV).', zh: '句对的第二个文本（配合 --text），或其所在的列（配合 CSV）。' },
  columnFlag: { en: 'Column with the texts; guessed when not given.', zh: '文本所在的列；不填则自动识别。' },
  outCsvFlag: { en: 'The CSV to write: the columns of DATA, then label and probabilities.', zh: '要写入的 CSV：原有各列，加上标签和概率。' },
  formatFlag: { en: 'Format to write.', zh: '要写入的格式。' },
  outFileFlag: { en: 'File to write.', zh: '要写入的文件。' },
  dataArgument: { en: 'a CSV or TSV file', zh: 'CSV 或 TSV 文件' },
  modelArgument: { en: 'folder of a model, or of a finished run', zh: '模型文件夹，或已完成的运行文件夹' },
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
  // a run
  started: { en: '{data}: {training} rows to train on, {validation} to validate, {skipped} skipped', zh: '{data}：训练 {training} 行，验证 {validation} 行，跳过 {skipped} 行' },
  labels: { en: 'Labels: {labels}', zh: '标签：{labels}' },
  truncated: { en: '{rows} texts are longer than {length} tokens and were cut', zh: '有 {rows} 条文本超过 {length} 个 token，已截断' },
  plan: { en: '{trainable} of {total} parameters learn, {steps} steps in {epochs} epochs, on {device} with {threads} threads', zh: '{total} 个参数中训练 {trainable} 个，{epochs} 个轮次共 {steps} 步，设备 {device}，{threads} 个线程' },
  runFolder: { en: 'Run: {folder}', zh: '运行文件夹：{folder}' },
  resumed: { en: 'Continuing {folder} after step {step} of {steps}', zh: '从第 {step} 步（共 {steps} 步）继续 {folder}' },
  caching: { en: 'Computing the frozen layers once: {rows} of {total} rows', zh: '正在一次性计算冻结层：{rows}/{total} 行' },
  progress: { en: 'epoch {epoch}/{epochs} {bar} {percent}  loss {loss}  {rate} rows/s  {left} left', zh: '轮次 {epoch}/{epochs} {bar} {percent}  损失 {loss}  {rate} 行/秒  剩余 {left}' },
  evaluationClasses: { en: 'step {step}, epoch {epoch}: validation loss {loss}, accuracy {accuracy}, F1 {f1}', zh: '第 {step} 步，轮次 {epoch}：验证损失 {loss}，准确率 {accuracy}，F1 {f1}' },
  evaluationRegression: { en: 'step {step}, epoch {epoch}: validation loss {loss}, RMSE {rmse}, Pearson {pearson}', zh: '第 {step} 步，轮次 {epoch}：验证损失 {loss}，RMSE {rmse}，Pearson {pearson}' },
  best: { en: ' (best so far)', zh: '（目前最佳）' },
  stoppedEarly: { en: 'Stopped early at step {step}: no improvement in {evaluations} evaluations', zh: '在第 {step} 步提前停止：连续 {evaluations} 次评估没有改善' },
  stopping: { en: 'Finishing this step and writing a checkpoint; press Ctrl-C again to stop at once.', zh: '正在完成当前步并写入检查点；再按一次 Ctrl-C 立即停止。' },
  interrupted: { en: 'Stopped after step {step} of {steps}. Continue with: {program} resume {folder}', zh: '已在第 {step} 步（共 {steps} 步）后停止。继续运行：{program} resume {folder}' },
  done: { en: 'Done in {time}. The model is in {model}', zh: '完成，用时 {time}。模型位于 {model}' },
  tryIt: { en: 'Try it: {program} predict {model} --text "…"', zh: '试一试：{program} predict {model} --text "…"' },
  // scores
  label: { en: 'label', zh: '标签' },
  precision: { en: 'precision', zh: '精确率' },
  recall: { en: 'recall', zh: '召回率' },
  f1: { en: 'F1', zh: 'F1' },
  rows: { en: 'rows', zh: '行数' },
  mean: { en: 'mean', zh: '平均' },
  accuracyLine: { en: 'Accuracy {accuracy}, F1 {f1}, loss {loss}', zh: '准确率 {accuracy}，F1 {f1}，损失 {loss}' },
  regressionLine: { en: 'RMSE {rmse}, MAE {mae}, Pearson {pearson}, loss {loss}', zh: 'RMSE {rmse}，MAE {mae}，Pearson {pearson}，损失 {loss}' },
  confusionTitle: { en: 'true \\ predicted', zh: '真实 \\ 预测' },
  confusionTooWide: { en: 'The confusion matrix has {labels} labels: see it with --json.', zh: '混淆矩阵有 {labels} 个标签，请用 --json 查看。' },
  evaluated: { en: '{rows} rows evaluated, {skipped} skipped', zh: '评估 {rows} 行，跳过 {skipped} 行' },
  // an inspection
  inspectedFile: { en: '{file}: {size}, {encoding}, separated by {delimiter}', zh: '{file}：{size}，编码 {encoding}，分隔符 {delimiter}' },
  inspectedRows: { en: '{rows} rows, {usable} of them usable', zh: '共 {rows} 行，可用 {usable} 行' },
  column: { en: 'column', zh: '列' },
  use: { en: 'use', zh: '用途' },
  distinct: { en: 'distinct', zh: '不同值' },
  empty: { en: 'empty', zh: '空值' },
  meanCharacters: { en: 'mean length', zh: '平均字数' },
  textRole: { en: 'text', zh: '文本' },
  labelRole: { en: 'label', zh: '标签' },
  pairRole: { en: 'second text', zh: '第二文本' },
  moreLabels: { en: '… {labels} labels in all', zh: '…… 共 {labels} 个标签' },
  lengths: { en: 'Lengths of the texts in characters: {mean} on average, {maximum} at most', zh: '文本字数：平均 {mean}，最多 {maximum}' },
  // other commands
  predictedFile: { en: '{rows} rows written to {out}, {empty} of them without a text', zh: '已将 {rows} 行写入 {out}，其中 {empty} 行没有文本' },
  exported: { en: 'Written: {file}', zh: '已写入：{file}' },
  device: { en: 'device', zh: '设备' },
  works: { en: 'works', zh: '可用' },
  speed: { en: 'speed', zh: '速度' },
  detail: { en: 'detail', zh: '说明' },
  yes: { en: 'yes', zh: '是' },
  no: { en: 'no', zh: '否' },
} as const satisfies Record<string, Sentence>;

export type TextCode = keyof typeof texts;

/** A sentence in the person's language. */
export function text<Code extends TextCode>(locale: Locale, code: Code, ...values: ValueArguments<(typeof texts)[Code]['en']>): string {
  return fill(texts[code], values[0] ?? {}, locale);
}

/** Every sentence, for a test that compares the languages. */
export const textEntries: Readonly<Record<string, Sentence>> = texts;
