// Pairs of labels with opposite meanings, in Chinese and English.

/** Pairs of opposite labels: the negative one gets id 0, as the tutorial numbers 负面 and 正面. */
export const oppositeLabels: readonly (readonly [negative: string, positive: string])[] = [
  ['负面', '正面'],
  ['消极', '积极'],
  ['负向', '正向'],
  ['差评', '好评'],
  ['负', '正'],
  ['差', '好'],
  ['否', '是'],
  ['假', '真'],
  ['negative', 'positive'],
  ['neg', 'pos'],
  ['bad', 'good'],
  ['no', 'yes'],
  ['n', 'y'],
  ['false', 'true'],
  ['f', 't'],
];
