// The small models that come with the product, by the names that settings and run.json have for them.

export interface BundledModel {
  /** ISO 639 code of the language whose texts it was made from. */
  readonly language: 'en' | 'zh';
  readonly megabytes: number;
}

export const bundledModels = {
  'bert-tiny-en': { language: 'en', megabytes: 12 },
  'bert-tiny-zh': { language: 'zh', megabytes: 7 },
} as const satisfies Record<string, BundledModel>;

export type BundledModelName = keyof typeof bundledModels;

export const bundledModelNames = Object.keys(bundledModels) as BundledModelName[];

/** Runs of versions that had one bundled model have no name for it. */
export const firstBundledModel: BundledModelName = 'bert-tiny-zh';

export function isBundledModel(name: string): name is BundledModelName {
  return Object.hasOwn(bundledModels, name);
}
