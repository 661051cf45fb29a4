// Tables in the layouts of well-known data sets and exports: which columns are the texts and the labels.

import { expect, test } from 'vitest';

import { guessColumns } from '../../../../src/data/rows/columns.js';
import { openTable } from '../../../../src/data/table/table.js';
import { temporaryFolder } from '../folder.js';

const folder = temporaryFolder();
const texts = [
  'great phone',
  'bad battery',
  'love it',
  'broken on arrival',
  'works as expected',
  'never again',
  'very nice',
  'awful',
];

function table(heading: string, row: (index: number) => string): string {
  return `${heading}\n${texts.map((_, index) => row(index)).join('\n')}\n`;
}

const layouts: readonly (readonly [name: string, text: string, label: string | undefined, content: string])[] = [
  [
    'kaggle twitter',
    'text',
    'airline_sentiment',
    table(
      'tweet_id,airline_sentiment,airline_sentiment_confidence,negativereason,airline,name,text,tweet_created',
      (i) =>
        `57030613367776051${i},${i % 2 ? 'positive' : 'negative'},1.0,` +
        `${i % 2 ? '' : 'Bad Flight'},Virgin America,cairdin${i},` +
        `@VirginAmerica ${texts[i]!},2015-02-24 11:35:5${i} -0800`,
    ),
  ],
  [
    'imdb',
    'review',
    'sentiment',
    table('review,sentiment', (i) => `"${texts[i]!}, <br />really",${i % 2 ? 'positive' : 'negative'}`),
  ],
  ['spam', 'v2', 'v1', table('v1,v2,,,', (i) => `${i % 2 ? 'ham' : 'spam'},${texts[i]!},,,`)],
  ['pandas index', 'text', 'label', table(',text,label', (i) => `${i},${texts[i]!},${i % 2}`)],
  [
    'amazon',
    'Text',
    'Score',
    table(
      'Id,ProductId,UserId,ProfileName,HelpfulnessNumerator,HelpfulnessDenominator,Score,Time,Summary,Text',
      (i) =>
        `${i + 1},B001E4KFG${i},A3SGXH7AUHU8G${i},delmartian ${i},1,1,${i % 2 ? 5 : 1},130386240${i},` +
        `Good ${i},I have bought several of the ${texts[i]!} and found it`,
    ),
  ],
  [
    'jigsaw',
    'comment_text',
    'toxic',
    table(
      'id,comment_text,toxic,severe_toxic,obscene,threat,insult,identity_hate',
      (i) => `0000997932d777b${i},Explanation ${texts[i]!},${i % 2},0,0,0,${i % 2},0`,
    ),
  ],
  [
    'disaster',
    'text',
    'target',
    table('id,keyword,location,text,target', (i) => `${i},,${i % 2 ? 'Paris FR' : ''},${texts[i]!} now,${i % 2}`),
  ],
  [
    'qqp',
    'question1',
    'is_duplicate',
    table(
      'id,qid1,qid2,question1,question2,is_duplicate',
      (i) => `${i},${i * 2},${i * 2 + 1},How to ${texts[i]!}?,Why ${texts[i]!} so?,${i % 2}`,
    ),
  ],
  [
    'cola',
    '4',
    '2',
    table(
      'gj04\t1\t\tOur friends won’t buy this.',
      (i) => `gj04\t${i % 2}\t${i % 2 ? '' : '*'}\tThe ${texts[i]!} sentence stands here.`,
    ),
  ],
  [
    'date title',
    'title',
    'category',
    table('date;title;category', (i) => `2024-01-0${i + 1};${texts[i]!};${i % 2 ? 'sport' : 'politics'}`),
  ],
  [
    'consumer',
    'Consumer complaint narrative',
    'Product',
    table(
      'Date received,Product,Sub-product,Issue,Consumer complaint narrative,Company,State,ZIP code,Complaint ID',
      (i) =>
        `03/0${i + 1}/2015,${i % 2 ? 'Mortgage' : 'Debt'},x,Billing,` +
        `${texts[i]!} and more words here,BANK ${i % 3},CA,9433${i},12900${i}`,
    ),
  ],
  [
    'filename',
    'transcript',
    'emotion',
    table('filename,transcript,emotion', (i) => `audio_${i}.wav,${texts[i]!},${i % 2 ? 'sad' : 'happy'}`),
  ],
  [
    'url title',
    'headline',
    'clickbait',
    table('url,headline,clickbait', (i) => `https://x.com/${i},${texts[i]!},${i % 2}`),
  ],
  [
    'german',
    'Bewertungstext',
    'Stimmung',
    table(
      'Datum;Kunde;Bewertungstext;Stimmung',
      (i) => `0${i + 1}.03.2024;Müller ${i};${texts[i]!};${i % 2 ? 'gut' : 'schlecht'}`,
    ),
  ],
  ['weibo', 'review', 'label', table('label,review', (i) => `${i % 2},${texts[i]!}`)],
  [
    'noheader tab',
    '2',
    '1',
    table('positive\tso good it is', (i) => `${i % 2 ? 'positive' : 'negative'}\t${texts[i]!}`),
  ],
  [
    'two titles',
    'ticket',
    'priority',
    'Export of tickets\nGenerated 2024-05-01\n\n' +
      table('ticket,priority', (i) => `${texts[i]!},${i % 2 ? 'high' : 'low'}`),
  ],
  ['sep pipe', 'text', 'label', 'sep=|\r\n' + table('text|label', (i) => `${texts[i]!}|${i % 2}`)],
  [
    'langs',
    'text',
    'label',
    table('lang,text,label', (i) => `${i % 2 ? 'en' : 'fr'},${texts[i]!},${i % 3 ? 'a' : 'b'}`),
  ],
  [
    'emailspam',
    'body',
    'class',
    table(
      'from,subject,body,class',
      (i) => `a${i}@b.com,Re: hi ${i},${texts[i]!} and a longer body,${i % 2 ? 'ham' : 'spam'}`,
    ),
  ],
  [
    'status',
    'description',
    'status',
    table(
      'ticket_id,description,status,created_at',
      (i) => `T-${i},${texts[i]!},${i % 2 ? 'open' : 'closed'},2024-01-0${i + 1}T10:00:00Z`,
    ),
  ],
  ['score conf', 'text', 'label', table('text,label,score', (i) => `${texts[i]!},${i % 2 ? 'POS' : 'NEG'},0.9${i}`)],
  [
    'answers',
    'Any other comments?',
    'How satisfied are you?',
    table(
      'Timestamp,Email Address,How satisfied are you?,Any other comments?',
      (i) => `1/${i + 1}/2024 10:0${i}:00,u${i}@x.com,${i % 2 ? 'Very' : 'Not at all'},${texts[i]!}`,
    ),
  ],
  [
    'uuid',
    'utterance',
    'intent',
    table(
      'uuid,utterance,intent',
      (i) => `550e8400-e29b-41d4-a716-44665544000${i},${texts[i]!},${i % 2 ? 'book' : 'cancel'}`,
    ),
  ],
  ['hindi', 'पाठ', 'लेबल', table('पाठ,लेबल', (i) => `यह फिल्म ${i} अच्छी है,${i % 2 ? 'सकारात्मक' : 'नकारात्मक'}`)],
  [
    'arabic',
    'التعليق',
    'التصنيف',
    table('التاريخ,التعليق,التصنيف', (i) => `2024-01-0${i + 1},الخدمة جيدة ${i},${i % 2 ? 'جيد' : 'سيئ'}`),
  ],
  [
    'japan',
    'お問い合わせ内容',
    'カテゴリ',
    table('番号,お問い合わせ内容,カテゴリ', (i) => `${i},商品が届きません${i},${i % 2 ? '配送' : '返品'}`),
  ],
  ['listhead', 'Bewertungen', undefined, 'Bewertungen\n' + texts.join('\n') + '\n'],
  ['questions', '1', undefined, texts.map((text) => `is it ${text}?`).join('\n') + '\n'],
  ['ratingonly', 'review', 'rating', table('review,rating', (i) => `${texts[i]!},${1 + (i % 5)}`)],
];

test.each(layouts)('%s: texts in %s, labels in %s', async (_, text, label, content) => {
  const found = guessColumns(await openTable(await folder.write('a.csv', content)), {});
  expect([found.text?.name, found.label?.name]).toEqual([text, label]);
});
