// Every text of the page, in both languages; a key that lacks one of them does not compile. Areas are files beside this
// one.

import { firstTexts } from '../../src/shared/messages/firstTexts.js';
import { dataTexts } from './data.js';
import { evaluationTexts } from './evaluation.js';
import { frameTexts } from './frame.js';
import { layerTexts } from './layers.js';
import { modelTexts } from './model.js';
import { trainingTexts } from './training.js';

export const texts = {
  ...firstTexts,
  ...frameTexts,
  ...dataTexts,
  ...modelTexts,
  ...layerTexts,
  ...trainingTexts,
  ...evaluationTexts,
};
export type TextKey = keyof typeof texts;
