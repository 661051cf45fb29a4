// Every sentence for the user that is no error: its code and its text in both languages. The areas are files of
// notices/.

import { fill, type Locale, type Sentence, type ValueArguments } from './catalogue.js';
import { cellNotices } from './notices/cells.js';
import { dataNotices } from './notices/data.js';
import { hubNotices } from './notices/hub.js';
import { modelNotices } from './notices/model.js';
import { runNotices } from './notices/runs.js';
import { tensorflowNotices } from './notices/tensorflow.js';

const catalogue = {
  ...cellNotices,
  ...dataNotices,
  ...hubNotices,
  ...modelNotices,
  ...runNotices,
  ...tensorflowNotices,
};

export type NoticeCode = keyof typeof catalogue;
type TextOf<Code extends NoticeCode> = (typeof catalogue)[Code]['en'];

export const noticeCodes = Object.keys(catalogue) as NoticeCode[];

/** Plain data, so that it can be journalled and sent; `describeNotice` makes the sentence. */
export interface Notice {
  readonly code: NoticeCode;
  readonly values: Readonly<Record<string, string | number>>;
}

export function notice<Code extends NoticeCode>(code: Code, ...values: ValueArguments<TextOf<Code>>): Notice {
  return { code, values: values[0] ?? {} };
}

/** The sentence, in the user's language. */
export function describeNotice({ code, values }: Notice, locale: Locale): string {
  return fill(catalogue[code], named(values, locale), locale);
}

/** Languages are codes in a notice, and have their name in its sentence. */
const languageValues = ['textLanguage', 'modelLanguage'];

function named(values: Notice['values'], locale: Locale): Notice['values'] {
  const names = new Intl.DisplayNames(locale, { type: 'language' });
  const entries = Object.entries(values).map(([key, value]) =>
    languageValues.includes(key) && typeof value === 'string' ? [key, names.of(value) ?? value] : [key, value],
  );
  return Object.fromEntries(entries) as Notice['values'];
}

/** The entry itself, for tests and documentation. */
export function noticeEntry(code: NoticeCode): Sentence {
  return catalogue[code];
}
