// Names and values by which people mark texts and labels, in Chinese and English.

/** A column name as it is compared: case, width, spaces, underscores and dashes do not count. */
export function plainName(name: string): string {
  return name.normalize('NFKC').toLowerCase().replace(/[\s_.-]/g, '');
}

/** Names of text columns, the surest first. */
export const textNames: readonly string[] = [
  '评论内容', '评价内容', '文本内容', '文本', '评论', '评价', '内容', '正文', '句子', '留言', '微博', '语句', '文字', '问题', '新闻', '原文',
  'text', 'texts', 'review', 'reviews', 'reviewtext', 'sentence', 'sentences', 'content', 'contents', 'comment', 'comments', 'commenttext',
  'tweet', 'tweets', 'message', 'messages', 'utterance', 'document', 'body', 'article', 'feedback', 'post', 'sms', 'email', 'news',
  'text1', 'sentence1', 'texta', 'sentencea', 'question1', 'premise', 'question', 'query', 'sample', 'input', 'v2',
];
/** Names of texts that often stand beside a longer one. */
export const lesserTextNames: readonly string[] = ['description', 'summary', 'title', 'headline', 'subject', '标题', '描述', '摘要', '简介', '主题'];
/** Parts of names of text columns. */
export const textParts: readonly string[] = ['评论', '内容', '文本', '正文', '句子', '评价', 'text', 'review', 'sentence', 'comment', 'content', 'tweet', 'message'];

/** Names of label columns, the surest first. */
export const labelNames: readonly string[] = [
  '情感标签', '标签', '分类标签', '类别标签', '情感', '情感倾向', '情感极性', '情感类别', '类别', '分类', '类型', '标注', '极性', '意图', '评分', '星级', '打分', '得分',
  'label', 'labels', 'labelid', 'sentiment', 'sentiments', 'category', 'categories', 'class', 'classes', 'classindex', 'target', 'targets', 'polarity',
  'emotion', 'emotions', 'intent', 'intents', 'topic', 'tag', 'tags', 'type', 'stars', 'rating', 'score', 'similarity', 'y', 'output', 'v1',
];
export const labelParts: readonly string[] = ['标签', '情感', '类别', '分类', 'label', 'sentiment', 'category', 'class', 'target', 'emotion', 'rating', 'score'];

/** Two labels that are opposites: the negative one gets id 0, as the tutorial numbers 负面 and 正面. */
export const oppositeLabels: readonly (readonly [negative: string, positive: string])[] = [
  ['负面', '正面'], ['消极', '积极'], ['负向', '正向'], ['差评', '好评'], ['负', '正'], ['差', '好'], ['否', '是'], ['假', '真'],
  ['negative', 'positive'], ['neg', 'pos'], ['bad', 'good'], ['no', 'yes'], ['n', 'y'], ['false', 'true'], ['f', 't'],
];
