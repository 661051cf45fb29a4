// The names of the known architectures, for every process; src/base/architectures.ts has a row for each.

export const architectureNames = ['bert', 'distilbert', 'roberta', 'xlm-roberta', 'electra', 'albert'] as const;
/** The name as `model_type` of a config.json spells it. */
export type ArchitectureName = (typeof architectureNames)[number];
