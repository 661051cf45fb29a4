// The architectures that are known, by the names that every process uses; src/base/architectures.ts has a row for each.

export const architectureNames = ['bert', 'distilbert', 'roberta', 'xlm-roberta', 'electra', 'albert'] as const;
/** As `model_type` of a config.json spells it. */
export type ArchitectureName = (typeof architectureNames)[number];
