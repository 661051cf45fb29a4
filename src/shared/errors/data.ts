// Errors of data files; see ../errors.ts for the mechanism.

import type { ErrorEntry } from './entry.js';

const otherColumn = {
  en: 'Name another column with --text or --label.',
  zh: '请用 --text 或 --label 指定其他列。',
} as const;

export const dataErrors = {
  'data.notFound': {
    fault: 'input',
    en: 'There is no file {file}.',
    zh: '找不到文件 {file}。',
    next: { en: 'Check the path.', zh: '请检查路径。' },
  },
  'data.isFolder': {
    fault: 'input',
    en: '{file} is a folder without a dataset.',
    zh: '{file} 是文件夹，其中没有数据集。',
    next: {
      en: `Give the path of a file in it, or a folder with one folder of .txt files for each class, or one of a Hugging
        Face dataset (save_to_disk, or Parquet files).`,
      zh: '请给出其中某个文件的路径；也可以给出按类别分文件夹存放 .txt 文件的文件夹，或 Hugging Face 数据集的文件夹（save_to_disk 的结果或 Parquet 文件）。',
    },
  },
  'data.notAFile': {
    fault: 'input',
    en: '{file} is a pipe or a device; the data is read more than once and has to be a file.',
    zh: '{file} 是管道或设备；数据需要多次读取，必须是文件。',
    next: { en: 'Save the data as a file first.', zh: '请先将数据保存为文件。' },
  },
  'data.unreadable': {
    fault: 'input',
    en: '{file} may not be read: permission denied.',
    zh: '没有权限读取 {file}。',
    next: { en: 'Change its permissions.', zh: '请修改其权限。' },
  },
  'data.notText': {
    fault: 'input',
    en: '{file} is not a CSV but another kind of file ({kind}).',
    zh: '{file} 不是 CSV，而是其他类型的文件（{kind}）。',
    next: {
      en: 'Open it in its own program and save it as CSV in UTF-8.',
      zh: '请用相应的程序打开，并另存为 UTF-8 编码的 CSV。',
    },
  },
  'data.damaged': {
    fault: 'input',
    en: '{file} cannot be read as {kind}: {reason}.',
    zh: '无法将 {file} 作为 {kind} 读取：{reason}。',
    next: {
      en: 'Write or download it again; a CSV in UTF-8 always works.',
      zh: '请重新生成或下载该文件；也可另存为 UTF-8 编码的 CSV。',
    },
  },
  'data.jsonLine': {
    fault: 'input',
    en: 'Line {line} of {file} is not a JSON object.',
    zh: '{file} 第 {line} 行不是 JSON 对象。',
    next: {
      en: 'Write one object on each line, with the text and the label under their names.',
      zh: '请在每行写一个对象，以列名为键给出文本和标签。',
    },
  },
  'data.jsonValue': {
    fault: 'input',
    en: '{file} is one JSON value in which no rows are found.',
    zh: '{file} 是单个 JSON 值，其中没有找到数据行。',
    next: {
      en: 'Write an array of objects, or an object on each line, with the text and the label under their names.',
      zh: '请写成对象数组，或每行一个对象，以列名为键给出文本和标签。',
    },
  },
  'data.jsonTooLong': {
    fault: 'input',
    en: '{file} is one JSON value of more than {megabytes} MB, which would have to be read as a whole.',
    zh: '{file} 是超过 {megabytes} MB 的单个 JSON 值，必须整体读取。',
    next: {
      en: 'Write the rows as JSON Lines, an object on each line, in a file that ends in .jsonl.',
      zh: '请将数据写成 JSON Lines（每行一个对象），文件以 .jsonl 结尾。',
    },
  },
  'data.encodingUnknown': {
    fault: 'input',
    en: 'The character encoding of {file} could not be told: it looks like {guess}.',
    zh: '无法判断 {file} 的字符编码：看起来像 {guess}。',
    next: {
      en: 'Save the file in UTF-8, or name its encoding with --encoding.',
      zh: '请将文件另存为 UTF-8，或用 --encoding 指定编码。',
    },
  },
  'data.empty': {
    fault: 'input',
    en: '{file} is empty.',
    zh: '{file} 是空文件。',
    next: { en: 'Give a CSV with a text and a label in each row.', zh: '请提供每行包含文本和标签的 CSV。' },
  },
  'data.headerOnly': {
    fault: 'input',
    en: '{file} has column names ({columns}) but no rows.',
    zh: '{file} 只有列名（{columns}），没有数据行。',
    next: {
      en: 'Add rows; if its one line is a row, say so with --header no.',
      zh: '请添加数据行；如果这一行本身就是数据，请使用 --header no。',
    },
  },
  'data.oneColumn': {
    fault: 'input',
    en: '{file} has one column only ({column}), but a text and a label are needed.',
    zh: '{file} 只有一列（{column}），但需要文本和标签两列。',
    next: {
      en: 'Add a column; if columns are there, name what separates them with --delimiter.',
      zh: '请添加一列；如果文件其实有多列，请用 --delimiter 指定分隔符。',
    },
  },
  'data.columnNotFound': {
    fault: 'input',
    en: '{file} has no column {column}; its columns are {columns}.',
    zh: '{file} 中没有列 {column}；现有的列为 {columns}。',
    next: { en: 'Did you mean {nearest}?', zh: '您是否想用 {nearest}？' },
  },
  'data.taughtColumnMissing': {
    fault: 'input',
    en: '{file} has no column {column}, from which the model learned ({role}); its columns are {columns}.',
    zh: '{file} 中没有列 {column}，而模型是用该列训练的（{role}）；现有的列为 {columns}。',
    next: { en: 'Name the column of this file with {flag}.', zh: '请用 {flag} 指定该文件中的列。' },
  },
  'data.secondTextMissing': {
    fault: 'input',
    en: 'The model was trained on pairs of texts, and the second text is missing.',
    zh: '模型是用句对训练的，但缺少第二个文本。',
    next: {
      en: 'Give the second text too; on the command line with --pair.',
      zh: '请同时给出第二个文本；命令行中使用 --pair。',
    },
  },
  'data.oneHotValue': {
    fault: 'input',
    en: 'The column {column} of {file} stands for a label and should hold 0 or 1, but a row has {value}.',
    zh: '{file} 的列 {column} 代表一个标签，应为 0 或 1，但有一行是 {value}。',
    next: {
      en: 'Correct the cell, or name other columns with --label.',
      zh: '请改正该单元格，或用 --label 指定其他列。',
    },
  },
  'data.severalHot': {
    fault: 'input',
    en: 'A row of {file} has several labels at once: {columns}.',
    zh: '{file} 中有一行同时有多个标签：{columns}。',
    next: { en: 'Choose --task multi-label.', zh: '请使用 --task multi-label。' },
  },
  'data.hotPlaces': {
    fault: 'input',
    en: 'The lists in {column} of {file} have {places} zeros and ones each, but one is {value}.',
    zh: '{file} 的列 {column} 中每个列表应有 {places} 个 0 或 1，但有一个是 {value}。',
    next: { en: 'Correct the row.', zh: '请改正该行。' },
  },
  'data.sameColumn': {
    fault: 'input',
    en: 'The column {column} of {file} cannot have two roles among text, label and pair.',
    zh: '{file} 的列 {column} 不能同时担任文本、标签、句对中的两种角色。',
    next: otherColumn,
  },
  'data.textNotGuessed': {
    fault: 'input',
    en: 'No column of {file} looks like texts; its columns are {columns}.',
    zh: '{file} 中没有看起来像文本的列；现有的列为 {columns}。',
    next: { en: 'Name the column with --text.', zh: '请用 --text 指定文本列。' },
  },
  'data.labelNotGuessed': {
    fault: 'input',
    en: 'No column of {file} looks like labels; its columns are {columns}.',
    zh: '{file} 中没有看起来像标签的列；现有的列为 {columns}。',
    next: { en: 'Name the column with --label.', zh: '请用 --label 指定标签列。' },
  },
  'data.textNumbers': {
    fault: 'input',
    en: 'The text column {column} of {file} holds only numbers.',
    zh: '{file} 的文本列 {column} 只包含数字。',
    next: otherColumn,
  },
  'data.oneClass': {
    fault: 'input',
    en: 'Every row of {file} has the same label in {column}: {label}.',
    zh: '{file} 的列 {column} 中所有行的标签都是 {label}。',
    next: {
      en: 'Add rows with a second label, or name another column with --label.',
      zh: '请添加带有其他标签的行，或用 --label 指定其他列。',
    },
  },
  'data.noLabels': {
    fault: 'input',
    en: 'No row of {file} has a label in {column}.',
    zh: '{file} 的列 {column} 中没有任何标签。',
    next: { en: 'Add labels, or name another column with --label.', zh: '请添加标签，或用 --label 指定其他列。' },
  },
  'data.allRare': {
    fault: 'input',
    en: 'Every label of {file} in {column} has fewer than {limit} rows, and rare labels are dropped.',
    zh: '{file} 的列 {column} 中每个标签都不足 {limit} 行，而稀有标签会被舍弃。',
    next: { en: 'Keep them, or lower --rare-rows.', zh: '请保留稀有标签，或减小 --rare-rows。' },
  },
  'data.onlyLeaks': {
    fault: 'input',
    en: 'Every validation row of {file} has a text that is learned from too, and such rows are removed.',
    zh: '{file} 的所有验证行的文本都在训练集中，而这样的行会被去除。',
    next: {
      en: 'Validate on other rows, or keep them with --leaks keep.',
      zh: '请换用其他验证数据，或用 --leaks keep 保留。',
    },
  },
  'data.tooManyLabels': {
    fault: 'input',
    en: 'The column {column} of {file} holds more than {limit} different labels (line {line} brings one more).',
    zh: '{file} 的列 {column} 中有超过 {limit} 种不同的标签（第 {line} 行又出现了新标签）。',
    next: {
      en: 'Name the label column with --label; for numbers choose --task regression.',
      zh: '请用 --label 指定标签列；如果是数值，请使用 --task regression。',
    },
  },
  'data.noUsableRows': {
    fault: 'input',
    en: `None of the {rows} rows of {file} can be used: {badRows} with a wrong number of columns, {emptyTexts} without a
      text, {emptyLabels} without a label, {otherLabels} whose label is not a number or not known.`,
    zh: '{file} 的 {rows} 行数据都无法使用：{badRows} 行列数不符，{emptyTexts} 行没有文本，{emptyLabels} 行没有标签，{otherLabels} 行的标签不是数字或未知。',
    next: {
      en: 'Check the columns, and name them with --text and --label.',
      zh: '请检查各列，并用 --text 和 --label 指定。',
    },
  },
  'data.allRowsBad': {
    fault: 'input',
    en: 'No row of {file} has the {columns} columns that it should have: line {line} has {fields}.',
    zh: '{file} 应有 {columns} 列，但没有一行符合：第 {line} 行有 {fields} 列。',
    next: {
      en: 'Correct the first line or the rows, or name what separates the columns with --delimiter.',
      zh: '请改正第一行或数据行，或用 --delimiter 指定分隔符。',
    },
  },
  'data.unbalancedQuote': {
    fault: 'input',
    en: 'In {file} a quote opens on line {line} and is not closed where its column ends.',
    zh: '{file} 第 {line} 行有一个引号打开后没有在该列结束处闭合。',
    next: {
      en: `Close it, write a quote that belongs to the text twice (""), inside quotes, or have open quotes taken as text
        with --quotes lenient.`,
      zh: '请补上结束引号；如果引号是文本的一部分，请在引号内将其写成两个（""）；也可用 --quotes lenient 将未闭合的引号当作文本。',
    },
  },
  'data.rowTooLong': {
    fault: 'input',
    en: 'The row on line {line} of {file} is longer than {megabytes} MB.',
    zh: '{file} 第 {line} 行的数据超过 {megabytes} MB。',
    next: { en: 'Check that the file is a CSV with one text in each row.', zh: '请确认该文件是每行一个文本的 CSV。' },
  },
  'data.tooManyColumns': {
    fault: 'input',
    en: '{file} has more than {most} columns (line {line}).',
    zh: '{file} 的列数超过 {most}（第 {line} 行）。',
    next: {
      en: 'Keep the columns with texts and labels, and check what separates the columns.',
      zh: '请仅保留文本列和标签列，并检查列分隔符。',
    },
  },
  'data.rowUnreadable': {
    fault: 'input',
    en: 'The row on line {line} of {file} cannot be read ({reason}).',
    zh: '无法读取 {file} 第 {line} 行的数据（{reason}）。',
    next: { en: 'Correct the line.', zh: '请改正该行。' },
  },
  'data.changed': {
    fault: 'input',
    en: '{file} was changed while it was in use.',
    zh: '{file} 在使用过程中被修改。',
    next: {
      en: 'Start again, and leave the file as it is until the run ends.',
      zh: '请重新开始，并在运行结束前不要修改该文件。',
    },
  },
  'data.outputFormat': {
    fault: 'usage',
    en: 'Predictions are written as CSV, TSV, JSON Lines or JSON, and {file} ends like another kind of file.',
    zh: '预测结果可写为 CSV、TSV、JSON Lines 或 JSON，而 {file} 的扩展名属于其他格式。',
    next: {
      en: 'Name a file that ends in .csv, .tsv, .jsonl or .json with --out.',
      zh: '请用 --out 指定以 .csv、.tsv、.jsonl 或 .json 结尾的文件。',
    },
  },
  'data.outputIsInput': {
    fault: 'usage',
    en: 'The result would overwrite its own data, {file}.',
    zh: '结果会覆盖原数据文件 {file}。',
    next: { en: 'Name another file with --out.', zh: '请用 --out 指定其他文件。' },
  },
} as const satisfies Record<string, ErrorEntry>;
