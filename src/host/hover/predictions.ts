// One prediction for each version of a document and selection, however often the editor asks for it.

import type { TextPrediction } from '../../shared/messages/models.js';

/** Answers that are kept. */
const kept = 50;

export type Predict = (model: string, text: string) => Promise<TextPrediction>;

export class PredictionCache {
  private readonly answers = new Map<string, Promise<TextPrediction>>();

  constructor(private readonly predict: Predict) {}

  /**
   * @param place what names document, version and selection
   * @param model folder; another model is another question
   * A prediction that failed is forgotten, and asked for anew.
   */
  get(place: string, model: string, text: string): Promise<TextPrediction> {
    const key = `${model}\n${place}`;
    const known = this.answers.get(key);
    if (known !== undefined) return known;
    const answer = this.predict(model, text);
    this.answers.set(key, answer);
    answer.catch(() => this.answers.delete(key));
    if (this.answers.size > kept) this.answers.delete([...this.answers.keys()][0]!);
    return answer;
  }

  clear(): void {
    this.answers.clear();
  }
}
