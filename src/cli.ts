#!/usr/bin/env node
// The file that Node starts. It imports nothing before it can catch what goes wrong: a process that may not open more
// files cannot load the command line either.

import type { Sentence } from './shared/catalogue.js';

const tooManyFiles: Sentence = {
  en: 'The system lets this process open too few files. Raise the limit (ulimit -n 1024) and try again.',
  zh: '系统允许本进程打开的文件过少。请提高上限（ulimit -n 1024）后重试。',
};

try {
  await import('./cli/main.js');
} catch (error) {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  if (code !== 'EMFILE' && code !== 'ENFILE') throw error;
  const { LC_ALL, LC_MESSAGES, LANG } = process.env;
  const isChinese = (LC_ALL ?? LC_MESSAGES ?? LANG ?? '').startsWith('zh');
  process.stderr.write(`${tooManyFiles[isChinese ? 'zh' : 'en']}\n`);
  process.exitCode = 3;
}
