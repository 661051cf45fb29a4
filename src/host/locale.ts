// The language of VS Code's own interface, and the host's sentences in it.

import { env } from 'vscode';

import type { Locale, ValueArguments } from '../shared/catalogue.js';
import { sayIn, type WordName, type words } from './words.js';

export function displayLocale(): Locale {
  return env.language.toLowerCase().startsWith('zh') ? 'zh' : 'en';
}

export function say<Name extends WordName>(name: Name, ...values: ValueArguments<(typeof words)[Name]['en']>): string {
  return sayIn(displayLocale(), name, ...values);
}
