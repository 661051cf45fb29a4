// Notices about problems in rows and labels; see ../notices.ts for the mechanism. Those about rows have the values
// `count` and `lines` (the first line numbers); some name labels too.

import type { Sentence } from '../catalogue.js';

export const dataNotices = {
  'data.scaledTargets': {
    en: `The numbers of column {column} are learned with mean 0 and deviation 1 (in the training rows {mean} and
      {deviation}); losses, scores and answers are in their own unit (--no-scale-targets learns them as they are).`,
    zh: '列 {column} 的数值以均值 0、标准差 1 学习（训练数据中为 {mean} 和 {deviation}）；损失、指标和预测仍以原单位表示（--no-scale-targets 表示按原值学习）。',
  },
  'data.coarseTargets': {
    en: `The numbers of column {column} differ little for their size (mean {mean}, deviation {deviation}): the model
      answers in seven digits. Subtract what they have in common.`,
    zh: '列 {column} 的数值彼此相差很小（均值 {mean}，标准差 {deviation}），而模型的答案只有七位有效数字。请先减去其公共部分。',
  },
  'data.read': {
    en: 'Read from {file}: {columns} ({written}).',
    zh: '从 {file} 读取：{columns}（{written}）。',
  },
  'data.encodingUnsure': {
    en: `The encoding of {file} was taken to be {encoding}: {sample}; {second} is nearly as likely: {other}. The setting
      encoding names it.`,
    zh: '{file} 的编码被视为 {encoding}：{sample}；{second} 也很可能：{other}。可用设置 encoding 指定。',
  },
  'data.spacedQuotes': {
    en: `In {file} a space stands between {delimiter} and the quotes of a column: spaces after {delimiter} are not part
      of a text or a label.`,
    zh: '{file} 中 {delimiter} 与列的引号之间有空格：{delimiter} 之后的空格不计入文本或标签。',
  },
  'data.singleQuotes': {
    en: `Columns of {file} were taken to be quoted with single quotes, which are not part of a text or a label; the
      setting quote says otherwise.`,
    zh: '{file} 的列被视为以单引号括起，单引号不计入文本或标签；可用设置 quote 更改。',
  },
  'data.escapes': {
    en: `In {file} a backslash was taken to escape the character after it, and not to be part of a text or a label (\\N
      is a missing value); the setting escape says otherwise.`,
    zh: '{file} 中的反斜杠被视为转义符，不计入文本或标签（\\N 为缺失值）；可用设置 escape 更改。',
  },
  'data.titleRows': {
    en: `{count} line[s] at the beginning of {file} [was|were] taken for a title, not for rows: {line}; the setting
      skipRows says otherwise.`,
    zh: '{file} 开头的 {count} 行（{line}）被视为标题而非数据；可用设置 skipRows 更改。',
  },
  'data.unitRows': {
    en: `{count} line[s] below the names of the columns [was|were] taken for units or explanations, not for rows:
      {line}; the setting skipRows (0 for none above the names) says otherwise.`,
    zh: '列名下方的 {count} 行（{line}）被视为单位或说明而非数据；可用设置 skipRows（列名上方没有其他行时为 0）更改。',
  },
  'data.headerTaken': {
    en: 'The first line of {file}, {line}, was taken as the names of the columns; the setting header decides.',
    zh: '{file} 的第一行 {line} 被视为列名；可用设置 header 更改。',
  },
  'data.rowTaken': {
    en: 'The first line of {file}, {line}, was taken as a row, not as names of columns; the setting header decides.',
    zh: '{file} 的第一行 {line} 被视为数据而非列名；可用设置 header 更改。',
  },
  'data.closeColumns': {
    en: 'Column of {role}: {column} was taken, but {other} looks nearly as likely; the setting {role} names it.',
    zh: '{role} 列选用了 {column}，但 {other} 也很像；可用设置 {role} 指定。',
  },
  'data.uniqueLabels': {
    en: `{labels} different labels in {rows} rows: {column} looks like an identifier or a text, not like labels; the
      setting label names another column.`,
    zh: '{rows} 行中有 {labels} 种不同的标签：{column} 看起来是编号或文本，而不是标签；可用设置 label 指定其他列。',
  },
  'data.recognised': {
    en: 'The file was recognised as an export of {tool}.',
    zh: '已识别为 {tool} 导出的文件。',
  },
  'data.chat': {
    en: `The file holds chats: the last answer of each was taken as its label, and what was said before it, without
      instructions of the system, as its text.`,
    zh: '文件内容为对话：每段对话的最后一条回答被视为标签，此前的内容（不含系统指令）被视为文本。',
  },
  'data.fastText': {
    en: `The lines of {file} begin with labels as fastText writes them (__label__…): they were taken as labels, the rest
      of each line as its text.`,
    zh: '{file} 的各行以 fastText 格式的标签（__label__…）开头：这些被视为标签，每行其余部分视为文本。',
  },
  'data.oneHot': {
    en: '{count} columns of 0 and 1 were taken as one label each: {columns}.',
    zh: '{count} 个 0/1 列被视为每列一个标签：{columns}。',
  },
  'data.multiHot': {
    en: `The lists in {column} are zeros and ones, one for each of {count} labels; the labels are called by their
      places, 0 to {last}.`,
    zh: '{column} 中的列表由 0 和 1 组成，对应 {count} 个标签；标签以其位置 0 到 {last} 命名。',
  },
  'data.separator': {
    en: `The labels of a row in {column} are separated by {separator}, as it looks; the setting labelSeparator names
      another.`,
    zh: '{column} 中一行的多个标签看来以 {separator} 分隔；可用设置 labelSeparator 指定其他分隔符。',
  },
  'data.oneLabelEach': {
    en: `None of the first rows has more than one label in {column}; the separator is {separator}, and the setting
      labelSeparator names another.`,
    zh: '{column} 的前若干行都没有一个以上的标签；分隔符为 {separator}，可用设置 labelSeparator 指定其他分隔符。',
  },
  'data.badRow': {
    en: '{count} row[s] with a wrong number of columns [was|were] skipped (line[s] {lines}).',
    zh: '已跳过 {count} 行列数不符的数据（行号 {lines}）。',
  },
  'data.copiedBadRow': {
    en: `{count} row[s] with a wrong number of columns [was|were] copied without a prediction (line[s] {lines});
      what is too much stands in the last column.`,
    zh: '已复制 {count} 行列数不符的数据，但未预测（行号 {lines}）；多出的内容放在最后一列。',
  },
  'data.copiedEmptyText': {
    en: '{count} row[s] without a text [was|were] copied without a prediction (line[s] {lines}).',
    zh: '已复制 {count} 行没有文本的数据，但未预测（行号 {lines}）。',
  },
  'data.byteOrderMark': {
    en: 'The result is written in UTF-8 with a byte order mark at its start, so that Excel shows its characters.',
    zh: '结果以 UTF-8 写出，并在开头加了字节顺序标记（BOM），以便 Excel 正确显示。',
  },
  'data.formulas': {
    en: `{count} cell[s] that [begins|begin] like a formula (=, +, - or @) got an apostrophe (') before [it|them],
      so that a spreadsheet takes [it|them] as text; --formulas keep, or a result in .jsonl, leaves [it|them] as
      [it|they] [is|are].`,
    zh: "{count} 个以公式符号（=、+、- 或 @）开头的单元格前加了撇号（'），以便表格软件将其视为文本；使用 --formulas keep 或写成 .jsonl 则保持原样。",
  },
  'data.openQuote': {
    en: `{count} row[s] [begins|begin] a column with a quote that is not closed; it was taken as text (line[s]
    {lines}).`,
    zh: '{count} 行中有一列以未闭合的引号开头，该引号已按文本处理（行号 {lines}）。',
  },
  'data.sheet': {
    en: `Of the {sheets} sheets of the workbook {sheet} is read, the first that holds a table; the setting sheet names
      another.`,
    zh: '工作簿中有 {sheets} 个工作表，读取的是第一个含有表格的 {sheet}；可用设置 sheet 指定其他工作表。',
  },
  'data.emptyText': {
    en: '{count} row[s] without a text [was|were] skipped (line[s] {lines}).',
    zh: '已跳过 {count} 行没有文本的数据（行号 {lines}）。',
  },
  'data.missingText': {
    en: `{count} row[s] [has|have] a text such as nan or #N/A, which stands for a missing one (line[s] {lines}); the
      setting missing skips them.`,
    zh: '{count} 行的文本是 nan 或 #N/A 之类的缺失值（行号 {lines}）；设置 missing 可将其跳过。',
  },
  'data.missingLabels': {
    en: '{count} label[s] [looks|look] like missing values: {labels}. The setting missing skips such rows.',
    zh: '{count} 个标签看起来是缺失值：{labels}。设置 missing 可跳过这些行。',
  },
  'data.emptyLabel': {
    en: '{count} row[s] without a label [was|were] skipped (line[s] {lines}).',
    zh: '已跳过 {count} 行没有标签的数据（行号 {lines}）。',
  },
  'data.labelNotNumber': {
    en: '{count} row[s] whose label is not a number [was|were] skipped (line[s] {lines}).',
    zh: '已跳过 {count} 行标签不是数字的数据（行号 {lines}）。',
  },
  'data.unknownLabel': {
    en: '{count} row[s] with a label that the model does not know [was|were] skipped (line[s] {lines}).',
    zh: '已跳过 {count} 行标签不在模型标签中的数据（行号 {lines}）。',
  },
  'data.undecodable': {
    en: `{count} row[s] [holds|hold] characters that the encoding could not decode (line[s] {lines}); if the texts look
      wrong, name the encoding.`,
    zh: '{count} 行包含无法按当前编码解码的字符（行号 {lines}）；如果文本显示异常，请指定编码。',
  },
  'data.nearDuplicateLabels': {
    en: `Some labels look alike (case, spaces, width, accents or invisible characters): {labels}. The setting
      mergeLabels makes them one.`,
    zh: '有些标签看起来相同（仅大小写、空格、全角半角、重音写法或不可见字符不同）：{labels}。设置 mergeLabels 可将其合并。',
  },
  'data.mergedLabels': {
    en: 'Labels that look alike were merged: {labels}.',
    zh: '已合并看起来相同的标签：{labels}。',
  },
  'data.rareLabels': {
    en: '{count} label[s] [has|have] fewer than 10 rows: {labels}. More rows would make [it|them] easier to learn.',
    zh: '{count} 个标签的数据不足 10 行：{labels}。增加数据会更容易学习。',
  },
  'data.loneLabels': {
    en: '{count} label[s] [has|have] a single row, which stays in training and cannot be validated: {labels}.',
    zh: '{count} 个标签只有一行数据，将留在训练集中，无法验证：{labels}。',
  },
  'data.oneClass': {
    en: 'Every row has the same label: {labels}. There is nothing to tell apart.',
    zh: '所有行的标签都是 {labels}，没有可区分的类别。',
  },
  'data.textNumbers': {
    en: 'The text column holds only numbers; another column may be meant.',
    zh: '文本列只包含数字，可能选错了列。',
  },
  'data.duplicateRow': {
    en: '{count} row[s] [repeats|repeat] the text and label of an earlier row (line[s] {lines}).',
    zh: '{count} 行与之前某行的文本和标签完全相同（行号 {lines}）。',
  },
  'data.removedDuplicate': {
    en: `{count} row[s] that [repeats|repeat] the text and label of an earlier row [was|were] left out (line[s]
    {lines}).`,
    zh: '已去除 {count} 行与之前某行文本和标签完全相同的数据（行号 {lines}）。',
  },
  'data.droppedLabels': {
    en: '{count} label[s] with few rows [was|were] dropped: {labels} (rows: {rows}).',
    zh: '已舍弃 {count} 个数据过少的标签：{labels}（共 {rows} 行）。',
  },
  'data.gatheredLabels': {
    en: '{count} label[s] with few rows became {name}: {labels} (rows: {rows}).',
    zh: '已将 {count} 个数据过少的标签合并为 {name}：{labels}（共 {rows} 行）。',
  },
  'data.leaks': {
    en: `{count} of {of} validation rows [has|have] a text that is learned from too, so that validation looks better
      than it is. The setting leaks removes them.`,
    zh: '{of} 行验证数据中有 {count} 行的文本也在训练集中，验证结果会偏高。设置 leaks 可将其去除。',
  },
  'data.removedLeaks': {
    en: '{count} of {of} validation rows whose text is learned from too [was|were] left out.',
    zh: '{of} 行验证数据中有 {count} 行的文本也在训练集中，已去除。',
  },
  'data.conflictingLabel': {
    en: `{count} row[s] [has|have] the text of an earlier row with another label (line[s] {lines}); --conflicts remove
      leaves all rows of such texts out.`,
    zh: '{count} 行与之前某行文本相同但标签不同（行号 {lines}）；--conflicts remove 会去除这些文本的所有数据行。',
  },
  'data.numbersRead': {
    en: 'In the numbers of column {column}, {written} is read as {number}; the setting decimal says otherwise.',
    zh: '列 {column} 的数值中，{written} 读作 {number}；可用设置 decimal 更改。',
  },
  'data.repeatedNames': {
    en: '{count} row[s] that [repeats|repeat] the names of the columns [was|were] left out (line[s] {lines}).',
    zh: '已去除 {count} 行与列名完全相同的数据（行号 {lines}）。',
  },
  'data.totalRow': {
    en: `{count} row[s] [looks|look] like a sum or a mean of the others (line[s] {lines}), and [is|are] read like any
      row: delete [it|them] from the file, if so.`,
    zh: '{count} 行看起来是其他行的合计或平均（行号 {lines}），但仍按普通数据读取：如果确实如此，请从文件中删除。',
  },
  'data.badWeight': {
    en: `{count} row[s] [has|have] no weight that can be used, a number from 1e-15 to 1e15, and [was|were] skipped
      (line[s] {lines}).`,
    zh: '{count} 行的权重不可用（应为 1e-15 到 1e15 之间的数值），已跳过（行号 {lines}）。',
  },
  'data.emptyGroup': {
    en: '{count} row[s] [has|have] no group, and [counts|count] as a group of [its|their] own each (line[s] {lines}).',
    zh: '{count} 行没有分组，每行各自视为一组（行号 {lines}）。',
  },
  'data.loneGroups': {
    en: 'Every row has a {column} of its own: rows are held out as they would be without groups.',
    zh: '每行的 {column} 都不同：留出的数据行与不分组时无异。',
  },
  'data.zeroWeight': {
    en: '{count} row[s] of weight 0 [was|were] left out (line[s] {lines}).',
    zh: '已去除 {count} 行权重为 0 的数据（行号 {lines}）。',
  },
  'data.badTime': {
    en: `{count} row[s] [has|have] no time that can be read, and [was|were] skipped (line[s] {lines}); write times as
      2024-05-31 or 2024-05-31 18:30.`,
    zh: '{count} 行的时间无法识别，已跳过（行号 {lines}）；请写成 2024-05-31 或 2024-05-31 18:30。',
  },
  'data.softLabels': {
    en: `The columns {columns} are read as the probabilities of {count} labels; those of a row that do not add up to 1
      are scaled to it.`,
    zh: '列 {columns} 视为 {count} 个标签的概率；总和不为 1 的行会按比例缩放。',
  },
  'data.splitByTime': {
    en: 'The {count} latest of {of} rows by column {column} are held out.',
    zh: '按列 {column}，{of} 行中最新的 {count} 行留作验证。',
  },
  'data.splitByGroup': {
    en: 'Rows of one {column} stay together: {count} of {of} rows are held out, those of {groups} of {all} groups.',
    zh: '{column} 相同的行不会分开：{of} 行中的 {count} 行留作验证，共 {groups} / {all} 组。',
  },
  'data.unlearnedLabels': {
    en: '{count} label[s] [has|have] no row to learn from, only rows held out: {labels}.',
    zh: '{count} 个标签没有可学习的数据，只有留作验证的数据：{labels}。',
  },
  'data.removedConflict': {
    en: '{count} row[s] whose text has several labels in the file [was|were] left out (line[s] {lines}).',
    zh: '已去除 {count} 行文本在文件中有多个不同标签的数据（行号 {lines}）。',
  },
} as const satisfies Record<string, Sentence>;
