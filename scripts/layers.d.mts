// Types of layers.mjs, which eslint.config.mjs loads as plain JavaScript.

import type { Rule } from 'eslint';

export type Layer =
  | 'shared'
  | 'engine'
  | 'text'
  | 'data'
  | 'formats'
  | 'runs'
  | 'tensorflow'
  | 'hub'
  | 'worker'
  | 'cli'
  | 'host'
  | 'webview';
export declare const layers: Readonly<
  Record<Layer, { readonly may: readonly string[]; readonly forbidden: readonly RegExp[]; readonly advice: string }>
>;
export declare const importsRule: Rule.RuleModule;
