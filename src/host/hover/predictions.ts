// Caches one prediction for each document version and selection, since the editor asks repeatedly.

import type { TextPrediction } from '../../shared/messages/models.js';

/** The number of answers kept. */
const kept = 50;

export type Predict = (model: string, text: string) => Promise<TextPrediction>;

export class PredictionCache {
  private readonly answers = new Map<string, Promise<TextPrediction>>();

  constructor(private readonly predict: Predict) {}

  /**
   * A failed prediction is dropped, and requested again the next time.
   * @param place identifies document, version and selection
   * @param model the model's folder
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
