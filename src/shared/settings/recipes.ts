// The recipes' values for settings that are not given: `tutorial` has the constants of the usual tutorial, `auto` those
// of the table of settings, and where these are null, the decisions of src/jobs/train/recipe.ts from rows and model.

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
