// The small models that come with the product, by the names that settings and run.json have for them.

export interface BundledModel {
  /** The ISO 639 code of the language that it was trained on. */
  readonly language: 'en' | 'zh';
  readonly megabytes: number;
}

export const bundledModels = {
  'bert-tiny-en': { language: 'en', megabytes: 12 },
  'bert-tiny-zh': { language: 'zh', megabytes: 7 },
} as const satisfies Record<string, BundledModel>;

export type BundledModelName = keyof typeof bundledModels;

export const bundledModelNames = Object.keys(bundledModels) as BundledModelName[];

/** The model of runs without a model's name, from versions with only one bundled model. */
export const firstBundledModel: BundledModelName = 'bert-tiny-zh';

export function isBundledModel(name: string): name is BundledModelName {
  return Object.hasOwn(bundledModels, name);
}
