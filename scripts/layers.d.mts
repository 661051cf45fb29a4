// Types of layers.mjs, which eslint.config.mjs loads as plain JavaScript.

import type { Rule } from 'eslint';

export type Layer =
  | 'shared'
  | 'base'
  | 'processes'
  | 'engine'
  | 'engine/graph'
  | 'engine/autodiff'
  | 'engine/optim'
  | 'engine/model'
  | 'engine/onnx'
  | 'text'
  | 'data'
  | 'data/source'
  | 'formats'
  | 'runs'
  | 'tensorflow'
  | 'hub'
  | 'jobs'
  | 'worker'
  | 'cli'
  | 'host'
  | 'host/workerClient'
  | 'webview'
  | 'webview/model';
export declare const layers: Readonly<
  Record<Layer, { readonly may: readonly string[]; readonly forbidden: readonly RegExp[]; readonly advice: string }>
>;
export declare const importsRule: Rule.RuleModule;
