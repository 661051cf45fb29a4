// What the recipes give settings that nobody has given: `tutorial` the constants of the usual tutorial, `auto` what the
// table of settings says, and where that is null, what src/jobs/train/recipe.ts decides from rows and model.

/** What runs did that began before these settings existed. */
export const settingsBefore: Readonly<Record<string, boolean>> = { scaleTargets: false };

export const tutorialRecipe = {
  epochs: 3,
  evaluations: 10,
  layerDecay: 1,
  earlyStopping: false,
  patience: 2,
  best: 'loss',
  keep: 'last',
  scaleTargets: false,
} as const;
