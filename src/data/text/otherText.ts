// Names text files that are no tables: pages, dumps of databases, dictionaries of Python.

import { UserError } from '../../shared/errors.js';

const kinds: readonly (readonly [kind: string, begins: RegExp])[] = [
  ['HTML', /^(?:<!doctype html|<html|<table|<body|<head)\b/i],
  ['XML', /^<\?xml\b|^<([A-Za-z][\w.-]*)(?:\s[^<>]*)?>\s*<[A-Za-z][\w.-]*[^<>]*>/],
  ['RTF', /^\{\\rtf/],
  ['SQL', /^(?:(?:--|\/\*|#)[^\n]*\s*)*(?:create table|insert into|drop table|set \w+ ?=|start transaction|use `)/i],
  ['Python', /^\[?\s*\{\s*'[^'\n]*'\s*:/],
];

/** Throws `data.notText` for a file that begins as another kind of text does. */
export function refuseOtherText(file: string, start: Buffer): void {
  const text = start.subarray(0, 4096).toString('utf8').trimStart();
  const kind = kinds.find(([, begins]) => begins.test(text))?.[0];
  if (kind !== undefined) throw new UserError('data.notText', { file, kind });
}
