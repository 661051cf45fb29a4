#!/usr/bin/env node
// The file that Node starts. It imports nothing before it can catch what goes wrong: a process that may not open more
// files cannot load the command line either.

import type { Sentence } from './shared/catalogue.js';

const tooManyFiles: Sentence = {
  en: 'The system lets this process open too few files. Raise the limit (ulimit -n 1024) and try again.',
  zh: '系统允许本进程打开的文件过少。请提高上限（ulimit -n 1024）后重试。',
};

const folderGone: Sentence = {
  en: 'The current folder is gone: it was removed or renamed. Change to another one (cd) and try again.',
  zh: '当前文件夹已不存在：它已被删除或改名。请切换到其他文件夹（cd）后重试。',
};

function say({ en, zh }: Sentence): void {
  const { LC_ALL, LC_MESSAGES, LANG } = process.env;
  process.stderr.write(`${(LC_ALL ?? LC_MESSAGES ?? LANG ?? '').startsWith('zh') ? zh : en}\n`);
  process.exitCode = 3;
}

/** The sentence for a failure that leaves nothing to work with; null for any other. */
function sentenceOf(error: unknown): Sentence | null {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  if (code === 'EMFILE' || code === 'ENFILE') return tooManyFiles;
  return error instanceof Error && 'syscall' in error && error.syscall === 'uv_cwd' ? folderGone : null;
}

try {
  // Throws where the folder is gone.
  process.cwd();
  await import('./cli/main.js');
} catch (error) {
  const sentence = sentenceOf(error);
  if (sentence === null) throw error;
  say(sentence);
}
