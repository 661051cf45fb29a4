// Every sentence that the host shows outside the panel, in both languages; errors and notices have catalogues of their
// own.

import { fill, type Locale, type Sentence, type ValueArguments } from '../shared/catalogue.js';

export const words = {
  product: { en: 'Fine-tune BERT', zh: '微调 BERT' },
  open: { en: 'Open', zh: '打开' },
  showLog: { en: 'Show Log', zh: '显示日志' },
  resume: { en: 'Resume', zh: '继续' },
  useForHover: { en: 'Use for Hover', zh: '用于悬停' },
  reveal: { en: 'Show in Folder', zh: '在文件夹中显示' },
  delete: { en: 'Delete', zh: '删除' },

  chooseData: { en: 'Choose texts and labels', zh: '选择文本和标签' },
  dataFile: { en: 'A file…', zh: '文件…' },
  dataFolder: { en: 'A folder…', zh: '文件夹…' },
  dataFolderDetail: {
    en: 'a folder of .txt files for each class, or a Hugging Face dataset',
    zh: '按类别分文件夹存放的 .txt，或 Hugging Face 数据集',
  },
  noLines: { en: 'An editor does not show {file} row by row.', zh: '编辑器无法逐行显示 {file}。' },
  rowsElsewhere: {
    en: 'Rows {rows} of {file}; an editor does not show such a file row by row.',
    zh: '{file} 的第 {rows} 行；编辑器无法逐行显示此类文件。',
  },
  fileOutside: {
    en: 'The run names {file}, which lies outside this workspace and is not opened.',
    zh: '该运行所指的 {file} 在此工作区之外，未打开。',
  },
  openElsewhere: { en: 'Open in Its Program', zh: '用相应的程序打开' },
  tables: { en: 'Tables', zh: '表格文件' },
  notLocal: {
    en: 'The file is not on the machine where the extension runs; save it there first.',
    zh: '该文件不在扩展所运行的计算机上，请先将其保存到本机。',
  },

  untrusted: {
    en: 'Training starts only in a trusted workspace: it runs for long and writes files beside the data.',
    zh: '仅可在受信任的工作区中训练：训练耗时较长，并会在数据旁写入文件。',
  },
  untrustedInstall: {
    en: 'TensorFlow is installed only in a trusted workspace: that starts other programs.',
    zh: '仅可在受信任的工作区中安装 TensorFlow：安装需要启动其他程序。',
  },
  finished: { en: 'The run {run} is done: {score}.', zh: '运行 {run} 已完成：{score}。' },
  finishedUnscored: { en: 'The run {run} is done.', zh: '运行 {run} 已完成。' },
  failed: { en: 'The run {run} stopped: {reason}', zh: '运行 {run} 已停止：{reason}' },
  accuracy: { en: '{share} of the held-out rows are right', zh: '验证行的正确率为 {share}' },
  correlation: { en: 'mean absolute error {error}', zh: '平均绝对误差 {error}' },
  noRun: { en: 'No run is going on.', zh: '当前没有正在进行的运行。' },

  statusPreparing: { en: 'BERT preparing', zh: 'BERT 准备中' },
  statusDownloading: { en: 'BERT downloading {model} · {share}', zh: 'BERT 正在下载 {model} · {share}' },
  statusCaching: { en: 'BERT reading frozen layers', zh: 'BERT 计算冻结层' },
  statusTraining: {
    en: 'BERT {epoch}/{epochs} · {share} · loss {loss}',
    zh: 'BERT {epoch}/{epochs} · {share} · 损失 {loss}',
  },
  statusPausing: { en: 'BERT pausing · {share}', zh: 'BERT 正在暂停 · {share}' },
  statusPaused: { en: 'BERT paused · {share}', zh: 'BERT 已暂停 · {share}' },
  statusStopping: { en: 'BERT stopping · {share}', zh: 'BERT 正在停止 · {share}' },
  statusFinishing: { en: 'BERT saving the model', zh: 'BERT 正在保存模型' },
  statusDone: { en: 'BERT {score}', zh: 'BERT {score}' },
  statusDoneUnscored: { en: 'BERT done', zh: 'BERT 已完成' },
  statusFailed: { en: 'BERT stopped', zh: 'BERT 已停止' },
  tooltipRate: { en: '{rate} rows/s · {left} left', zh: '{rate} 行/秒 · 剩余 {left}' },
  tooltipDevice: { en: 'on {device}', zh: '设备：{device}' },
  tooltipPause: { en: 'Pause', zh: '暂停' },
  tooltipStop: { en: 'Stop', zh: '停止' },
  tooltipOpen: { en: 'Open the Panel', zh: '打开面板' },

  runRunning: { en: '{share} · loss {loss}', zh: '{share} · 损失 {loss}' },
  runStarting: { en: 'preparing', zh: '准备中' },
  runPaused: { en: 'paused at {share}', zh: '已暂停于 {share}' },
  runInterrupted: { en: 'stopped at {share}', zh: '已停止于 {share}' },
  runDone: { en: '{accuracy} · F1 {f1}', zh: '{accuracy} · F1 {f1}' },
  runRegression: { en: 'mean absolute error {error}', zh: '平均绝对误差 {error}' },
  runUnscored: { en: 'done', zh: '已完成' },
  usedForHover: { en: 'used for hover', zh: '用于悬停' },
  baseModel: { en: 'base model {model}', zh: '基础模型 {model}' },
  deleteRun: {
    en: 'Delete the run {run} with its checkpoints and its model?',
    zh: '删除运行 {run} 及其检查点和模型？',
  },
  deleteRuns: {
    en: 'Delete {count} run[s] with [its|their] checkpoints and models?',
    zh: '删除 {count} 个运行及其检查点和模型？',
  },
  deleteDetail: { en: 'This cannot be undone.', zh: '此操作无法撤销。' },
  stillRunning: { en: 'The run {run} is being worked on; stop it first.', zh: '运行 {run} 正在进行，请先停止。' },
  compareTwo: {
    en: 'Select two or more runs to compare them (Ctrl or Cmd and click).',
    zh: '请选择两个或更多运行进行比较（按住 Ctrl 或 Cmd 点击）。',
  },
  comparison: { en: 'Comparison of Runs', zh: '运行对比' },
  compareRun: { en: 'Run', zh: '运行' },
  compareState: { en: 'State', zh: '状态' },
  compareLoss: { en: 'Loss', zh: '损失' },
  compareAccuracy: { en: 'Accuracy', zh: '准确率' },
  compareSteps: { en: 'Steps', zh: '步数' },
  compareModel: { en: 'Base model', zh: '基础模型' },
  compareData: { en: 'Data', zh: '数据' },
  compareSettings: { en: 'Settings that differ', zh: '不同的设置' },
  compareAlike: { en: 'All settings are alike.', zh: '所有设置都相同。' },
  stateRunning: { en: 'running', zh: '进行中' },
  statePaused: { en: 'paused', zh: '已暂停' },
  stateDone: { en: 'done', zh: '已完成' },
  stateInterrupted: { en: 'stopped', zh: '已停止' },
  stateFailed: { en: 'failed', zh: '失败' },

  chooseModel: { en: 'Choose a model', zh: '选择模型' },
  chooseHoverModel: { en: 'Which model labels the text you select?', zh: '用哪个模型为选中的文本标注？' },
  finishedRuns: { en: 'Runs', zh: '运行' },
  otherModels: { en: 'Elsewhere', zh: '其他' },
  modelFolder: { en: 'Folder…', zh: '文件夹…' },
  modelFolderDetail: {
    en: 'A folder of a fine-tuned model, as Hugging Face has them',
    zh: 'Hugging Face 格式的已微调模型文件夹',
  },
  noModel: { en: 'None', zh: '无' },
  noModelDetail: { en: 'Hovering over a selection shows nothing', zh: '悬停在选中文本上时不显示标签' },
  noHead: {
    en: '{model} has no classification head yet: fine-tune it first.',
    zh: '{model} 还没有分类头，请先进行微调。',
  },
  hoverChosen: {
    en: 'Select text in any editor and hover over it: {model} labels it.',
    zh: '在任意编辑器中选中文本并悬停其上，即由 {model} 标注。',
  },
  hoverChoose: { en: 'Choose Model', zh: '选择模型' },
  hoverOff: { en: 'Turn Off', zh: '关闭' },
  hoverCut: { en: 'The model read the first {tokens} tokens only.', zh: '模型仅读取了前 {tokens} 个 token。' },
  selectText: { en: 'Select the text to classify first.', zh: '请先选中要分类的文本。' },
  tooLong: { en: 'The selection is too long to be classified.', zh: '选中的文本过长，无法分类。' },
  chooseColumn: { en: 'Which column holds the texts?', zh: '文本在哪一列？' },
  chooseSecondColumn: { en: 'Which column holds the second texts?', zh: '第二文本在哪一列？' },
  learnedFrom: { en: 'the model learned from it', zh: '模型用该列训练' },
  guessed: { en: 'recognised as the texts', zh: '识别为文本列' },
  saveLabelled: { en: 'Save the Labelled Copy', zh: '保存标注后的副本' },
  classifying: { en: 'Classifying {file}', zh: '正在分类 {file}' },
  rowsDone: { en: '{rows} row[s]', zh: '{rows} 行' },
  classified: { en: '{rows} row[s] [was|were] classified with {model}.', zh: '已用 {model} 分类 {rows} 行。' },
  hubCancelled: {
    en: 'Cancelled; what came is kept, and the next download goes on with it.',
    zh: '已取消；已下载的部分会保留，下次下载将从此处继续。',
  },
  cancelled: { en: 'Cancelled; no file was written.', zh: '已取消，未写入文件。' },
  sameFile: { en: 'The copy needs a name of its own.', zh: '副本需要另起文件名。' },

  hubTitle: { en: 'A Model of the Hub', zh: 'Hub 上的模型' },
  hubPlaceholder: {
    en: 'Search, or give owner/name, name@revision or the address of a page',
    zh: '搜索，或输入 所有者/名称、名称@版本 或页面地址',
  },
  hubHere: { en: 'on this computer', zh: '本机已有' },
  hubPopular: { en: 'popular', zh: '常用' },
  hubFound: { en: 'found on the hub', zh: '在 Hub 上找到' },
  hubByName: { en: 'by this name', zh: '按此名称' },
  hubAbout: { en: 'about {size}', zh: '约 {size}' },
  hubDownloads: { en: '{count} download[s]', zh: '{count} 次下载' },
  hubManyLanguages: { en: '100 or more languages', zh: '100 种以上语言' },
  hubModel: { en: 'A model of the hub…', zh: 'Hub 上的模型…' },
  hubModelDetail: {
    en: 'A fine-tuned model of the Hugging Face hub or a mirror; it is downloaded once',
    zh: 'Hugging Face Hub 或镜像站上已微调的模型，只下载一次',
  },
  install: { en: 'Install', zh: '安装' },
  installQuestion: { en: 'Install TensorFlow {version}?', zh: '安装 TensorFlow {version}？' },
  installDetail: {
    en: `{download} MB to download, {disk} MB on the disk. It comes from Python’s package index by way of pip and goes
      into your cache folder; Python’s own packages stay as they are.`,
    zh: '需下载 {download} MB，占用磁盘 {disk} MB。通过 pip 从 Python 软件包索引下载，存入你的缓存文件夹，不影响 Python 自身的软件包。',
  },
  installDetailCuda: {
    en: `{download} MB to download, {disk} MB on the disk, with what NVIDIA’s GPUs need. It comes from Python’s package
      index by way of pip and goes into your cache folder; Python’s own packages stay as they are.`,
    zh: '含 NVIDIA GPU 所需文件：需下载 {download} MB，占用磁盘 {disk} MB。通过 pip 从 Python 软件包索引下载，存入你的缓存文件夹，不影响 Python 自身的软件包。',
  },
  installing: { en: 'Installing TensorFlow {version}', zh: '正在安装 TensorFlow {version}' },
  installDownloading: { en: 'downloading, {bytes} of {total} MB', zh: '正在下载 {bytes} / {total} MB' },
  installUnpacking: { en: 'unpacking, {bytes} of {total} MB', zh: '正在解压 {bytes} / {total} MB' },
  installCancelled: { en: 'Cancelled; TensorFlow was not installed.', zh: '已取消，未安装 TensorFlow。' },
  isInstalled: {
    en: 'TensorFlow {version} is installed: its speed is measured now, and it can be chosen as the device.',
    zh: 'TensorFlow {version} 已安装：正在测量其速度，之后即可选为计算设备。',
  },
  hubIsHere: {
    en: '{model} is on this computer: choose it as the base model in a panel.',
    zh: '{model} 已在本机，可在面板中选为基础模型。',
  },
  hubDownloading: { en: 'Downloading {model}', zh: '正在下载 {model}' },
  hubProgress: { en: '{bytes} of {total} MB', zh: '{bytes} / {total} MB' },

  chooseFormat: { en: 'Export as', zh: '导出为' },
  formatFolder: { en: 'Hugging Face folder', zh: 'Hugging Face 文件夹' },
  formatFolderDetail: {
    en: 'weights, tokenizer, label names, model card; for from_pretrained',
    zh: '权重、分词器、标签名和模型卡，可用于 from_pretrained',
  },
  formatOnnx: { en: 'ONNX', zh: 'ONNX' },
  formatOnnxDetail: { en: 'one file that every ONNX runtime executes', zh: '可由任意 ONNX 运行时执行的单个文件' },
  formatInt8: { en: 'ONNX, 8 bits', zh: 'ONNX（8 位）' },
  formatInt8Detail: {
    en: 'a quarter of the size, and faster on a CPU; what it costs in accuracy is measured',
    zh: '大小约为四分之一，在 CPU 上更快；会测量对准确率的影响',
  },
  roundingAccuracy: {
    en: 'On the {rows} held-out row[s]: {before} right in 32 bits, {after} in 8.',
    zh: '在 {rows} 行留出数据上：32 位正确率 {before}，8 位正确率 {after}。',
  },
  roundingError: {
    en: 'On the {rows} held-out row[s]: mean absolute error {before} in 32 bits, {after} in 8.',
    zh: '在 {rows} 行留出数据上：32 位平均绝对误差 {before}，8 位平均绝对误差 {after}。',
  },
  formatPth: { en: 'PyTorch state dict (.pth)', zh: 'PyTorch 状态字典（.pth）' },
  formatPthDetail: { en: 'for load_state_dict', zh: '用于 load_state_dict' },
  formatSafetensors: { en: 'safetensors', zh: 'safetensors' },
  formatSafetensorsDetail: { en: 'the weights alone', zh: '仅权重' },
  formatPython: { en: 'Python script', zh: 'Python 脚本' },
  formatPythonDetail: {
    en: 'train.py for transformers and Accelerate with data and settings: the same run on any machine',
    zh: '基于 transformers 与 Accelerate 的 train.py，附数据与设置，可在任何机器上重复此运行',
  },
  exportHere: { en: 'Export', zh: '导出' },
  exporting: { en: 'Exporting {model}', zh: '正在导出 {model}' },
  exported: { en: '{model} was exported to {place}.', zh: '{model} 已导出到 {place}。' },
  noUnfinishedRun: { en: 'No run of this workspace waits to be resumed.', zh: '此工作区中没有可继续的运行。' },
  resumeWhich: { en: 'Which run shall go on?', zh: '继续哪个运行？' },
  noFinishedRun: { en: 'There is no finished run in this workspace yet.', zh: '此工作区中还没有已完成的运行。' },

  chooseSetting: { en: 'Choose', zh: '选择' },
  settingsFiles: { en: 'Settings of a run', zh: '运行设置' },
  saveSettings: { en: 'Save Settings', zh: '保存设置' },
  loadSettings: { en: 'Load Settings', zh: '加载设置' },
  copied: { en: 'The command line is on the clipboard.', zh: '命令行已复制到剪贴板。' },
  wrongRows: { en: 'line,expected,predicted,probability,text', zh: '行号,真实标签,预测标签,概率,文本' },
  defect: { en: 'Something went wrong inside the extension ({reason}).', zh: '扩展内部出现错误（{reason}）。' },
} as const satisfies Record<string, Sentence>;

export type WordName = keyof typeof words;

/** The sentence in one language. */
export function sayIn<Name extends WordName>(
  locale: Locale,
  name: Name,
  ...values: ValueArguments<(typeof words)[Name]['en']>
): string {
  return fill(words[name], values[0] ?? {}, locale);
}
