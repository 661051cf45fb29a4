// One sentence on how a file was read: its columns by their roles, and its notation.

import { basename } from 'node:path';

import { type Notice, notice } from '../../shared/notices.js';
import type { Table } from '../table/table.js';
import { delimiterName } from '../text/dialect.js';
import { quoteName } from '../text/quoting.js';
import type { ChosenColumn } from './columns.js';

type Roles = { readonly [Role in 'text' | 'pair' | 'label']?: Pick<ChosenColumn, 'name'> | undefined };

/** Settings are named as the user gives them, so that another value can be requested. */
export function readNotice(table: Table, { text, pair, label }: Roles): Notice {
  const columns = Object.entries({ text, pair, label })
    .flatMap(([role, column]) => (column === undefined ? [] : [`${role} = ${JSON.stringify(column.name)}`]))
    .join(', ');
  return notice('data.read', { file: basename(table.file), columns, written: writtenAs(table) });
}

function writtenAs({ format, encoding, dialect, header: hasHeader, sheet }: Table): string {
  const header = `header = ${hasHeader ? 'yes' : 'no'}`;
  switch (format) {
    case 'csv':
      return [
        `encoding = ${encoding}`,
        `delimiter = ${delimiterName(dialect.delimiter)}`,
        ...((dialect.quote ?? '"') === '"' ? [] : [`quote = ${quoteName(dialect.quote!)}`]),
        ...(dialect.escape === 'backslash' ? [`escape = ${dialect.escape}`] : []),
        header,
      ].join(', ');
    case 'xlsx':
      return [...(sheet === undefined ? [] : [`sheet = ${JSON.stringify(sheet)}`]), header].join(', ');
    case 'jsonl':
      return `jsonl, encoding = ${encoding}`;
    default:
      return format;
  }
}
