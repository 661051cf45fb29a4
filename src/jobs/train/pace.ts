// The speed of a run and the time left: rates over the last steps, with evaluations counted separately.

/** The number of steps that the rates cover: enough to smooth over batches of different lengths. */
const window = 50;

export class Pace {
  private readonly steps: { seconds: number; rows: number; tokens: number }[] = [];
  private evaluationSeconds = 0;

  step(seconds: number, rows: number, tokens: number): void {
    this.steps.push({ seconds, rows, tokens });
    // The first step includes one-time preparations: it says nothing about the others.
    if (this.steps.length > window || this.steps.length === 2) this.steps.shift();
  }

  evaluation(seconds: number): void {
    this.evaluationSeconds = seconds;
  }

  get rowsPerSecond(): number {
    return this.total('rows') / this.elapsed;
  }

  get tokensPerSecond(): number {
    return this.total('tokens') / this.elapsed;
  }

  secondsLeft(stepsLeft: number, evaluationsLeft: number): number {
    return (stepsLeft * this.elapsed) / Math.max(1, this.steps.length) + evaluationsLeft * this.evaluationSeconds;
  }

  private get elapsed(): number {
    return Math.max(1e-9, this.total('seconds'));
  }

  private total(part: 'seconds' | 'rows' | 'tokens'): number {
    return this.steps.reduce((sum, step) => sum + step[part], 0);
  }
}
