// Settings with everything decided, as a run on three epochs has them.

import { type DecidedSettings, defaultSettings } from '../../src/shared/settings.js';
import { tutorialRecipe } from '../../src/shared/settings/recipes.js';

export function tutorialSettings(): DecidedSettings {
  return { ...defaultSettings(), ...tutorialRecipe, recipe: 'tutorial' };
}
