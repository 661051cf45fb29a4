// Names text files that are no tables: pages, dumps of databases, dictionaries of Python.

import { extname } from 'node:path';

import { UserError } from '../../shared/errors.js';

interface Kind {
  readonly kind: string;
  readonly begins: RegExp;
  /** The endings that its files need to have, since a text of a table may begin so too; any where absent. */
  readonly endings?: readonly string[];
}

const kinds: readonly Kind[] = [
  { kind: 'HTML', begins: /^<(?:!doctype html|html)\b/i },
  // Programs write tables of HTML under a workbook's name.
  { kind: 'HTML', begins: /^<(?:table|body|head|meta|style)\b/i, endings: ['.html', '.htm', '.xls'] },
  { kind: 'XML', begins: /^<\?xml\b/ },
  { kind: 'XML', begins: /^<[A-Za-z]/, endings: ['.xml'] },
  { kind: 'RTF', begins: /^\{\\rtf/ },
  { kind: 'SQL', begins: sqlStart() },
  { kind: 'Python', begins: /^\[?\s*\{\s*'[^'\n]*'\s*:/ },
];

/** A statement after comments, with what only SQL has next. */
function sqlStart(): RegExp {
  const comments = String.raw`(?:(?:--|/\*|#)[^\n]*\n\s*)*`;
  const named = String.raw`(?:create table|insert into) [\`"[\w]`;
  const others = String.raw`drop table (?:if|[\`"[])|set (?:@|names )|use \``;
  return new RegExp(`^${comments}(?:${named}|${others})`, 'i');
}

/** Throws `data.notText` for a file that begins as another kind of text does. */
export function refuseOtherText(file: string, start: Buffer): void {
  const text = start.subarray(0, 4096).toString('utf8').trimStart();
  const ending = extname(file).toLowerCase();
  const found = kinds.find(({ begins, endings }) => begins.test(text) && (endings?.includes(ending) ?? true));
  if (found !== undefined) throw new UserError('data.notText', { file, kind: found.kind });
}
